"""Credit notes: an invoice, or a part of a line, given back; never more than is left of it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.domain import commission
from app.domain.billing import balance, lines
from app.domain.billing.lines import Line
from app.domain.billing.writing import Paper, issue, issue_credit, net_left
from app.models import Account, Invoice

_OVERPAID = "Fewer seats than were invoiced in advance."


class CreditError(Exception):
    """The base of what can be wrong with a credit note."""


class NothingLeft(CreditError):
    """Raised where everything was given back already, and for credit notes themselves."""


class MoreThanLeft(CreditError):
    """Raised with what is left, in net cents, of the line or of the whole invoice."""

    def __init__(self, left: int) -> None:
        super().__init__(f"{left} cents are left")
        self.left = left


def credit(
    session: Session,
    invoice: Invoice,
    parts: Mapping[int, int] | None,
    reason: str,
    actor: str,
    now: datetime,
) -> Invoice:
    """Give net cents of lines back, by the index of each line; None gives back whatever is left.

    Raises NothingLeft, MoreThanLeft.
    """
    if invoice.kind == "credit":
        raise NothingLeft
    balance.hold(session, invoice)
    if net_left(invoice) <= 0:
        raise NothingLeft
    given = _rest(invoice) if parts is None else _parts(invoice, parts)
    paper = Paper(
        kind="credit",
        period=f"invoice {invoice.id}, {len(invoice.credits) + 1}",
        starts_on=invoice.starts_on,
        ends_on=invoice.ends_on,
        currency=invoice.currency,
        lines=given,
        actor=actor,
    )
    return _settled(session, invoice, issue_credit(session, invoice, paper, reason, now), now)


def give_back(session: Session, account_id: int, paper: Paper, now: datetime) -> int:
    """Issue what comes to less than nothing as credit notes for the last invoices that have so much left."""
    rest, number = -lines.total(paper.lines), 0
    for invoice in _latest(session, account_id, paper.currency):
        balance.hold(session, invoice)
        part = min(rest, net_left(invoice))
        if part <= 0:
            continue
        number += 1
        rest -= part
        period = paper.period if number == 1 else f"{paper.period}, {number}"
        shown = paper.lines if number == 1 else []
        note = replace(paper, kind="credit", period=period, lines=_balanced(shown, -part))
        _settled(session, invoice, issue_credit(session, invoice, note, _OVERPAID, now), now)
        if not rest:
            break
    if not number:
        # Everything was given back before: the document says what the month was, and that nothing is owed.
        nothing = replace(paper, lines=_balanced(paper.lines, 0))
        issue(session, session.get_one(Account, account_id), nothing, now)
    return number or 1


def line_left(invoice: Invoice, index: int) -> int:
    """Net cents of one line that no credit note has given back."""
    given = (line for note in invoice.credits for line in note.lines if line.get("of") == index)
    return int(invoice.lines[index]["amount"]) + lines.total(given)


def _parts(invoice: Invoice, parts: Mapping[int, int]) -> list[Line]:
    for index, amount in parts.items():
        if not 0 < amount <= line_left(invoice, index):
            raise MoreThanLeft(min(line_left(invoice, index), net_left(invoice)))
    if sum(parts.values()) > net_left(invoice):
        raise MoreThanLeft(net_left(invoice))
    return [lines.credit(index, invoice.lines[index], -amount) for index, amount in sorted(parts.items())]


def _rest(invoice: Invoice) -> list[Line]:
    given = [
        lines.credit(index, line, -line_left(invoice, index))
        for index, line in enumerate(invoice.lines)
        if line_left(invoice, index)
    ]
    return _balanced(given, -net_left(invoice))


def _balanced(given: list[Line], wanted: int) -> list[Line]:
    """The lines, and one that brings them to what the document comes to."""
    difference = wanted - lines.total(given)
    return [*given, lines.balance("On other documents", difference)] if difference else given


def _latest(session: Session, account_id: int, currency: str) -> Iterator[Invoice]:
    query = select(Invoice).where(
        Invoice.account_id == account_id, Invoice.currency == currency, Invoice.kind != "credit"
    )
    yield from session.scalars(query.order_by(Invoice.id.desc()).options(selectinload(Invoice.credits)))


def _settled(session: Session, invoice: Invoice, note: Invoice, now: datetime) -> Invoice:
    balance.write_down(session, invoice)
    commission.settle(session, invoice, f"credit:{note.id}", now)
    return note
