"""Signups under attack: bad input gets its answer, and nothing that is typed does anything."""

from urllib.parse import quote, urlencode

import pytest

from app.db import Database
from app.models import Letter
from tests.browser import Browser, solution
from tests.widgets import ledger
from tests.widgets.signing_up import (
    ADA,
    EMAIL,
    ENGINES,
    FORMS,
    URLENCODED,
    Postbox,
    deed,
    fills,
    finish,
    rows,
    signs_up,
    signups,
    the_signup,
)

UNREADABLE = "Some characters here can not be read. Please type this again."
ONE_LINE = "Write this on one line, without line breaks or tabs."


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"first_name=" + b"x" * 600_000, URLENCODED, 413),
        (b"&".join(b"f%d=1" % n for n in range(5_000)), URLENCODED, 413),
        (b"&".join(b"f%d=1" % n for n in range(201)), URLENCODED, 413),
        (b'{"first_name": "Ada"}', "application/json", 415),
        (b"[]", "application/json", 415),
        (b"first_name=Ada", "text/plain", 415),
        (b"first_name=Ada", "", 415),
        (b"nonsense", "multipart/form-data; boundary=x", 422),
        (b"%ED%A0%80=%00&form_token=%FF", URLENCODED, 422),
    ],
)
@pytest.mark.parametrize("path", ["/guest", "/guest/", "/webstore", "/webstore/"])
def test_a_body_that_no_form_sends_gets_its_answer(
    browser: Browser, path: str, body: bytes, kind: str, status: int
) -> None:
    answer = browser.post(path, body, content_type=kind)

    assert (answer.status, answer.has("h1")) == (status, True)
    assert signups() == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
@pytest.mark.parametrize(
    "path", ["/guest", "/webstore/", "/signup/x", "/verify/x", "/agreements/eusa_agreement.html"]
)
def test_other_methods_are_told_what_is_there(browser: Browser, path: str, method: str) -> None:
    answer = browser.request(method, path)

    assert (answer.status, "GET" in answer.headers["Allow"]) == (405, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ada\x00", UNREADABLE),
        ("Ada\x07", UNREADABLE),
        ("\ud7ff\ufffd", UNREADABLE),
        ("Ada\r\nBcc: eve@evil.test", ONE_LINE),
        ("Ada\u2028Eve", ONE_LINE),
        ("Ada\tEve", ONE_LINE),
    ],
)
@pytest.mark.parametrize(("url", "typed"), FORMS)
def test_unreadable_text_is_told_next_to_every_field(
    browser: Browser, url: str, typed: dict[str, str], text: str, words: str
) -> None:
    lines = [name for name in typed if name not in ("eusa", "term", "sb_country")]

    page = fills(browser, url, typed, **dict.fromkeys(lines, text))

    assert page.status == 422
    assert page.errors == dict.fromkeys(lines, words)
    assert signups() == []


@pytest.mark.parametrize("raw", [b"%FF", b"%C3%28", b"%ED%A0%80", b"%C0%AF", b"%F5%80%80%80"])
@pytest.mark.parametrize(("url", "typed"), FORMS)
def test_bytes_that_are_no_text_are_told_next_to_the_field(
    browser: Browser, url: str, typed: dict[str, str], raw: bytes
) -> None:
    page = browser.get(url)
    name = "last_name" if "last_name" in typed else "sb_city"
    rest = {k: v for k, v in (page.values | typed | {"captcha": solution(page)}).items() if k != name}

    body = urlencode(rest).encode() + f"&{name}=".encode() + raw
    answer = browser.post(url, body, content_type=URLENCODED)

    assert (answer.status, answer.errors) == (422, {name: UNREADABLE})
    assert signups() == []


CODE = ["<script>alert(1)</script>", "{{7*7}}", "=cmd()", '"><img src=x onerror=y>', "%s%n{0}"]


