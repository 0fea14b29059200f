"""Events: what the verbs of the house have done, as a partner's systems hear of it.

Messages hold what identifies a thing and what state it is in. What a prospect wrote is told
where the channel manager hands it over, as the letter to the partner does.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.webhooks.announcing import announce, moment
from app.domain.webhooks.endpoints import KINDS
from app.models import Account, Attribution, CommissionEntry, Lead, Order, Quote, Statement, StatementLine

_PROSPECT = ("first_name", "last_name", "email", "phone", "company", "users", "message")


def of_lead(session: Session, lead: Lead, step: str, now: datetime) -> None:
    """Tell the partner of a lead, if there is one, that it was taken a step further."""
    kind = f"lead.{step}"
    if lead.partner_id is None or kind not in KINDS:
        return
    data: dict[str, Any] = {
        "lead": lead.id,
        "state": lead.state,
        "service": lead.service,
        "sub_partner_id": lead.sub_partner_id,
        "site": lead.site,
        "utm": lead.utm,
        "received_at": moment(lead.created_at),
    }
    if step == "forwarded":
        data["prospect"] = {name: getattr(lead, name) for name in _PROSPECT}
    announce(session, lead.partner_id, kind, data, now)


def of_quote(session: Session, quote: Quote, step: str, now: datetime) -> None:
    """Tell the partner of a quote that it was taken a step further."""
    data = {
        "quote": quote.id,
        "state": quote.state,
        "revision": quote.revision,
        "lead": quote.lead_id,
        "valid_until": quote.valid_until.isoformat(),
    }
    announce(session, quote.partner_id, f"quote.{step}", data, now)


def of_order(session: Session, order: Order, step: str, now: datetime) -> None:
    """Tell the partner of an order, if there is one, that it was taken a step further."""
    if order.partner_id is None:
        return
    data = {
        "order": order.id,
        "state": order.state,
        "origin": order.origin,
        "quote": order.quote_id,
        "account": order.account_id,
        "product": order.configuration["product"],
        "users": order.configuration["users"],
        "term": order.configuration["term"],
        "currency": order.currency,
        "monthly_cents": order.monthly_cents,
        "once_cents": order.once_cents,
        "reason": order.reason,
        "placed_at": moment(order.created_at),
    }
    announce(session, order.partner_id, f"order.{step}", data, now)


def of_account(session: Session, account_id: int, kind: str, now: datetime) -> None:
    """Tell the partner whom a customer is tied to, if there is one, what became of the account."""
    found = session.execute(
        select(Attribution.partner_id, Attribution.sub_partner_id, Account)
        .join(Account, Account.id == Attribution.account_id)
        .where(Attribution.account_id == account_id)
    ).first()
    if found is None:
        return
    account = found.Account
    data = {
        "account": account.id,
        "plan": account.plan,
        "sub_partner_id": found.sub_partner_id,
        "opened_at": moment(account.created_at),
        "upgraded_at": moment(account.upgraded_at) if account.upgraded_at else None,
    }
    announce(session, found.partner_id, kind, data, now)


def of_statement(session: Session, statement: Statement, now: datetime) -> None:
    """Tell a partner that a statement is closed, and what it comes to."""
    row = session.execute(
        select(func.count().label("entries"), func.sum(CommissionEntry.amount_cents).label("cents"))
        .join(StatementLine, StatementLine.entry_id == CommissionEntry.id)
        .where(StatementLine.statement_id == statement.id)
    ).one()
    data = {
        "statement": statement.id,
        "month": statement.month,
        "currency": statement.currency,
        "entries": row.entries,
        "total_cents": int(row.cents),
    }
    announce(session, statement.partner_id, "statement.closed", data, now)
