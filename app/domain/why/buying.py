"""What was bought: leads that became quotes, quotes that became orders, orders that were provisioned."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.domain import money
from app.domain.why.step import Step
from app.models import Order, Partner, Quote, QuoteEvent

MOST = 20
"""Orders, the newest."""

_QUOTE = {"sent": "Quote {number} was sent.", "accepted": "Quote {number} was accepted."}
_FROM = {
    "quote": "from quote {quote}",
    "signup": "with the signup",
    "upgrade": "with the upgrade",
    "partner": "by the partner",
}


def steps(session: Session, account_id: int, reader: Partner | None) -> list[Step]:
    """Every step of the orders of an account; of those of another partner, only that they were."""
    query = (
        select(Order)
        .where(Order.account_id == account_id)
        .options(joinedload(Order.partner), joinedload(Order.quote).joinedload(Quote.lead))
    )
    orders = session.scalars(query.order_by(Order.id.desc()).limit(MOST)).all()[::-1]
    own = [order for order in orders if not _is_anothers(order, reader)]
    quotes = {order.quote.id: order.quote for order in own if order.quote}
    return [
        *(step for quote in quotes.values() for step in _of_lead(quote)),
        *_of_quotes(session, quotes),
        *(step for order in orders for step in _of_order(order, reader)),
    ]


def _is_anothers(order: Order, reader: Partner | None) -> bool:
    return reader is not None and order.partner_id not in (None, reader.id)


def _of_lead(quote: Quote) -> Iterator[Step]:
    lead = quote.lead
    if lead:
        where = f" on {lead.site}" if lead.site else ""
        sub = f" with SubPartnerID {lead.sub_partner_id}" if lead.sub_partner_id else ""
        yield Step(lead.created_at, f"Lead {lead.id} came{where}{sub}.")


def _of_quotes(session: Session, quotes: dict[int, Quote]) -> list[Step]:
    """The first time that each was sent, and when it was accepted."""
    if not quotes:
        return []
    firsts = (
        select(QuoteEvent.quote_id, QuoteEvent.kind, func.min(QuoteEvent.id).label("event"))
        .where(QuoteEvent.quote_id.in_(quotes), QuoteEvent.kind.in_(_QUOTE))
        .group_by(QuoteEvent.quote_id, QuoteEvent.kind)
        .subquery()
    )
    events = session.scalars(
        select(QuoteEvent).join(firsts, firsts.c.event == QuoteEvent.id).order_by(QuoteEvent.id)
    )
    return [Step(event.at, _QUOTE[event.kind].format(number=event.quote_id)) for event in events]


def _of_order(order: Order, reader: Partner | None) -> Iterator[Step]:
    anothers = _is_anothers(order, reader)
    origin = "" if anothers else f" {_FROM[order.origin].format(quote=order.quote_id)}"
    by = ""
    if anothers:
        by = " through another partner; the customer stays with the first one"
    elif reader is None and order.partner:
        by = f", sold by {order.partner.company}"
    price = f"{money.shown(order.monthly_cents, order.currency)} each month"
    if order.once_cents:
        price += f" and {money.shown(order.once_cents, order.currency)} once"
    name = order.lines[0]["name"] if order.lines else "no lines"
    yield Step(order.created_at, f"Order {order.id} was placed{origin}{by}: {name}, {price}.")
    if order.provisioned_at:
        yield Step(order.provisioned_at, f"Order {order.id} was provisioned.")
