"""Forgetting a person: their words go; that something happened, whose credit it is, and invoices stay."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, String, Table, case, cast, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from app.domain import seats
from app.domain.persons.finding import Found
from app.domain.persons.telling import slices
from app.migrations import triggers
from app.models import Account, AuditEvent, Lead, Model, Order, Receivable, SeatEvent, Subscription
from app.models.personal import FORGOTTEN, KEPT_DETAILS, RULES

NO_MAIL = "forgotten.invalid"
"""The host of addresses that nobody has (RFC 2606)."""


class StillNeeded(Exception):
    """Raised with what needs the person first, in words for the operator; nothing was changed."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def forget(session: Session, found: Found, now: datetime) -> dict[str, int]:
    """Erase and delete what is not kept; how many rows that were, by table. Raises StillNeeded.

    Whoever was forgotten is found no more, so that a second time has nothing to do.
    """
    reasons = _needs(session, found, now)
    if reasons:
        raise StillNeeded(reasons)
    done: dict[str, int] = {}
    with triggers.erasing(session.connection()):
        # What refers to something goes before it.
        for table in reversed(Model.metadata.sorted_tables):
            fate, numbers = RULES[table.name].fate, found.get(table.name, [])
            if not numbers or fate == "kept":
                continue
            (_erase if fate == "erased" else _delete)(session, table, numbers)
            done[table.name] = len(numbers)
        _let_go(session, found, now)
    if done:
        _write_down(session, done, now)
    return done


def _needs(session: Session, found: Found, now: datetime) -> list[str]:
    reasons = []
    if found["users"]:
        reasons.append("They sign in to the portal or the console: disable and remove them there first.")
    if numbers := _open_orders(session, found["orders"]):
        reasons.append(f"Orders wait for them: complete or cancel {_listed(numbers)}.")
    if numbers := _open_invoices(session, found["invoices"]):
        reasons.append(f"Invoices are not paid: collect or credit those with the ids {_listed(numbers)}.")
    if numbers := _running(session, found["subscriptions"], now):
        reasons.append(
            f"Services are in production: remove the seats of {_listed(numbers)} and wait for the month"
            " that settles them, or block the account."
        )
    return reasons


def _open_orders(session: Session, numbers: list[int]) -> list[int]:
    open_ones = Order.state.in_(("queued", "provisioning", "failed"))
    return list(session.scalars(select(Order.id).where(Order.id.in_(numbers), open_ones)))


def _open_invoices(session: Session, numbers: list[int]) -> list[int]:
    unpaid = Receivable.state.in_(("open", "part_paid"))
    return list(
        session.scalars(select(Receivable.invoice_id).where(Receivable.invoice_id.in_(numbers), unpaid))
    )


def _running(session: Session, numbers: list[int], now: datetime) -> list[int]:
    """Services that will be invoiced again: with seats, or with a change that no invoice has settled."""
    today = now.date()
    query = select(Subscription).join(Account).where(Account.blocked_at.is_(None))
    services = session.scalars(query.where(Subscription.id.in_(numbers))).all()
    in_use = seats.of_all(session, numbers, today)
    last = _last_changes(session, numbers)
    return [
        one.id
        for one in services
        if in_use[one.id] or one.billed_from is None or last.get(one.id, today) > one.billed_from
    ]


def _last_changes(session: Session, numbers: list[int]) -> dict[int, Any]:
    query = select(SeatEvent.subscription_id, func.max(SeatEvent.effective_on))
    rows = session.execute(query.where(SeatEvent.subscription_id.in_(numbers)).group_by("subscription_id"))
    return {row[0]: row[1] for row in rows}


def _erase(session: Session, table: Table, numbers: list[int]) -> None:
    columns = [table.columns[name] for name in RULES[table.name].erased]
    details = [column for column in columns if isinstance(column.type, JSON)]
    (identity,) = table.primary_key
    blanks = {column.name: _blank(column, identity) for column in columns if column not in details}
    connection = session.connection()
    for part in slices(numbers):
        if blanks:
            connection.execute(update(table).where(identity.in_(part)).values(blanks))
        for column in details:
            rows = connection.execute(select(identity, column).where(identity.in_(part))).all()
            for number, value in rows:
                connection.execute(
                    update(table).where(identity == number).values({column.name: _without_words(value)})
                )


def _let_go(session: Session, found: Found, now: datetime) -> None:
    """Nobody is signed in any more, and nobody is reminded of them."""
    for part in slices(found["accounts"]):
        session.execute(update(Account).where(Account.id.in_(part)).values(password_changed_at=now))
    for part in slices(found["leads"]):
        session.execute(update(Lead).where(Lead.id.in_(part)).values(remind_at=None))


def _delete(session: Session, table: Table, numbers: list[int]) -> None:
    (identity,) = table.primary_key
    for part in slices(numbers):
        session.connection().execute(delete(table).where(identity.in_(part)))


def _blank(column: Column[Any], identity: Column[Any]) -> Any:
    if column.name in ("reason", "blocked_for"):
        # Pages that say why go on saying that there was a reason.
        return case((column.is_not(None), FORGOTTEN))
    if column.nullable:
        return None
    if column.name in ("email", "email_key"):
        # A person of their own, whom nobody can write to.
        return literal(f"{FORGOTTEN}-") + cast(identity, String) + f"@{NO_MAIL}"
    if column.unique:
        return literal(f"{FORGOTTEN}-") + cast(identity, String)
    if column.name == "subject":
        # "Lead 7" says nothing about whose it was.
        return case((column.contains("@"), FORGOTTEN), else_=column)
    return FORGOTTEN


def _without_words(value: Any, name: str = "") -> Any:
    """The same with every word replaced; numbers, which refer to something, stay."""
    match value:
        case dict():
            return {key: _without_words(one, key) for key, one in value.items()}
        case list():
            return [_without_words(one, name) for one in value]
        case str() if name not in KEPT_DETAILS:
            return FORGOTTEN
    return value


def _write_down(session: Session, done: dict[str, int], now: datetime) -> None:
    values = {
        "at": now,
        "actor": "operator",
        "deed": "person_forgotten",
        "subject": "Somebody who asked for it",
        "details": done,
    }
    session.connection().execute(insert(AuditEvent.__table__), values)  # type: ignore[arg-type]


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))
