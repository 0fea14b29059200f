"""Customers of the standing cast who get invoices and pay them, and what Tim earns by it."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import Database
from app.domain import commission
from app.domain.attribution import Touch, bind
from app.models import (
    Account,
    CommissionEntry,
    Invoice,
    Partner,
    Payable,
    Payment,
    Statement,
    StatementLine,
)
from tests.quoting import does

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_NUMBERS = count(1)
CUSTOMER = dict.fromkeys(("address1", "address2", "city", "postal_code", "country", "phone")) | {
    "name": "Ada Lovelace",
    "company": "Analytical Engines",
    "email": "ada@engines.example",
}


def partner(session: Session, public_id: str = "1234567") -> Partner:
    return session.scalars(select(Partner).where(Partner.public_id == public_id)).one()


def customer(
    database: Database,
    email: str = "ada@engines.example",
    by: str | None = "1234567",
    sub: str | None = "106",
    **changes: Any,
) -> int:
    """The id of an account in production that belongs to a partner."""
    values: dict[str, Any] = {
        "email": email,
        "email_key": email,
        "first_name": "Ada",
        "last_name": "Lovelace",
        "company": "Analytical Engines",
        "password_hash": "$hash",
        "password_changed_at": NOON,
        "plan": "webstore",
        "created_at": NOON,
        "production_at": NOON,
    }

    def deed(session: Session) -> int:
        account = Account(**(values | changes))
        session.add(account)
        session.flush()
        if by:
            bind(session, account.id, Touch(by, partner(session, by).id, sub), NOON)
        return account.id

    return does(database, deed)


def invoice(database: Database, account: int, net: int = 10_000, tax_bp: int = 0, **changes: Any) -> int:
    """The id of an invoice of the account's partner."""

    def deed(session: Session) -> int:
        number = next(_NUMBERS)
        tax = round(net * tax_bp / 10_000)
        tie = session.scalars(select(Partner.id).where(Partner.public_id == "1234567")).one()
        values: dict[str, Any] = {
            "series": "invoice",
            "number": number,
            "kind": "period",
            "account_id": account,
            "partner_id": tie,
            "period": f"{number} USD",
            "starts_on": NOON.date(),
            "ends_on": NOON.date(),
            "currency": "USD",
            "lines": [],
            "net_cents": net,
            "tax_bp": tax_bp,
            "tax_cents": tax,
            "total_cents": net + tax,
            "customer": CUSTOMER,
            "issuer": {},
            "issued_by": "system",
            "issued_at": NOON,
            "due_on": NOON.date(),
        }
        made = Invoice(**(values | changes))
        session.add(made)
        session.flush()
        return made.id

    return does(database, deed)


def pays(database: Database, number: int, cents: int, at: datetime = NOON) -> int | None:
    """Money comes, or goes back where it is negative; the id of the entry, if there is one."""

    def deed(session: Session) -> int | None:
        payment = Payment(
            invoice_id=number,
            reference=f"bank {next(_NUMBERS)}",
            amount_cents=cents,
            received_on=at.date(),
            source="console",
            actor="Dave Ryan",
            at=at,
        )
        session.add(payment)
        session.flush()
        entry = commission.settle(session, session.get_one(Invoice, number), f"payment:{payment.id}", at)
        return entry.id if entry else None

    return does(database, deed)


def credits(database: Database, number: int, total: int, at: datetime = NOON) -> int | None:
    """A credit note on an invoice; the id of the entry, if there is one."""
    with database.reading() as session:
        account = session.get_one(Invoice, number).account_id
    note = invoice(
        database, account, -total, series="credit", kind="credit", corrects_id=number, issued_at=at
    )
    return does(database, lambda session: _settle_credit(session, note, at))


def _settle_credit(session: Session, note: int, at: datetime) -> int | None:
    entry = commission.settle(session, session.get_one(Invoice, note), f"credit:{note}", at)
    return entry.id if entry else None


def changes(database: Database, kind: type[Partner] | type[Account], number: int, **values: Any) -> None:
    """Suspend a partner, block an account, …"""

    def deed(session: Session) -> None:
        row = session.get_one(kind, number)
        for name, value in values.items():
            setattr(row, name, value)

    does(database, deed)


def tim(database: Database) -> int:
    with database.reading() as session:
        return partner(session).id


def entries(database: Database) -> list[tuple[str, int, int]]:
    """Kind, net and amount of every entry, in order."""
    with database.reading() as session:
        query = select(CommissionEntry).order_by(CommissionEntry.id)
        return [(one.kind, one.net_cents, one.amount_cents) for one in session.scalars(query)]


def releases(database: Database, at: datetime) -> int:
    return does(database, lambda session: commission.release_due(session, at))


def closes(database: Database, at: datetime) -> int:
    return does(database, lambda session: commission.close_due(session, at))


def payable(database: Database) -> dict[int, datetime]:
    """The entries that stand on no statement yet, and since when they are payable."""
    with database.reading() as session:
        return {one.entry_id: one.since for one in session.scalars(select(Payable))}


def stated(database: Database) -> None:
    """A closed statement of Tim's, with one entry, and another entry that is held."""
    ada = customer(database)
    paid, late = invoice(database, ada), invoice(database, ada, net=50_000)
    pays(database, paid, 10_000)
    closes(database, NOON + timedelta(days=31))
    changes(database, Account, ada, blocked_at=NOON)
    pays(database, late, 50_000, at=NOON + timedelta(days=31))
    changes(database, Account, ada, blocked_at=None)


def statements(database: Database) -> list[tuple[str, int, int]]:
    """Month, number of lines and sum of every statement, in order."""
    with database.reading() as session:
        query = (
            select(
                Statement.month,
                func.count().label("lines"),
                func.sum(CommissionEntry.amount_cents).label("cents"),
            )
            .join(StatementLine, StatementLine.statement_id == Statement.id)
            .join(CommissionEntry, CommissionEntry.id == StatementLine.entry_id)
            .group_by(Statement.id)
            .order_by(Statement.id)
        )
        return [(row.month, row.lines, int(row.cents)) for row in session.execute(query)]
