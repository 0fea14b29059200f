"""Which invoices and credit notes somebody looks at."""

from datetime import date

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain import billing
from app.domain.lists import mentions
from app.models import Account, Invoice, Partner, Receivable

STANDINGS = (*billing.STANDINGS, "note")
"""What lists are narrowed down to; the last one is credit notes."""


def invoices(
    *whose: ColumnElement[bool], standing: str = "", text: str = "", today: date | None = None
) -> Select[Invoice]:
    """Documents with what was paid and credited; `standing` and `text` narrow them down where given."""
    query = (
        select(Invoice)
        .where(*whose)
        .options(
            selectinload(Invoice.payments),
            selectinload(Invoice.credits),
            joinedload(Invoice.account),
            joinedload(Invoice.partner),
        )
    )
    if standing == "note":
        query = query.where(Invoice.kind == "credit")
    elif standing == "paid" and not whose:
        # Most are: the newest are found soonest by looking at one after the other.
        query = query.where(
            exists().where(Receivable.invoice_id == Invoice.id, Receivable.state == "paid").correlate(Invoice)
        )
    elif standing:
        query = query.join(Receivable, Receivable.invoice_id == Invoice.id).where(*_stands(standing, today))
    return query.where(*_mentions(text))


def of_partner(partner_id: int) -> ColumnElement[bool]:
    """Those by which a partner earns."""
    return Invoice.partner_id == partner_id


def of_public_partner(public_id: str) -> ColumnElement[bool]:
    """The same by PartnerID."""
    wanted = select(Partner.id).where(Partner.public_id == public_id)
    return Invoice.partner_id == wanted.scalar_subquery()


def of_account(account_id: int) -> ColumnElement[bool]:
    """Those of one customer."""
    return Invoice.account_id == account_id


def find(session: Session, number: int, *whose: ColumnElement[bool]) -> Invoice | None:
    """One document with its whole story, or None: somebody else's looks like one that does not exist."""
    return session.scalar(
        invoices(*whose)
        .where(Invoice.id == number)
        .options(joinedload(Invoice.corrects), joinedload(Invoice.receivable))
    )


def numbered(session: Session, number: int) -> Invoice | None:
    """The invoice of this number."""
    return session.scalar(select(Invoice).where(Invoice.series == "invoice", Invoice.number == number))


def _stands(standing: str, today: date | None) -> list[ColumnElement[bool]]:
    if standing == "overdue":
        return [Receivable.state.in_(billing.UNSETTLED), Receivable.due_on < today]
    if standing in billing.UNSETTLED:
        return [Receivable.state == standing, Receivable.due_on >= today]
    return [Receivable.state == standing]


def _mentions(text: str) -> list[ColumnElement[bool]]:
    """A number finds its document, whatever else is looked for a customer."""
    if (number := billing.read(text)) is not None:
        return [Invoice.number == number]
    words = mentions(text, Account.company, Account.first_name, Account.last_name, Account.email)
    return [Invoice.account_id.in_(select(Account.id).where(*words))] if words else []
