"""A partner's orders: found again, watched while they are set up, tried again and cancelled."""

import csv
import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.models import AuditEvent, Letter, Order, Partner
from tests import colleague, quoting, selling
from tests.browser import Browser, Page
from tests.colleague import Colleague


@pytest.fixture
def tim(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "partner")


def found(page: Page) -> list[str]:
    """The numbers of the orders of a list."""
    return [str(link["href"]).rpartition("/")[2] for link in page.soup.select("tbody th a")]


def stages(page: Page) -> list[str]:
    """How each step stands."""
    return [str(stage["data-standing"]) for stage in page.soup.select(".track > li")]


def deeds(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        return [(event.deed, event.subject) for event in session.scalars(select(AuditEvent))]


def test_a_list_without_orders_says_where_they_come_from(tim: Colleague) -> None:
    page = tim.get("/portal/orders")

    assert "the moment a customer accepts your quote" in page.says(".empty")
    assert page.find(".empty a")["href"] == "/portal/quotes"


def test_orders_are_found_by_state_words_and_account(tim: Colleague, database: Database) -> None:
    ready, failed = selling.provisioned(database), selling.ordered(database)
    selling.fails(database, failed)

    assert found(tim.get("/portal/orders")) == [str(failed), str(ready)]
    assert found(tim.get("/portal/orders?state=failed")) == [str(failed)]
    assert found(tim.get("/portal/orders?q=analytical+ada")) == [str(failed), str(ready)]
    assert found(tim.get("/portal/orders?q=nobody")) == []
    account = selling.account_of(database, ready)
    assert found(tim.get(f"/portal/orders?account={account}")) == [str(ready)]
    assert found(tim.get("/portal/orders?account=99999")) == []


def test_the_file_has_what_the_list_has(tim: Colleague, sqlite: Database) -> None:
    number = selling.provisioned(sqlite)

    (row,) = csv.DictReader(io.StringIO(tim.get("/portal/orders/orders.csv").text.removeprefix("\ufeff")))

    assert row["Order"] == str(number)
    assert (row["State"], row["Company"], row["Users"]) == ("provisioned", "Analytical Engines", "10")
    assert (row["Monthly, cents"], row["Currency"]) == ("28934", "USD")


def test_an_order_is_watched_step_by_step_until_nothing_moves(tim: Colleague, database: Database) -> None:
    number = selling.ordered(database)

    placed = tim.get(f"/portal/orders/{number}")
    selling.step(database)
    begun = tim.get(f"/portal/orders/{number}")
    selling.provision(database)
    ready = tim.get(f"/portal/orders/{number}")

    assert stages(placed) == ["now", "ahead", "ahead", "ahead", "ahead"]
    assert stages(begun) == ["done", "now", "ahead", "ahead", "ahead"]
    assert stages(ready) == ["done"] * 5
    for page in (placed, begun):
        assert page.find("#order")["hx-trigger"] == "every 2s"
        assert page.find("#order")["hx-get"] == page.find(".track ~ p a")["href"]
    assert not ready.has("[hx-trigger]")
    assert "5 of 5 steps done provisioned" in ready.says("#steps")
    assert "your commission appears when it is paid" in ready.says("main")
    assert "Each month $289.34" in ready.says(".priced")


def test_an_order_leads_to_its_quote_and_its_account(tim: Colleague, sqlite: Database) -> None:
    quote = quoting.sent(sqlite)
    number = selling.accepts(sqlite, quote)
    selling.provision(sqlite)

    page = tim.get(f"/portal/orders/{number}")

    links = {str(link["href"]) for link in page.soup.select(".facts a")}
    account = selling.account_of(sqlite, number)
    assert {f"/portal/quotes/{quote}", f"/portal/accounts/{account}"} <= links
    assert f"/portal/invoices?account={account}" in links
    assert tim.get(f"/portal/quotes/{quote}").has(f'a[href="/portal/orders/{number}"]')


def test_a_step_that_did_not_work_at_once_says_when_it_is_tried_again(
    tim: Colleague, sqlite: Database
) -> None:
    number = selling.ordered(sqlite)

    def delays(session: Session) -> None:
        order = session.get_one(Order, number)
        order.state, order.tries = "provisioning", 2

    quoting.does(sqlite, delays)

    assert "Try 3 of 7 follows by itself" in tim.get(f"/portal/orders/{number}").says(".banner")


def test_what_failed_says_why_and_goes_on_where_it_stopped(tim: Colleague, database: Database) -> None:
    number = selling.ordered(database)
    selling.step(database)
    selling.fails(database, number)

    page = tim.get(f"/portal/orders/{number}")
    assert stages(page) == ["done", "stopped", "ahead", "ahead", "ahead"]
    assert "It stopped at this step: Numbers and addresses. No numbers are left in 650." in page.says("main")
    again = tim.does(page, "/tries")

    assert f"Order {number} goes on where it stopped." in again.says("[role=status]")
    assert stages(again) == ["done", "now", "ahead", "ahead", "ahead"]
    assert "Tried again by Tim Mathews" in again.says(".steps")
    assert deeds(database) == [("order_retried", f"Order {number}")]
    selling.provision(database)
    assert selling.state(database, number) == "provisioned"


def test_cancelling_asks_first_and_takes_a_reason(tim: Colleague, database: Database) -> None:
    number = selling.ordered(database)
    page = tim.get(f"/portal/orders/{number}/cancellation")
    assert "nothing of it is invoiced" in page.says("main")

    silent = tim.does(page, "/cancellation")
    cancelled = tim.does(silent, "/cancellation", reason="They have changed their mind.")

    assert (silent.status, silent.errors) == (422, {"reason": "Say why: the customer reads it."})
    assert "is cancelled, and a letter tells the customer why" in cancelled.says("[role=status]")
    assert "They have changed their mind." in cancelled.says("main")
    assert stages(cancelled) == ["never"] * 5
    assert not cancelled.has('a[href$="/cancellation"]')
    assert deeds(database) == [("order_cancelled", f"Order {number}")]
    with database.reading() as session:
        assert "order_cancelled" in list(session.scalars(select(Letter.kind)))


@pytest.mark.parametrize("deed", ["tries", "cancellation"])
def test_what_is_in_production_is_neither_tried_again_nor_cancelled(
    tim: Colleague, sqlite: Database, deed: str
) -> None:
    number = selling.ordered(sqlite)
    selling.fails(sqlite, number)
    page = tim.get(f"/portal/orders/{number}" + ("/cancellation" if deed == "cancellation" else ""))
    quoting.does(sqlite, lambda session: setattr(session.get_one(Order, number), "state", "queued"))
    selling.provision(sqlite)

    typed = {"reason": "Too late."} if deed == "cancellation" else {}
    answer = tim.does(page, f"/{deed}", **typed)

    assert "Nothing was changed: the order has moved on." in answer.says("[role=status]")
    assert (selling.state(sqlite, number), deeds(sqlite)) == ("provisioned", [])
    late = tim.get(f"/portal/orders/{number}/cancellation")
    assert tim.follows(late).says("h1") == "Analytical Engines"


def test_a_page_that_was_open_for_too_long_does_nothing(tim: Colleague, sqlite: Database) -> None:
    number = selling.ordered(sqlite)
    selling.fails(sqlite, number)

    answer = tim.post(f"/portal/orders/{number}/tries", {"csrf_token": "none"})

    assert "open for too long" in tim.follows(answer).says("[role=status]")
    assert selling.state(sqlite, number) == "failed"


def test_an_order_of_somebody_else_can_not_be_told_from_none(browser: Browser, sqlite: Database) -> None:
    number = selling.ordered(sqlite)
    maren = colleague.arrives(browser, "partner2")

    pages = [maren.get(f"/portal/orders/{one}") for one in (number, 99_999)]

    assert [page.status for page in pages] == [404, 404]
    assert pages[0].text == pages[1].text
    assert found(maren.get("/portal/orders?partner=1234567")) == []


def test_suspended_partners_look_only(tim: Colleague, sqlite: Database) -> None:
    number = selling.ordered(sqlite)
    selling.fails(sqlite, number)

    def suspends(session: Session) -> None:
        tmc = session.scalars(select(Partner).where(Partner.public_id == "1234567")).one()
        tmc.suspended_at = clock.now()

    quoting.does(sqlite, suspends)

    page = tim.get(f"/portal/orders/{number}")

    assert "No numbers are left in 650." in page.says("main")
    assert not page.has("main form")
    assert not page.has('a[href$="/cancellation"]')
    assert tim.post(f"/portal/orders/{number}/tries", {"csrf_token": "none"}).status == 403


def test_the_list_goes_on_from_page_to_page(tim: Colleague, sqlite: Database) -> None:
    first = selling.ordered(sqlite)

    def copies(session: Session) -> None:
        order = session.get_one(Order, first)
        columns = {c.key: getattr(order, c.key) for c in Order.__table__.columns if c.key != "id"}
        for index in range(50):
            session.add(Order(**(columns | {"origin_key": f"copy:{index}"})))

    quoting.does(sqlite, copies)

    page = tim.get("/portal/orders")
    older = tim.get(str(page.find('a[rel="next"]')["href"]))

    assert (len(found(page)), found(older)) == (50, [str(first)])
