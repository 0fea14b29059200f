"""A partner opens accounts for customers, blocks them, and opens them again."""

import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.config import Settings
from app.db import Database
from app.domain import accounts, attribution
from app.models import Account, AuditEvent, Order
from app.worker import Worker
from tests import colleague, selling
from tests.browser import Browser
from tests.colleague import Colleague
from tests.domain.people import claim, enters, secrets_of, start
from tests.post_office import PostOffice
from tests.test_quote_letters import letters, part

NEW = {
    "first_name": "Ada",
    "last_name": "Lovelace",
    "company": "Analytical Engines",
    "email": "ada@engines.example",
    "phone": "",
}
TRIAL = NEW | {"begins": "trial", "days": "14"}
PRODUCTION = NEW | {"begins": "production", "product": "pbx", "users": "12", "term": "24"}


def opens(tim: Colleague, **typed: str) -> str:
    """What the page says that follows, or what is wrong."""
    answer = tim.does(tim.get("/portal/accounts/new"), "/new", **typed)
    return answer.says('[role="status"]') if answer.has('[role="status"]') else str(answer.errors)


def the_account(database: Database) -> Account:
    with database.reading() as session:
        found = accounts.find(session, NEW["email"])
    assert found
    return found


def test_a_trial_ends_by_itself(browser: Browser, database: Database) -> None:
    tim = colleague.arrives(browser, "partner")

    said = opens(tim, **TRIAL)

    today, account = clock.now().date(), the_account(database)
    assert said == "The account is open, and an invitation is on its way."
    assert accounts.standing(account, today + timedelta(days=14)) == "trial"
    assert accounts.standing(account, today + timedelta(days=15)) == "over"
    with database.reading() as session:
        tie = attribution.of(session, account.id)
        assert tie
        assert tie.partner.public_id == "1234567"
        assert session.scalars(select(Order)).all() == []


def test_production_is_ordered_at_list_price_and_provisioned(browser: Browser, database: Database) -> None:
    tim = colleague.arrives(browser, "partner")

    opens(tim, **PRODUCTION)
    selling.provision(database)

    account = the_account(database)
    assert accounts.standing(account, clock.now().date()) == "production"
    with database.reading() as session:
        (order,) = session.scalars(select(Order))
    assert (order.origin, order.account_id, order.configuration["users"]) == ("partner", account.id, 12)
    assert order.configuration["term"] == 24


def test_the_customer_chooses_a_password_with_the_letter(
    browser: Browser, database: Database, settings: Settings, smtp: PostOffice
) -> None:
    opens(colleague.arrives(browser, "partner"), **TRIAL)
    Worker(settings, threading.Event()).round()

    (letter,) = letters(smtp, NEW["email"])
    link = re.search(r"^http://[^/]+(/login/reset/\S+)$", part(letter), re.MULTILINE)
    assert link
    ada = browser.with_cookies()
    ada.sends(ada.get(link[1]), after=0, password="difference-1843", confirm_password="difference-1843")
    home = ada.sends(ada.get("/login"), after=0, typed={"email": NEW["email"], "password": "difference-1843"})

    assert letter["Subject"] == "Your trial of PanTerra is ready"
    assert home.url.endswith("/account")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"days": "0"}, "days"),
        ({"days": "91"}, "days"),
        ({"days": "1e1"}, "days"),
        ({"begins": "production", "users": ""}, "users"),
        ({"begins": "production", "users": "0"}, "users"),
        ({"first_name": "4711"}, "first_name"),
        ({"email": "nobody"}, "email"),
        ({"begins": "forever"}, "begins"),
    ],
)
def test_what_can_not_be_meant_is_asked_for_again(
    browser: Browser, sqlite: Database, typed: dict[str, str], field: str
) -> None:
    tim = colleague.arrives(browser, "partner")

    answer = tim.does(tim.get("/portal/accounts/new"), "/new", **(TRIAL | typed))

    assert answer.status == 422
    assert field in answer.errors
    with sqlite.reading() as session:
        assert accounts.find(session, NEW["email"]) is None


def test_the_same_form_sent_twice_opens_one_account(browser: Browser, database: Database) -> None:
    tim = colleague.arrives(browser, "partner")
    page = tim.get("/portal/accounts/new")

    first = tim.does(page, "/new", **PRODUCTION)
    again = tim.does(page, "/new", **PRODUCTION)
    known = tim.does(tim.get("/portal/accounts/new"), "/new", **PRODUCTION)

    assert again.says('[role="status"]') == first.says('[role="status"]')
    assert known.says('[role="status"]') == "This customer has an account already."
    assert again.url == known.url == first.url
    with database.reading() as session:
        assert len(session.scalars(select(Order)).all()) == 1


def test_the_customer_of_another_partner_is_not_told_from_a_refusal(
    browser: Browser, database: Database
) -> None:
    enters(database, start(database, claim(database)), secrets_of(database).code)
    with database.reading() as session:
        (known,) = session.scalars(select(Account))
    maren = colleague.arrives(browser, "partner2" if attributed(database, known) == "1234567" else "partner")

    answer = maren.does(maren.get("/portal/accounts/new"), "/new", **(TRIAL | {"email": known.email}))

    assert answer.status == 422
    assert answer.errors["email"].startswith("An account for this address can not be opened here.")


def attributed(database: Database, account: Account) -> str:
    with database.reading() as session:
        tie = attribution.of(session, account.id)
        return tie.partner.public_id if tie else ""


def test_an_account_is_blocked_with_a_reason_that_its_customer_reads(
    browser: Browser, database: Database, settings: Settings, smtp: PostOffice
) -> None:
    number = selling.account_of(database, selling.provisioned(database))
    tim = colleague.arrives(browser, "partner")

    asked = tim.get(f"/portal/accounts/{number}/block")
    without = tim.does(asked, "/block", reason="")
    done = tim.does(asked, "/block", reason="The invoice of March is open.")
    Worker(settings, threading.Event()).round()

    assert without.errors == {"reason": "Enter why the account is blocked."}
    assert done.has('form[action$="/unblock"]')
    letter = next(one for one in letters(smtp, NEW["email"]) if one["Subject"] == "Your account is blocked")
    assert "The invoice of March is open." in part(letter)
    with database.reading() as session:
        assert "account_blocked" in session.scalars(select(AuditEvent.deed)).all()


def test_and_opened_again(browser: Browser, database: Database) -> None:
    number = selling.account_of(database, selling.provisioned(database))
    tim = colleague.arrives(browser, "partner")
    tim.does(tim.get(f"/portal/accounts/{number}/block"), "/block", reason="By mistake.")

    done = tim.does(tim.get(f"/portal/accounts/{number}"), "/unblock")

    assert done.says('[role="status"]') == "The account is open again, with everything as it was."
    assert done.has('a[href$="/block"]')
