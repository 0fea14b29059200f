"""A partner's own form: taken once, or led back with what is wrong (SPEC section 4)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.config import Settings
from app.db import Database, db
from app.demo import cast
from app.models import PersonEvent, Signup
from tests.browser import Browser, Page, browsing
from tests.conftest import MOCK_SITE
from tests.widgets import ledger
from tests.widgets.partner_page import API, ORDER, RETURN, messages, sends

# Verbatim from the vendor's page.
SEED = (
    "errorcode=Invalid+Password.+Please+try+again.%23Phone+Number+must+be+10+digits+numeric.+Example%3A"
    "+8008050558.%23Special+characters+and+Numerics+are+not+allowed+in+Last+Name.%23Special+characters"
    "+and+Numerics+are+not+allowed+in+First+Name."
)
FOUR_MISTAKES = {
    "sb_password": "12345678",
    "sb_confirmpassword": "12345678",
    "sb_phoneNumber": "800.805.0558",
    "sb_lastname": "Lovelace 2",
    "sb_firstname": "Ada!",
}
FORM_MIME = "application/x-www-form-urlencoded"


def signups() -> list[Signup]:
    with db.reading() as session:
        return list(session.scalars(select(Signup).order_by(Signup.id)))


def led_on(answer: Page) -> str:
    """Where the visitor goes after a signup that was taken."""
    assert answer.status == 303
    assert answer.headers["Location"].startswith("/signup/")
    return str(answer.headers["Location"]).removesuffix("#after-title")


def test_a_signup_is_taken_for_the_partner_with_all_that_was_typed(
    browser: Browser, database: Database
) -> None:
    answer = sends(browser, utm_source="newsletter")

    assert len(led_on(answer).removeprefix("/signup/")) == 22
    [signup] = signups()
    assert (signup.form, signup.plan, signup.partner_id is not None) == ("form_api", "webstore", True)
    assert (signup.claimed_partner_id, signup.sub_partner_id) == (cast.HARBOUR_AND_PINE, "106")
    assert (signup.company, signup.city, signup.users, signup.term) == (
        "Analytical Engines",
        "London",
        25,
        24,
    )
    assert (signup.returnurl, signup.site, signup.utm) == (RETURN, MOCK_SITE, {"utm_source": "newsletter"})
    assert (signup.eusa_declared_by, signup.eusa_network) == ("partner", "192.0.2.0/24")
    assert browser.house.vault.verify(signup.password_hash, "engine42")
    assert ledger.letters() == [("confirm_address", "ada@analytical.example")]


@pytest.mark.parametrize(
    ("referrer", "site"), [(f"{MOCK_SITE}/", MOCK_SITE), ("http://evil.test/", None), ("x", None)]
)
def test_a_hidden_origin_is_told_by_the_referrer(browser: Browser, referrer: str, site: str | None) -> None:
    headers = {"Origin": "null", "Referer": referrer}

    assert led_on(browser.request("POST", API, data=ORDER, headers=headers))
    assert signups()[0].site == site


def test_the_page_after_it_leads_back_with_a_blank_errorcode(browser: Browser) -> None:
    page = browser.get(led_on(sends(browser)))

    assert page.status == 200
    assert page.has(f'a[href="{RETURN}?errorcode="][target="_top"]')


@pytest.mark.parametrize("kind", [FORM_MIME, "multipart/form-data"])
def test_both_encodings_of_a_form_are_read(browser: Browser, kind: str) -> None:
    answer = browser.request("POST", API, data=ORDER, content_type=kind, headers={"Origin": MOCK_SITE})

    assert led_on(answer)


def test_the_vendors_own_example_is_reproduced_byte_for_byte(browser: Browser) -> None:
    answer = sends(browser, **FOUR_MISTAKES)

    assert (answer.status, answer.headers["Location"]) == (303, f"{RETURN}?{SEED}")
    assert signups() == []


@pytest.mark.parametrize(
    ("returnurl", "led_to"),
    [
        (RETURN, f"{RETURN}?{SEED}"),
        (f"{RETURN}?a=1&b=%C3%A9+x", f"{RETURN}?a=1&b=%C3%A9+x&{SEED}"),
        (f"{RETURN}#form", f"{RETURN}?{SEED}#form"),
        (f"{RETURN}?a=1&errorcode=Old#form", f"{RETURN}?a=1&{SEED}#form"),
        (f" {RETURN} ", f"{RETURN}?{SEED}"),
        (MOCK_SITE, f"{MOCK_SITE}/?{SEED}"),
    ],
)
def test_the_returnurl_keeps_what_is_the_partners(browser: Browser, returnurl: str, led_to: str) -> None:
    answer = sends(browser, returnurl=returnurl, **FOUR_MISTAKES)

    assert answer.headers["Location"] == led_to


def test_nothing_that_was_typed_is_told_anywhere(
    browser: Browser, caplog: pytest.LogCaptureFixture, sqlite: Database
) -> None:
    caplog.set_level(0)

    answer = sends(
        browser, sb_password="Secret 77", sb_companyname="Typed Once", sb_emailAddress="typed.twice"
    )

    told = f"{answer.headers} {answer.text} {caplog.text}"
    assert not [typed for typed in ("Secret", "Typed", "typed.twice") if typed in told]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("value", [b"%FF", b"%00", b"%ED%A0%80", b"A%0AB", b"%EF%BF%BD"])
def test_bytes_that_are_no_text_are_told_as_invalid(
    browser: Browser, database: Database, value: bytes
) -> None:
    pairs = [f"{name}={text}" for name, text in ORDER.items() if name != "sb_city"]
    body = "&".join(pairs).encode() + b"&sb_city=" + value

    answer = browser.request("POST", API, data=body, content_type=FORM_MIME)

    assert messages(answer) == ["Invalid City."]


def test_the_first_of_two_values_counts(browser: Browser, sqlite: Database) -> None:
    body = [*ORDER.items(), ("sb_city", "Paris"), ("PartnerID", "4958765")]

    answer = browser.request("POST", API, data="&".join(f"{n}={v}" for n, v in body), content_type=FORM_MIME)

    assert led_on(answer)
    assert signups()[0].city == "London"


def test_parameters_may_stand_in_the_query_and_the_body_wins(browser: Browser) -> None:
    data = {name: text for name, text in ORDER.items() if name not in ("PartnerID", "returnurl")}

    answer = sends(browser, data, to=f"{API}?PartnerID=4958765&%20returnurl={RETURN}&SubPartnerID=999")

    assert led_on(answer)
    assert signups()[0].sub_partner_id == "106"


def test_an_invalid_subpartnerid_is_dropped_with_a_finding(browser: Browser) -> None:
    answer = sends(browser, SubPartnerID="10 6")
    browser.house.ledger.flush()

    assert led_on(answer)
    assert signups()[0].sub_partner_id is None
    assert ledger.findings() == {("malformed:SubPartnerID", "10 6")}


def test_the_same_body_counts_once_for_ten_minutes(browser: Browser, database: Database) -> None:
    first = led_on(sends(browser))
    browser.waits(599)
    again = led_on(sends(browser))
    browser.waits(2)
    later = led_on(sends(browser))

    assert first == again != later
    assert len(signups()) == len(ledger.letters()) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"sb_city": "Paris"},
        {"sb_password": "engine43", "sb_confirmpassword": "engine43"},
        {"SubPartnerID": "107"},
    ],
)
def test_another_body_is_another_signup(browser: Browser, changes: dict[str, str]) -> None:
    first, other = led_on(sends(browser)), led_on(sends(browser, **changes))

    assert first != other
    assert [led_on(sends(browser)), led_on(sends(browser, **changes))] == [first, other]
    assert len(signups()) == 2


def test_the_same_body_from_elsewhere_is_another_signup(browser: Browser) -> None:
    assert led_on(sends(browser)) != led_on(sends(browser.at("198.51.100.7")))


def test_a_rotation_of_keys_makes_no_second_signup(browser: Browser, settings: Settings) -> None:
    first = led_on(sends(browser))

    rotated = replace(settings, secret_keys=("another key that protects nothing", *settings.secret_keys))
    with browsing(rotated) as another_process:
        assert led_on(sends(another_process)) == first


def test_ten_posts_at_once_make_one_signup(settings: Settings, cast: None, database: Database) -> None:
    with browsing(replace(settings, limits=False)) as browser, ThreadPoolExecutor(10) as crowd:
        places = set(crowd.map(lambda _: led_on(sends(browser)), range(10)))

    assert len(places) == 1
    assert len(signups()) == len(ledger.letters()) == 1
    with db.reading() as session:
        assert len(session.scalars(select(PersonEvent)).all()) == 2


def test_whoever_sends_too_often_is_told_when_to_try_again(browser: Browser) -> None:
    answers = [messages(sends(browser, term="")) for _ in range(11)]

    [told] = answers[-1]
    assert answers[:10] == [["Term is required."]] * 10
    assert told.startswith("Too many attempts. Please try again after ")
    assert told.endswith(" UTC.")
    assert messages(sends(browser.at("198.51.100.7"), term="")) == ["Term is required."]


def test_an_address_takes_five_signups_in_an_hour_and_repeats_are_free(browser: Browser) -> None:
    visitors = [browser.at(f"198.51.100.{number}") for number in range(6)]
    for visitor in visitors[:5]:
        assert led_on(sends(visitor)) == led_on(sends(visitor))

    assert "Too many attempts" in messages(sends(visitors[5]))[0]
    assert led_on(sends(visitors[0]))
    assert len(signups()) == 5


def test_a_partners_own_form_takes_six_hundred_posts_in_an_hour(browser: Browser) -> None:
    for number in range(600):
        sends(browser.at(f"10.0.{number // 250}.{number % 250}"), term="")

    assert "Too many attempts" in messages(sends(browser.at("10.9.9.9")))[0]


@pytest.mark.parametrize("in_query", [True, False])
@pytest.mark.parametrize("typed", [{}, ORDER])
def test_a_dry_run_returns_at_once_and_keeps_one_row(
    browser: Browser, database: Database, typed: dict[str, str], in_query: bool
) -> None:
    before = ledger.everything()
    data = typed | {"PartnerID": "4958765", "returnurl": RETURN, "partnerid": "7"}

    answer = sends(
        browser, data | ({} if in_query else {"test": "true"}), to=f"{API}?test=true" if in_query else API
    )
    browser.house.ledger.flush()

    assert (messages(answer), answer.headers["Location"]) == ([], f"{RETURN}?errorcode=")
    after = ledger.everything()
    assert [name for name in after if after[name] != before[name]] == ["dry_runs"]
    assert len(after["dry_runs"]) == 1
    assert "capitals matter" in repr(after["dry_runs"])
    kept = repr(after["dry_runs"])
    assert not [text for text in ("Analytical", "Ada", "ada@", "8008050558", "engine42") if text in kept]


@pytest.mark.parametrize("query", ["test=1", "test=TRUE", "TEST=true", "test=true&test=false"])
def test_only_true_makes_a_dry_run(browser: Browser, query: str) -> None:
    assert messages(sends(browser, to=f"{API}?{query}", term="")) == ["Term is required."]


def test_dry_runs_do_not_use_up_what_real_posts_may_do(browser: Browser) -> None:
    for _ in range(12):
        assert messages(sends(browser, test="true")) == []

    assert led_on(sends(browser))


def test_a_database_that_can_not_store_sends_the_visitor_back(browser: Browser, sqlite: Database) -> None:
    sends(browser, term="")
    with sqlite.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE signups RENAME TO elsewhere")
        session.commit()

    answer = sends(browser)

    assert messages(answer) == ["Your account could not be created just now. Please try again in a minute."]


def test_the_country_codes_are_listed(browser: Browser) -> None:
    page = browser.get("/country-codes")

    assert (page.status, page.says("h1")) == (200, "Country codes")
    assert "Zimbabwe ZW" in page.says("table")
    assert len(page.soup.select("tbody tr")) == 249
