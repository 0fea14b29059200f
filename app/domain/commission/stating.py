"""Statements: what stands on one, and what it comes to; every figure is a sum of its lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.domain.lists import mentions
from app.models import CommissionEntry, Partner, Statement, StatementLine


@dataclass(frozen=True, slots=True)
class Sum:
    """What the entries of one SubPartnerID come to; None where they have none."""

    sub_partner_id: str | None
    entries: int
    net_cents: int
    amount_cents: int


def statements(partner_id: int | None = None, text: str = "") -> Select[Statement]:
    """The statements of a partner, or of all; every word of `text` is in the partner's name or PartnerID."""
    query = select(Statement).join(Statement.partner).options(contains_eager(Statement.partner))
    if partner_id is not None:
        query = query.where(Statement.partner_id == partner_id)
    return query.where(*mentions(text, Partner.company, Partner.public_id))


def find(session: Session, number: int, partner_id: int | None = None) -> Statement | None:
    """One of those, or None: somebody else's can not be told from one that does not exist."""
    return session.scalar(statements(partner_id).where(Statement.id == number))


def lines(number: int) -> Select[StatementLine]:
    """The lines of a statement, with all that they say."""
    entry = joinedload(StatementLine.entry, innerjoin=True)
    return (
        select(StatementLine)
        .where(StatementLine.statement_id == number)
        .options(
            entry.joinedload(CommissionEntry.account),
            entry.joinedload(CommissionEntry.invoice),
            entry.joinedload(CommissionEntry.release),
        )
    )


def sums(session: Session, number: int) -> list[Sum]:
    """What a statement comes to, by SubPartnerID; what has none comes last."""
    rows = session.execute(
        select(
            CommissionEntry.sub_partner_id,
            func.count().label("entries"),
            func.sum(CommissionEntry.net_cents).label("net"),
            func.sum(CommissionEntry.amount_cents).label("amount"),
        )
        .join(StatementLine, StatementLine.entry_id == CommissionEntry.id)
        .where(StatementLine.statement_id == number)
        .group_by(CommissionEntry.sub_partner_id)
    )
    found = [Sum(row.sub_partner_id, row.entries, int(row.net), int(row.amount)) for row in rows]
    return sorted(found, key=lambda one: (one.sub_partner_id is None, one.sub_partner_id or ""))


def total(parts: Sequence[Sum]) -> int:
    """What they come to together."""
    return sum(one.amount_cents for one in parts)


def totals(session: Session, numbers: Sequence[int]) -> dict[int, int]:
    """What each of these statements comes to."""
    rows = session.execute(
        select(StatementLine.statement_id, func.sum(CommissionEntry.amount_cents).label("amount"))
        .join(CommissionEntry, CommissionEntry.id == StatementLine.entry_id)
        .where(StatementLine.statement_id.in_(numbers))
        .group_by(StatementLine.statement_id)
    )
    return {row.statement_id: int(row.amount) for row in rows}
