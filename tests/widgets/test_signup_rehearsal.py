"""Signups with `test=true`: nothing typed is processed, and the way back is the one that counts."""

import pytest

from app.db import Database
from tests.browser import Browser
from tests.widgets import ledger
from tests.widgets.signing_up import ADA, EMAIL, ENGINES, FORMS, RETURN, signs_up

LOGIN = "http://127.0.0.1:8000/login"
PARTNER = "PartnerID=4958765&SubPartnerID=106&test=true"


@pytest.mark.parametrize("typed", [{}, {"all": "y"}])
@pytest.mark.parametrize(("url", "full"), FORMS)
def test_nothing_changes_but_one_row_without_what_was_typed(
    browser: Browser, database: Database, url: str, full: dict[str, str], typed: dict[str, str]
) -> None:
    page = browser.get(f"{url}?{PARTNER}&returnURL=x")
    before = ledger.everything()

    answer = browser.posts(page, after=0, typed=full if typed else {})
    browser.house.ledger.flush()

    assert (answer.status, answer.headers["Location"]) == (303, LOGIN)
    after = ledger.everything()
    assert [name for name in after if after[name] != before[name]] == ["dry_runs"]
    assert len(after["dry_runs"]) == 1
    kept = repr(after["dry_runs"])
    assert not any(text in kept for text in (EMAIL, "Lovelace", ADA["password"]))
    assert "returnURL" in kept


@pytest.mark.parametrize(
    ("query", "leads_to", "form_actions"),
    [
        (f"{PARTNER}&returnurl={RETURN}", RETURN, {"http://partnerwebsite.com"}),
        (f"{PARTNER}&returnurl=http://partnerwebsite.com", "http://partnerwebsite.com", {RETURN[:25]}),
        (f"{PARTNER}&returnurl={RETURN}?a=b%23c", f"{RETURN}?a=b#c", {"http://partnerwebsite.com"}),
        (PARTNER, LOGIN, set()),
        (f"test=true&returnurl={RETURN}", LOGIN, set()),
        (f"test=true&PartnerID=999&returnurl={RETURN}", LOGIN, set()),
        (f"{PARTNER}&returnurl=//evil.test", LOGIN, set()),
        (f"{PARTNER}&returnurl={RETURN}&returnurl=http://evil.test", LOGIN, set()),
        (f"{PARTNER}&returnurl=http://evil.test/x", None, set()),
        (f"{PARTNER}&returnurl=https://partnerwebsite.com/x", None, set()),
    ],
)
@pytest.mark.parametrize("url", ["/guest", "/webstore/"])
def test_create_account_leads_back_at_once(
    browser: Browser, url: str, query: str, leads_to: str | None, form_actions: set[str]
) -> None:
    page = browser.get(f"{url}?{query}")
    answer = browser.posts(page, after=0)

    policy = page.headers["Content-Security-Policy"]
    allowed = policy.partition("form-action ")[2].partition(";")[0].split()
    assert set(allowed) - set(browser.house.settings.origins) == form_actions
    if leads_to:
        assert (answer.status, answer.headers["Location"]) == (303, leads_to)
    else:
        assert answer.status == 200
        host = "evil.test" if "evil" in query else "partnerwebsite.com"
        assert answer.says("h1") == f"You are leaving for {host}"
        (way_on,) = answer.soup.select(f'a[href*="//{host}/x"]')
        assert way_on["rel"] == ["noreferrer"]
        assert not answer.has("meta[http-equiv], script[src*=htmx]")


@pytest.mark.parametrize("url", ["/guest", "/webstore/"])
def test_the_form_is_a_plain_one_that_leads_to_the_top(browser: Browser, url: str) -> None:
    page = browser.get(f"{url}?{PARTNER}")

    assert page.form["target"] == "_top"
    assert not [name for tag in page.soup.find_all(True) for name in tag.attrs if name.startswith("hx-")]
    assert not page.has("script[src*=htmx]")
    assert not page.has("#captcha")
    assert "TEST" in page.says("section.report p.banner")
    assert "login page" in page.says("section.report")


@pytest.mark.parametrize("token", [None, "forged"])
def test_rehearsals_use_up_nothing_of_what_real_signups_may_do(browser: Browser, token: str | None) -> None:
    page = browser.get(f"/guest?{PARTNER}")

    statuses = {
        browser.posts(page, after=0, typed={"form_token": token} if token else {}).status for _ in range(12)
    }

    assert statuses == {422 if token else 303}
    assert signs_up(browser).says("h1") == "Confirm your address"


def test_a_body_can_not_turn_a_rehearsal_into_a_signup_or_back(browser: Browser) -> None:
    rehearsal, live = browser.get(f"/guest?{PARTNER}"), browser.get("/guest?PartnerID=4958765")
    more = {"PartnerID": "1234567", "returnurl": "http://evil.test"}

    first = browser.post(str(rehearsal.form["action"]), rehearsal.values | ADA | more | {"test": "false"})
    second = browser.post(str(live.form["action"]), live.values | more | {"test": "true"})

    assert (first.status, first.headers["Location"]) == (303, LOGIN)
    assert (second.status, "email" in second.errors) == (422, True)


def test_in_a_partners_frame_it_leads_back_as_well(browser: Browser) -> None:
    framed = browser.framed_on("http://partnerwebsite.com")

    answer = framed.posts(framed.get(f"/webstore/?{PARTNER}&returnurl={RETURN}"), typed=ENGINES)

    assert (answer.status, answer.headers["Location"]) == (303, RETURN)