@pytest.mark.parametrize("code", CODE)
def test_code_is_stored_as_text_and_shown_as_text(
    browser: Browser, database: Database, postbox: Postbox, code: str
) -> None:
    typed = ENGINES | {
        "sb_companyname": code,
        "sb_address1": code,
        "sb_city": code,
        "sb_postalcode": code[:16],
    }
    shown = fills(browser, "/webstore/?PartnerID=4958765", typed, sb_nusers="none")
    assert (shown.status, shown.values["sb_companyname"]) == (422, code)
    assert not shown.has("section.card script, section.card img[src=x]")

    page = signs_up(browser, f"/webstore/?PartnerID=4958765&SubPartnerID={quote('<b>=1')}", typed)
    letter = postbox.opens()
    deed(browser, page, "confirmation", code=postbox.code_in(letter))
    managers = postbox.opens("john@panterranetworks.com")

    signup = the_signup()
    assert (signup.company, signup.address1, signup.city, signup.sub_partner_id) == (
        code,
        code,
        code,
        "<b>=1",
    )
    assert code not in letter["text"] + letter["html"] + letter["subject"]
    assert code in managers["text"]
    assert not any(bad in managers["html"] for bad in ("<script", "<img src=x", "<b>"))


@pytest.mark.parametrize("name", ["Ada http://evil.test", "<a href=//evil.test>", "Ada\u202eevil", "12345"])
def test_a_name_is_no_place_for_an_advertisement(browser: Browser, name: str) -> None:
    page = fills(browser, "/guest", ADA, first_name=name)

    assert (page.status, list(page.errors), rows(Letter)) == (422, ["first_name"], [])


def test_a_letter_before_confirmation_quotes_nothing_that_was_typed(
    browser: Browser, postbox: Postbox
) -> None:
    signs_up(browser, first_name="Buy", last_name="Cheaply", url="/guest?utm_source=Pills&SubPartnerID=Spam")

    letter = postbox.opens()

    for typed in ("Buy", "Cheaply", "Pills", "Spam", EMAIL):
        assert typed not in letter["text"] + letter["html"] + letter["subject"]


@pytest.mark.parametrize("after", [0.0, 5.0])
def test_the_field_that_nobody_sees_and_haste_change_nothing_for_who_solved_the_captcha(
    browser: Browser, after: float
) -> None:
    page = browser.get("/guest")

    answer = browser.posts(
        page, typed=ADA, captcha=solution(page), website_url="http://spam.test", after=after
    )

    assert answer.status == 303


def test_a_spoofed_host_is_refused_and_never_in_a_letter(browser: Browser, postbox: Postbox) -> None:
    page = browser.get("/guest")
    typed = page.values | ADA | {"captcha": solution(page)}

    assert browser.request("POST", "/guest", data=typed, base_url="http://evil.test").status == 400
    forged = {"X_Forwarded_Host": "evil.test", "Forwarded": "host=evil.test"}
    assert browser.post("/guest", typed, **forged).status == 303

    assert "evil" not in str(postbox.opens())
    assert "evil" not in repr(ledger.everything())


@pytest.mark.parametrize("letter", ["a", "é", "\u0915\u093f", "𝔸"])
def test_the_longest_of_everything_fits(browser: Browser, database: Database, letter: str) -> None:
    def longest(most: int) -> str:
        return (letter * most)[: most - most % len(letter)]

    returnurl = f"http://partnerwebsite.com/{'x' * 2022}"
    query = f"PartnerID=4958765&SubPartnerID={quote(longest(64))}&returnurl={returnurl}"
    utm = "&".join(f"utm_{name}={quote(longest(120))}" for name in ("source", "medium"))
    typed = ENGINES | {
        "sb_companyname": longest(50),
        "sb_address1": longest(200),
        "sb_address2": longest(200),
        "sb_city": longest(32),
        "sb_postalcode": longest(16),
        "sb_firstname": longest(64),
        "sb_lastname": longest(64),
        "sb_emailAddress": f"{'a' * 52}@engines.biz",
        "sb_nusers": "999999",
        "sb_password": "é" * 20,
        "sb_confirmpassword": "é" * 20,
    }

    after = signs_up(browser, f"/webstore/?{query}&{utm}", typed)

    signup = the_signup()
    assert (signup.sub_partner_id, signup.returnurl) == (longest(64), returnurl)
    assert (signup.company, signup.last_name, signup.users) == (longest(50), longest(64), 999_999)
    assert finish(after) == returnurl
    again = signs_up(browser, email=f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 50}.example")
    assert again.says("h1") == "Confirm your address"


def test_an_unknown_partner_of_any_length_is_kept_as_claimed(browser: Browser, database: Database) -> None:
    signs_up(browser, f"/guest?PartnerID={quote('é' * 120)}&SubPartnerID={'x' * 65}")

    signup = the_signup()
    assert (signup.claimed_partner_id, signup.sub_partner_id) == ("é" * 120, None)
