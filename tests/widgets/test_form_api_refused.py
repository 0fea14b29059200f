"""Posts that nothing vouches for: a page of ours says what is wrong, and nobody is led anywhere."""

from typing import Any

import pytest
from sqlalchemy import update

from app.db import Database, db
from app.domain.weburl import LONGEST
from app.models import Partner
from tests.browser import Browser, Page
from tests.conftest import MOCK_SITE
from tests.domain.test_weburl import LEADS_AWAY
from tests.widgets import ledger
from tests.widgets.partner_page import API, ORDER, RETURN, messages, sends
from tests.widgets.test_form_api import FORM_MIME


def refused(browser: Browser, answer: Page, status: int) -> str:
    """What the page says to whoever runs the partner's site."""
    browser.house.ledger.flush()
    assert (answer.status, "Location" in answer.headers) == (status, False)
    assert "Nothing is wrong with what you typed" in answer.says()
    after = ledger.everything()
    assert (after["signups"], after["letters"]) == ([], [])
    return answer.says().partition("For whoever runs that site: ")[2]


@pytest.mark.parametrize(
    ("partner_id", "status", "mend", "finding"),
    [
        ("", 400, "names no PartnerID", "form_refused_nobody:PartnerID"),
        ("nobody", 400, "no partner has the PartnerID “nobody”", "form_refused_partner:PartnerID"),
        ("<script>", 400, "“<script>”", "form_refused_partner:PartnerID"),
        ("1234567", 403, "not activated", "form_refused_inactive"),
        ("7654321", 403, "suspended", "form_refused_suspended"),
    ],
)
def test_a_partner_who_may_not(
    browser: Browser, database: Database, partner_id: str, status: int, mend: str, finding: str
) -> None:
    answer = sends(browser, PartnerID=partner_id, returnurl="http://www.tmclabs.com/")

    assert mend in refused(browser, answer, status)
    assert finding in {rule for rule, _ in ledger.findings()}


@pytest.mark.parametrize("change", [{"form_api_activated_at": None}, {"suspended_at": "now"}])
def test_activation_and_standing_end_at_once(browser: Browser, change: dict[str, Any]) -> None:
    assert messages(sends(browser, term=""))
    with db.writing() as session:
        values = {name: value and Partner.created_at for name, value in change.items()}
        session.execute(update(Partner).where(Partner.public_id == "4958765").values(**values))
        session.commit()
    browser.notices()

    refused(browser, sends(browser), 403)


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.test",
        "http://localhost",
        "http://localhost:8001.evil.test",
        "https://localhost:8001",
        "",
        "x",
    ],
)
def test_another_site_that_sends_the_form(browser: Browser, origin: str) -> None:
    assert "is not one of your sites" in refused(browser, sends(browser, origin=origin), 403)
    assert ("form_refused_origin:Origin", origin) in ledger.findings()


@pytest.mark.parametrize("origin", [None, "null", MOCK_SITE, "http://partnerwebsite.com"])
def test_a_site_of_the_partners_and_one_that_is_hidden_may_send_it(
    browser: Browser, origin: str | None
) -> None:
    assert messages(sends(browser, origin=origin, term="")) == ["Term is required."]


@pytest.mark.parametrize(
    "returnurl",
    [
        *LEADS_AWAY,
        "http://localhost:8001.evil.test/",
        f"{MOCK_SITE}/{'x' * LONGEST}",
        f"{MOCK_SITE}/{'|' * 1500}",
    ],
)
@pytest.mark.parametrize("test", ["", "true"])
def test_a_returnurl_that_is_none_leads_nowhere(browser: Browser, returnurl: str, test: str) -> None:
    answer = sends(browser, returnurl=returnurl, test=test)

    refused(browser, answer, answer.status)
    assert answer.status in (400, 403)


@pytest.mark.parametrize(
    "returnurl",
    [
        "https://evil.test/",
        "http://www.partnerwebsite.com/",
        "https://partnerwebsite.com/",
        "http://partnerwebsite.com:8080/",
        "http://partnerwebsite.com.evil.test/",
        "http://evilpartnerwebsite.com/",
        "http://127.0.0.1:8000/",
    ],
)
def test_a_returnurl_on_another_site_leads_nowhere(browser: Browser, returnurl: str) -> None:
    assert "is not your site" in refused(browser, sends(browser, returnurl=returnurl), 403)


@pytest.mark.parametrize("name", ["PartnerID", "returnurl"])
def test_two_different_values_count_as_none(browser: Browser, name: str) -> None:
    body = "&".join(f"{key}={text}" for key, text in [*ORDER.items(), (name, "1234567")])

    answer = browser.request("POST", API, data=body, content_type=FORM_MIME)

    refused(browser, answer, 400)
    assert (f"repeated:{name}", "") in ledger.findings()


@pytest.mark.parametrize(("name", "given"), [("partnerid", "PartnerID"), ("returnURL", "returnurl")])
def test_a_misspelt_name_is_named(browser: Browser, name: str, given: str) -> None:
    data = {name if key == given else key: text for key, text in ORDER.items()}

    refused(browser, sends(browser, data), 400)

    assert (f"misspelt:{given}", name) in ledger.findings()


def test_a_refused_dry_run_is_kept_with_what_was_wrong(browser: Browser, database: Database) -> None:
    before = ledger.everything()

    refused(browser, sends(browser, PartnerID="1234567", test="true"), 403)

    after = ledger.everything()
    assert [name for name in after if after[name] != before[name]] == ["dry_runs"]
    assert "not activated" in repr(after["dry_runs"])


def test_no_origin_is_too_long_to_be_refused(browser: Browser, database: Database) -> None:
    refused(browser, sends(browser, origin=f"http://{'x' * 4000}.test", test="true"), 403)


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b'{"PartnerID": "4958765"}', "application/json", 415),
        (b"PartnerID=4958765", "text/plain", 415),
        (b"PartnerID=4958765&sb_city=" + b"x" * 256 * 1024, FORM_MIME, 413),
        (b"PartnerID=4958765" + b"&a=1" * 200, FORM_MIME, 413),
    ],
)
def test_what_no_form_sends_is_not_read(browser: Browser, data: bytes, kind: str, status: int) -> None:
    answer = browser.request("POST", f"{API}?returnurl={RETURN}", data=data, content_type=kind)

    assert (answer.status, "Location" in answer.headers) == (status, False)


def test_200_fields_are_not_too_many(browser: Browser) -> None:
    more = {f"field{number}": "1" for number in range(200 - len(ORDER))}

    assert messages(sends(browser, **more, term="")) == ["Term is required."]


def test_whoever_opens_the_address_is_told_what_it_is_for(browser: Browser) -> None:
    page = browser.get(API)

    assert (page.status, page.headers["Allow"]) == (405, "POST")
    assert 'method="POST"' in page.says()
    assert page.has("main a[href]")
