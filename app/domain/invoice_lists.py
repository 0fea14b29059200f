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
    *whose: ColumnElement[bool],
    partner_id: int | None = None,
    standing: str = "",
    text: str = "",
    today: date | None = None,
) -> Select[Invoice]:
    """Documents with what was paid and credited; what is given narrows them down."""
    query = select(Invoice).options(
        selectinload(Invoice.payments),
        selectinload(Invoice.credits),
        joinedload(Invoice.account),
        joinedload(Invoice.partner),
    )
    if partner_id is not None:
        whose = (of_partner(partner_id), *whose)
    if standing in billing.STANDINGS:
        query = _standing(query, whose, partner_id, standing, today)
    elif standing:
        query = query.where(Invoice.kind == "credit", *whose)
    else:
        query = query.where(*whose)
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


def _standing(
    query: Select[Invoice],
    whose: tuple[ColumnElement[bool], ...],
    partner_id: int | None,
    standing: str,
    today: date | None,
) -> Select[Invoice]:
    """Those that stand so, looked for from the side on which there are fewer."""
    stands = _stands(standing, today)
    if standing == "paid" and not whose:
        # Most are: the newest are found soonest by looking at one after the other.
        return query.where(exists().where(Receivable.invoice_id == Invoice.id, *stands).correlate(Invoice))
    of_one_partner = len(whose) == 1 and partner_id is not None
    if standing != "paid" and (of_one_partner or not whose):
        # As a list of ids, which is in order as it is: a join would sort whole invoices.
        some = select(Receivable.invoice_id).where(*stands)
        if of_one_partner:
            some = some.where(Receivable.partner_id == partner_id)
        return query.where(Invoice.id.in_(some))
    return query.join(Receivable, Receivable.invoice_id == Invoice.id).where(*stands, *whose)


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
