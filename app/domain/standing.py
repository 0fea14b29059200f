"""How far a partner has come: what the first page of the portal says at a glance."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain import billing
from app.models import Attribution, DryRun, Finding, Lead, Partner, Quote, Receivable, Signup, Site

RECENT = timedelta(days=30)
_RowId = InstrumentedAttribute[int]


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a partner has done so far on the way to the first lead."""

    site: bool
    brand: bool
    rehearsal: bool
    enquiry: bool

    @property
    def complete(self) -> bool:
        """Whether there is nothing left to explain."""
        return self.site and self.rehearsal and self.enquiry


@dataclass(frozen=True, slots=True)
class Figures:
    """What has come of it."""

    signups: int
    """Of the last 30 days."""
    accounts: int
    findings: int
    """Of the last 30 days, different ones."""


@dataclass(frozen=True, slots=True)
class Trade:
    """What is on its way to money."""

    quotes: int
    """Sent, not decided on, and not expired."""
    overdue: int
    """Invoices of its customers."""


def beginning(session: Session, partner: Partner) -> Beginning:
    """Four questions to indexes, whatever the number of rows."""

    def any_of(column: _RowId | InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
        return exists().where(column == partner.id)

    row = session.execute(
        select(
            any_of(Site.partner_id).label("site"),
            any_of(DryRun.partner_id).label("rehearsal"),
            any_of(Lead.partner_id).label("lead"),
            any_of(Signup.partner_id).label("signup"),
        )
    ).one()
    return Beginning(bool(row.site), partner.brand is not None, bool(row.rehearsal), row.lead or row.signup)


def figures(session: Session, partner_id: int, now: datetime) -> Figures:
    """Signups and findings of late, and all accounts."""
    since = now - RECENT
    row = session.execute(
        select(
            _count(Signup.id, Signup.partner_id == partner_id, Signup.created_at > since).label("signups"),
            _count(Attribution.id, Attribution.partner_id == partner_id).label("accounts"),
            _count(Finding.id, Finding.partner_key == partner_id, Finding.last_at > since).label("findings"),
        )
    ).one()
    return Figures(row.signups, row.accounts, row.findings)


def trade(session: Session, partner_id: int, today: date) -> Trade:
    """What customers have before them on a day: quotes to decide on, invoices that are late."""
    row = session.execute(
        select(
            _count(
                Quote.id, Quote.partner_id == partner_id, Quote.state == "sent", Quote.valid_until >= today
            ).label("quotes"),
            _count(
                Receivable.invoice_id,
                Receivable.partner_id == partner_id,
                Receivable.state.in_(billing.UNSETTLED),
                Receivable.due_on < today,
            ).label("overdue"),
        )
    ).one()
    return Trade(row.quotes, row.overdue)


def _count(column: _RowId, *where: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count(column)).where(*where).scalar_subquery()
