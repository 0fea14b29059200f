"""A customer's own orders, watched in the customer area."""

from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import accounts, orders
from tests import quoting, selling
from tests.account.customer import EMAIL, Customer


def buys(database: Database) -> int:
    """The id of an order that the customer of the cast has made by upgrading."""

    def deed(session: Session) -> int:
        account = accounts.find(session, EMAIL)
        assert account
        order = orders.at_list_price(session, quoting.CATALOG, account.id, "upgrade", clock.now())
        assert order
        return order.id

    return quoting.does(database, deed)


def test_an_order_is_listed_and_watched(customer: Customer, database: Database) -> None:
    customer.signs_in()
    assert not customer.get("/account").has("#orders")
    number = buys(database)

    home = customer.get("/account")
    placed = customer.get(str(home.find(".orders a")["href"]))
    selling.provision(database)
    ready = customer.get(placed.url)

    assert "begins in a moment" in home.says(".orders")
    assert placed.says("h1") == f"Order {number}"
    assert "0 of 5 steps done" in placed.says("#order")
    assert placed.find("#order")["hx-get"] == f"/account/orders/{number}"
    assert placed.has("script")
    assert "Everything is set up" in ready.says("#order")
    assert ready.find("#order a")["href"] == "/account/invoices"
    assert not ready.has("[hx-trigger], script")
    assert "in production" in customer.get("/account").says(".orders")


def test_somebody_elses_order_is_not_here(customer: Customer, sqlite: Database) -> None:
    customer.signs_in()
    theirs = selling.provisioned(sqlite)

    assert customer.get(f"/account/orders/{theirs}").status == 404
    assert customer.get(f"/account/orders/{theirs}").text == customer.get("/account/orders/99999").text
