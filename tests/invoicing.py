"""Services of the standing cast in production, from which invoices come: Ada's ten users of Cloud PBX."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import accounts, attribution, billing, catalogs, pricing, seats, subscriptions
from app.domain.accounts import Opening
from app.domain.attribution import Touch
from app.domain.billing.lines import Line
from app.domain.pricing import Configuration
from app.models import Account, Invoice, Order, Partner, SeatKind, State, Subscription
from tests.quoting import CATALOG, TIM, does

TEN = Configuration("pbx", "professional", 10, 12, (("recording", 1),), (("phone", 10),))
BARE = Configuration("pbx", "professional", 10, 12)
ADA = "ada@engines.example"


def at(text: str) -> datetime:
    """Noon of a day."""
    return datetime.fromisoformat(f"{text}T12:00").replace(tzinfo=UTC)


def today_is(text: str) -> datetime:
    """Move the clock to noon of a day."""
    clock.shift(timedelta(0))
    # Whole seconds, as the database keeps it for everybody.
    clock.shift(timedelta(seconds=round((at(text) - clock.now()).total_seconds())))
    return clock.now()


def day_is(database: Database, text: str) -> datetime:
    """Move everybody's clock there, as the demo does."""
    today_is(text)
    shift = round(clock.timestamp() - clock.real_timestamp())
    does(database, lambda session: setattr(session.get_one(State, 1), "clock_offset_seconds", shift))
    return clock.now()


def account(
    session: Session, email: str = ADA, partner: str | None = "1234567", tax_bp: int = 0, company: str = ""
) -> Account:
    """A customer, tied to a partner unless that is None."""
    business = {"company": company or "Analytical Engines", "address1": "12 St James's Square"}
    opening = Opening(email, "Ada", "Lovelace", "-", "quoted", dict(business))
    number = accounts.open_new(session, opening, clock.now())
    found = session.get_one(Account, number)
    found.production_at, found.tax_bp = clock.now(), tax_bp
    if partner:
        seller = session.scalars(select(Partner).where(Partner.public_id == partner)).one()
        attribution.bind(session, found.id, Touch(partner, seller.id, "106"), clock.now())
    session.flush()
    return found


def subscribed(session: Session, owner: Account, wanted: Configuration = TEN) -> Subscription:
    """A service of theirs from today on."""
    catalog = catalogs.pin(session, CATALOG, clock.now())
    price = pricing.price(next(one for one in CATALOG.products if one.slug == wanted.product), wanted)
    order = Order(
        origin="partner",
        origin_key=f"test:{secrets.token_hex(8)}",
        account_id=owner.id,
        catalog_id=catalog,
        configuration=wanted.content(),
        lines=[asdict(line) for line in price.lines],
        currency="USD",
        monthly_cents=price.monthly,
        once_cents=price.once,
        company=owner.company or "",
        name="Ada Lovelace",
        email=owner.email,
        phone="",
        state="provisioned",
        due_at=clock.now(),
        created_at=clock.now(),
    )
    session.add(order)
    session.flush()
    return subscriptions.begin(session, order, owner, clock.now())


def opened(database: Database, wanted: Configuration = TEN, **more: str | int | None) -> int:
    """The id of the opening invoice of a new customer's first service, of today."""

    def deed(session: Session) -> int:
        owner = account(session, **more)  # type: ignore[arg-type]
        return billing.issue_opening(session, subscribed(session, owner, wanted), clock.now()).id

    return does(database, deed)


def seats_change(database: Database, number: int, since: str, subscription: int = 1) -> None:
    """Seats that come, or go, from a day on."""
    kind: SeatKind = "added" if number > 0 else "removed"
    day = date.fromisoformat(since)
    does(database, lambda s: seats.record(s, subscription, kind, number, day, "Test", TIM, clock.now()))


def issues(database: Database) -> int:
    """Let the worker's verb run until nothing is due; how many documents came of it."""
    issued = 0
    while does(database, lambda session: billing.any_due(session, clock.now())):
        issued += does(database, lambda session: billing.issue_due(session, clock.now()))
    return issued


def documents(database: Database) -> Sequence[Invoice]:
    """Every invoice and credit note, in their order, with what was paid and credited."""
    with database.reading() as session:
        found = session.scalars(select(Invoice).order_by(Invoice.id)).all()
        for one in found:
            session.refresh(one, ["payments", "credits", "receivable"])
        return found


def amounts(lines: Sequence[Line]) -> list[tuple[str, str, int]]:
    """What is read most of lines: kind, name and cents."""
    return [(line["kind"], line["name"], line["amount"]) for line in lines]
