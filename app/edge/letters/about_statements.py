"""Letters about commission statements: that a month is closed, and what it comes to."""

from sqlalchemy.orm import Session

from app.config import Vendor
from app.domain import commission, money
from app.domain.commission import stating
from app.domain.enclosures import NothingToSay
from app.edge.letters.writing import Content, one_line, rows
from app.models import Letter

MOST = 30
"""SubPartnerIDs of one letter; the statement has them all."""


def content(session: Session, letter: Letter, vendor: Vendor, base_url: str) -> Content:
    """What the letter says. Raises NothingToSay."""
    statement = stating.find(session, letter.details["statement_id"])
    if statement is None:
        raise NothingToSay
    sums, partner = stating.sums(session, statement.id), statement.partner
    cents, currency = stating.total(sums), statement.currency
    context = {
        "name": one_line(partner.contact_name),
        "company": one_line(partner.company),
        "month": commission.shown(statement.month),
        "total": money.shown(cents, currency),
        "negative": cents < 0,
        "link": f"{base_url}/portal/statements/{statement.id}",
        "sums": rows(
            {
                one.sub_partner_id or "Without SubPartnerID": money.shown(
                    one.amount_cents, statement.currency
                )
                for one in sums[:MOST]
            }
        ),
        "more": max(0, len(sums) - MOST),
    }
    return Content(letter.kind, context, reply_to=vendor.email)
