"""The ledger: which entries somebody looks at, and what they come to; no balance is stored."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.domain.commission import holding
from app.domain.lists import mentions
from app.models import Account, CommissionEntry, Partner, Payable, StatementLine


@dataclass(frozen=True, slots=True)
class Figures:
    """What of one currency stands on no statement yet."""

    currency: str
    payable: int
    """Entries."""
    payable_cents: int
    held: int
    held_cents: int


def entries(
    partner_id: int | None = None, standing: str = "", text: str = "", account_id: int | None = None
) -> Select[CommissionEntry]:
    """A partner's entries, or everybody's; the other words narrow them down where they are given."""
    query = (
        select(CommissionEntry)
        .join(CommissionEntry.account)
        .join(CommissionEntry.partner)
        .options(
            contains_eager(CommissionEntry.account),
            contains_eager(CommissionEntry.partner),
            joinedload(CommissionEntry.invoice),
            joinedload(CommissionEntry.release),
            joinedload(CommissionEntry.line).joinedload(StatementLine.statement),
        )
    )
    if partner_id is not None:
        query = query.where(CommissionEntry.partner_id == partner_id)
    if account_id is not None:
        query = query.where(CommissionEntry.account_id == account_id)
    if standing:
        query = query.where(_stands(standing, partner_id))
    customer = (Account.first_name, Account.last_name, Account.company, CommissionEntry.sub_partner_id)
    whose = () if partner_id is not None else (Partner.company, Partner.public_id)
    return query.where(*mentions(text, *customer, *whose))


def _stands(standing: str, partner_id: int | None) -> ColumnElement[bool]:
    if standing == "held":
        # Few among many: found by an index of their own.
        return CommissionEntry.id.in_(select(CommissionEntry.id).where(holding.held()))
    if standing == "payable":
        return _payable(partner_id)
    return CommissionEntry.line.has()


def _payable(partner_id: int | None) -> ColumnElement[bool]:
    """Those that stand on no statement yet, looked for among nothing else."""
    some = select(Payable.entry_id)
    if partner_id is not None:
        some = some.where(Payable.partner_id == partner_id)
    return CommissionEntry.id.in_(some)


def figures(session: Session, partner_id: int | None = None) -> list[Figures]:
    """What is payable and what is held, by currency."""
    payable = _sums(session, partner_id, _payable(partner_id))
    held = _sums(session, partner_id, holding.held())
    return [
        Figures(currency, *payable.get(currency, (0, 0)), *held.get(currency, (0, 0)))
        for currency in sorted({*payable, *held})
    ]


def _sums(session: Session, partner_id: int | None, where: ColumnElement[bool]) -> dict[str, tuple[int, int]]:
    """Number and sum of the entries of each currency."""
    query = select(
        CommissionEntry.currency,
        func.count().label("entries"),
        func.sum(CommissionEntry.amount_cents).label("cents"),
    ).where(where)
    if partner_id is not None:
        query = query.where(CommissionEntry.partner_id == partner_id)
    rows = session.execute(query.group_by(CommissionEntry.currency))
    return {row.currency: (row.entries, int(row.cents)) for row in rows}
