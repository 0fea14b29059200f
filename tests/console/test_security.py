"""The second factor: set up with a first code, turned off with the password, each written down."""

from sqlalchemy import select

from app.config import Settings
from app.db import Database
from app.domain import users
from app.edge import second_factor, signing
from app.models import AuditEvent, User
from tests import colleague
from tests.browser import Browser
from tests.colleague import LOGINS, Colleague
from tests.console.authenticator import code, set_up


def stored(database: Database) -> User:
    with database.reading() as session:
        found = users.find(session, LOGINS["cm"]["email"])
        assert found
        return found


def test_nothing_is_asked_for_before_a_code_has_shown_that_it_works(
    browser: Browser, database: Database
) -> None:
    dave = colleague.arrives(browser, "cm")

    page = dave.does(dave.get("/console/security"), "/secrets")
    wrong = dave.does(page, "/second-factor", code="000000")

    assert page.has(".qr svg")
    assert wrong.errors == {"code": "This code does not fit. Enter the one that your app shows now."}
    assert stored(database).totp_since is None
    assert colleague.arrives(browser, "cm").get("/console/leads").status == 200


def test_a_first_code_turns_it_on_and_signs_other_browsers_out(browser: Browser, database: Database) -> None:
    dave, elsewhere = colleague.arrives(browser, "cm"), colleague.arrives(browser, "cm")

    set_up(dave)

    assert "on since" in dave.get("/console/security").says("main")
    assert elsewhere.get("/console/leads").headers["Location"] == "/login?next=/console/leads"
    with database.reading() as session:
        assert session.scalars(select(AuditEvent.deed)).all() == ["second_factor_set_up"]


def test_turning_it_off_asks_for_the_password(browser: Browser, database: Database) -> None:
    dave = colleague.arrives(browser, "cm")
    set_up(dave)
    asked = dave.get("/console/security/second-factor/end")

    wrong = dave.does(asked, "/end", password="not-this-one1")
    off = dave.does(asked, "/end", password=LOGINS["cm"]["password"])

    assert wrong.errors == {"password": "This is not your password. Capitals in it matter."}
    assert off.says('[role="status"]') == "Signing in asks for your password alone."
    assert (stored(database).totp_since, stored(database).totp_secret) == (None, None)
    assert colleague.arrives(browser, "cm").get("/console/leads").status == 200


def test_whoever_came_in_by_an_earlier_secret_has_to_show_the_new_one(
    browser: Browser, database: Database
) -> None:
    dave, elsewhere = colleague.arrives(browser, "cm"), colleague.arrives(browser)
    secret = set_up(dave)
    asked = elsewhere.sends(elsewhere.get("/login"), after=0, typed=LOGINS["cm"])
    elsewhere.sends(asked, after=0, typed={"code": code(secret)})
    assert elsewhere.get("/console/leads").status == 200

    dave.does(dave.get("/console/security/second-factor/end"), "/end", password=LOGINS["cm"]["password"])
    dave.waits(1)
    set_up(dave)

    assert dave.get("/console/leads").status == 200
    assert elsewhere.get("/console/leads").headers["Location"] == "/login?next=/console/leads"


def test_a_secret_that_is_in_use_is_not_made_anew(browser: Browser, database: Database) -> None:
    dave = colleague.arrives(browser, "cm")
    page = dave.get("/console/security")
    secret = set_up(dave)

    dave.does(page, "/secrets")

    assert second_factor.shown(stored(database).totp_secret or "") == secret


def test_the_database_alone_does_not_know_the_secret(browser: Browser, database: Database) -> None:
    dave = colleague.arrives(browser, "cm")

    secret = set_up(dave)

    assert secret not in (stored(database).totp_secret or "")


def test_a_rotated_key_still_takes_the_codes_of_the_old_one(settings: Settings) -> None:
    signing.configure(settings.secret_keys)
    nonce = second_factor.mint()
    shown = code(second_factor.shown(nonce))

    signing.configure(("another key for tests, at least as long as that", *settings.secret_keys))
    with_both = second_factor.step_of(nonce, shown)
    signing.configure(("another key for tests, at least as long as that",))
    without = second_factor.step_of(nonce, shown)

    assert with_both is not None
    assert without is None


def test_partners_have_no_such_page(browser: Browser) -> None:
    tim: Colleague = colleague.arrives(browser, "partner")

    assert tim.get("/console/security").status == 403
