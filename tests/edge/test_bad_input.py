"""The bad-input table of SPEC section 16, and that no input at all gives a 500."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from app.db import Database
from tests.browser import Browser, Page
from tests.widgets import ledger
from tests.widgets.urls import ADA, BY_TIM, PBX

UNREADABLE = "Some characters here can not be read. Please type this again."
ONE_LINE = "Write this on one line, without line breaks or tabs."
Ask = Callable[[Browser], Page]


def sent(**typed: str) -> Ask:
    return lambda browser: browser.sends(browser.get(PBX), typed=ADA | typed)


def raw(body: bytes, kind: str = "application/x-www-form-urlencoded") -> Ask:
    return lambda browser: browser.post(PBX, body, content_type=kind)


def got(url: str, **more: Any) -> Ask:
    return lambda browser: browser.request("GET", url, **more)


@pytest.mark.parametrize(
    ("ask", "status", "says"),
    [
        (sent(message="x" * 256 * 1024), 413, "more than we can take"),
        (raw(b"message=" + b"x" * 600_000), 413, "more than we can take"),
        (raw(b"&".join(b"f%d=1" % n for n in range(201))), 413, "more than we can take"),
        (raw(b"&".join(b"f%d=1" % n for n in range(5_000))), 413, "more than we can take"),
        (lambda b: b.request("DELETE", PBX), 405, "can not do that"),
        (lambda b: b.request("PUT", "/thanks/x"), 405, "can not do that"),
        (lambda b: b.post("/thanks/x"), 405, "can not do that"),
        (raw(b'["first_name"]', "application/json"), 415, "could not read that"),
        (raw(b"first_name=Ada", "text/plain"), 415, "could not read that"),
        (raw(b"first_name=Ada", ""), 415, "could not read that"),
        (raw(b"<a/>", "application/xml"), 415, "could not read that"),
        (sent(first_name="Ada\x00"), 422, UNREADABLE),
        (sent(message="bell\x07"), 422, UNREADABLE),
        (sent(company="\u0085"), 422, UNREADABLE),
        (sent(email="ada@example.com\r\nBcc: eve@evil.test"), 422, ONE_LINE),
        (sent(last_name="Love\nlace"), 422, ONE_LINE),
        (sent(last_name="Love\u2028lace"), 422, ONE_LINE),
        (sent(phone="408\t5550199"), 422, ONE_LINE),
        (got("/nothing"), 404, "not here"),
        (got("/lead/nothing"), 404, "not here"),
        (got("/custom_landing_pages/landing_page_x.php"), 404, "not here"),
        (got("/custom_landing_pages/landing_page_..%2F..%2Fvendor.php"), 404, "not here"),
        (got("/lead/PBX"), 404, "not here"),
        (got("/thanks/unknown"), 404, "not here"),
        (got("/captcha/unknown.webp"), 404, "not here"),
        (got("/assets/unknown.js"), 404, "not here"),
        (got("/static/../vendor.toml"), 404, "not here"),
        (got(PBX, base_url="http://evil.test"), 400, "could not understand"),
        (got(PBX, headers={"Host": "127.0.0.1:8000.evil.test"}), 400, "could not understand"),
        (got(PBX, headers={"Host": "evil.test:8000"}), 400, "could not understand"),
        (got(PBX, headers={"Host": "127.0.0.1:8000@evil.test"}), 400, "could not understand"),
        (got(f"{PBX}?x={'x' * 8_000}"), 414, "too long"),
        (got(f"/{'x' * 8_001}"), 414, "too long"),
    ],
)
def test_bad_input_gets_its_answer_in_plain_words(browser: Browser, ask: Ask, status: int, says: str) -> None:
    page = ask(browser)

    assert (page.status, says in page.says()) == (status, True), page.says()
    assert ledger.leads() == []


@pytest.mark.parametrize("value", [b"%FF", b"%C3%28", b"%ED%A0%80", b"%C0%AF", b"%00", b"%F5%80%80%80"])
def test_bytes_that_are_no_text_are_told_next_to_the_field(
    browser: Browser, database: Database, value: bytes
) -> None:
    page = browser.get(BY_TIM)
    browser.waits(5)
    typed = urlencode({name: text for name, text in (page.values | ADA).items() if name != "first_name"})

    answer = raw(typed.encode() + b"&first_name=" + value)(browser)

    assert (answer.status, answer.errors) == (422, {"first_name": UNREADABLE})
    assert ledger.leads() == []


@pytest.mark.parametrize("value", [b"A\xffda", b"A\x00da", b"A\xed\xa0\x80da", b"A\xc0\xafda"])
def test_so_they_are_in_a_multipart_body(browser: Browser, database: Database, value: bytes) -> None:
    page = browser.get(PBX)
    browser.waits(5)
    fields = {name: text.encode() for name, text in (page.values | ADA).items()} | {"first_name": value}
    part = b'--cut\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    body = b"".join(part % (name.encode(), text) for name, text in fields.items()) + b"--cut--\r\n"

    answer = raw(body, "multipart/form-data; boundary=cut")(browser)

    assert (answer.status, answer.errors) == (422, {"first_name": UNREADABLE})
    assert ledger.leads() == []


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "{{7*7}}", "=cmd()", '"><img src=x onerror=y>']
)
def test_code_as_a_name_is_stored_as_text_and_shown_as_text(
    browser: Browser, database: Database, name: str
) -> None:
    thanks = browser.sends(browser.get(PBX), typed=ADA | {"first_name": name})

    assert ledger.lead().first_name == name
    assert thanks.says("section.lead h2") == f"Thank you, {name}"
    assert not thanks.has("section.lead script, section.lead img")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.test"},
        {"X-Forwarded-Proto": "gopher"},
        {"X-Forwarded-Port": "1"},
        {"X-Forwarded-Prefix": "/evil"},
        {"X-Original-URL": "/evil"},
        {"Forwarded": "host=evil.test"},
    ],
)
def test_forwarding_headers_of_strangers_change_nothing(browser: Browser, headers: dict[str, str]) -> None:
    plain, claimed = browser.get(BY_TIM), browser.get(BY_TIM, **headers)
    sent = browser.posts(claimed, typed=ADA)
    forged = browser.post(str(plain.form["action"]), plain.values | ADA, **headers)

    assert without_token(claimed) == without_token(plain)
    assert dict(claimed.headers) == dict(plain.headers)
    for answer in (sent, forged):
        assert answer.status == 303
        assert re.fullmatch(r"/thanks/[\w-]{22}#lead-title", answer.headers["Location"])
    assert dict(forged.headers).keys() == dict(sent.headers).keys()


def without_token(page: Page) -> str:
    return page.text.replace(page.values["form_token"], "")


def test_a_url_of_8000_bytes_is_shown_and_sent(browser: Browser) -> None:
    url = f"{BY_TIM}&utm_content="
    url += "x" * (8_000 - len(url))

    page = browser.get(url)
    thanks = browser.sends(page, typed=ADA)

    assert len(url) == 8_000
    assert (page.status, thanks.status) == (200, 200)
    assert ledger.lead().claimed_partner_id == "1234567"


def test_an_error_page_offers_a_way_on(browser: Browser) -> None:
    assert browser.get("/nothing/here").has("main a[href]")
