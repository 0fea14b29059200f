"""Endpoints: where a partner's own systems hear of what happens, and of which kinds of events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.domain import weburl
from app.domain.weburl import MalformedUrl
from app.models import Partner, WebhookDelivery, WebhookEndpoint

KINDS = {
    "lead.received": "A lead has arrived.",
    "lead.forwarded": "The channel manager has forwarded a lead to you, with all that the prospect wrote.",
    "lead.accepted": "You have accepted a lead.",
    "lead.declined": "You have declined a lead.",
    "lead.won": "A lead was won.",
    "lead.lost": "A lead was lost.",
    "quote.sent": "A quote, or another revision of it, is on its way to the customer.",
    "quote.asked": "A customer asks for changes to a quote.",
    "quote.accepted": "A customer has accepted a quote, which makes its order.",
    "quote.rejected": "A customer has said no to a quote.",
    "order.placed": "An order was made, by a quote, a webstore signup or an upgrade.",
    "order.provisioned": "An order is provisioned: the customer is in production.",
    "order.failed": "An order could not be provisioned, and waits for you to try again or cancel it.",
    "order.cancelled": "An order was cancelled.",
    "signup.confirmed": "A signup was confirmed, and its account opened.",
    "account.upgraded": "A guest has upgraded to a webstore account.",
    "statement.closed": "A month was closed, and your commission statement is there.",
}
"""What can be heard of, in words for the partner."""

MOST = 5
"""Endpoints of one partner."""
OVERLAP = timedelta(hours=24)
"""For so long after a rotation the secret before it signs as well."""


class WebhookError(Exception):
    """The base of what can be wrong with an endpoint, in words for the partner."""


class UnfitUrl(WebhookError):
    """Raised for an address that messages are never sent to."""


class UnknownKind(WebhookError):
    """Raised where nothing, or something that there is not, was chosen to be heard of."""


class TooManyEndpoints(WebhookError):
    """Raised when a partner has as many endpoints as one may have."""


@dataclass(frozen=True, slots=True)
class SecretRef:
    """What is stored of a signing secret: what it is made from, and what it is recognised by."""

    nonce: str
    check: str


def create(
    session: Session,
    partner_id: int,
    url: str,
    events: Sequence[str],
    secret: SecretRef,
    now: datetime,
    *,
    rehearsal: bool = False,
) -> WebhookEndpoint:
    """Add an endpoint. Raises UnfitUrl, UnknownKind, TooManyEndpoints."""
    # Else two at once could both find room for the last one.
    session.execute(select(Partner.id).where(Partner.id == partner_id).with_for_update())
    count = select(func.count()).where(WebhookEndpoint.partner_id == partner_id)
    if (session.scalar(count) or 0) >= MOST:
        raise TooManyEndpoints(f"There are {MOST} webhooks already. Remove one first.")
    endpoint = WebhookEndpoint(
        partner_id=partner_id,
        url=_fit(url, rehearsal),
        events=_known(events),
        secret_nonce=secret.nonce,
        secret_check=secret.check,
        created_at=now,
    )
    session.add(endpoint)
    session.flush()
    return endpoint


def change(endpoint: WebhookEndpoint, url: str, events: Sequence[str], *, rehearsal: bool = False) -> bool:
    """Send elsewhere, or other kinds of events; False if it is so already. Raises UnfitUrl, UnknownKind."""
    before = endpoint.url, endpoint.events
    endpoint.url, endpoint.events = _fit(url, rehearsal), _known(events)
    return (endpoint.url, endpoint.events) != before


def rotate(endpoint: WebhookEndpoint, secret: SecretRef, now: datetime) -> None:
    """Sign with a new secret, and for a day with the one before as well, so that nothing is refused."""
    endpoint.earlier_nonce, endpoint.earlier_check = endpoint.secret_nonce, endpoint.secret_check
    endpoint.earlier_until = now + OVERLAP
    endpoint.secret_nonce, endpoint.secret_check = secret.nonce, secret.check


def secret_since(endpoint: WebhookEndpoint) -> datetime:
    """When the secret that signs now was made."""
    return endpoint.earlier_until - OVERLAP if endpoint.earlier_until else endpoint.created_at


def disable(session: Session, endpoint_id: int, now: datetime, reason: str | None = None) -> bool:
    """Send nothing more; what still waits is given up, and can be replayed. False if it was off already."""
    done = session.execute(
        update(WebhookEndpoint)
        .where(WebhookEndpoint.id == endpoint_id, WebhookEndpoint.disabled_at.is_(None))
        .values(disabled_at=now, disabled_reason=reason)
        .returning(WebhookEndpoint.id)
        .execution_options(synchronize_session=False)
    ).first()
    if done is None:
        return False
    session.execute(
        update(WebhookDelivery)
        .where(
            WebhookDelivery.endpoint_id == endpoint_id,
            WebhookDelivery.delivered_at.is_(None),
            WebhookDelivery.given_up_at.is_(None),
        )
        .values(given_up_at=now, leased_until=None, last_error="The webhook was switched off.")
        .execution_options(synchronize_session=False)
    )
    return True


def enable(endpoint: WebhookEndpoint) -> bool:
    """Send again from now on; False if it was on already."""
    was_off = endpoint.disabled_at is not None
    endpoint.disabled_at = endpoint.disabled_reason = None
    return was_off


def remove(session: Session, endpoint: WebhookEndpoint) -> None:
    """Forget an endpoint and all messages to it."""
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.endpoint_id == endpoint.id))
    session.delete(endpoint)
    session.flush()


def of_partner(session: Session, partner_id: int) -> list[WebhookEndpoint]:
    """All endpoints of a partner, the oldest first."""
    query = select(WebhookEndpoint).where(WebhookEndpoint.partner_id == partner_id)
    return list(session.scalars(query.order_by(WebhookEndpoint.id)))


def find(session: Session, partner_id: int, endpoint_id: int) -> WebhookEndpoint | None:
    """An endpoint, if it is this partner's."""
    query = select(WebhookEndpoint).where(WebhookEndpoint.partner_id == partner_id)
    return session.scalar(query.where(WebhookEndpoint.id == endpoint_id))


def _fit(text: str, rehearsal: bool) -> str:
    """The address, written again from its parts. Whom its name leads to is judged at every try."""
    try:
        url = weburl.parse_typed(text.strip())
    except MalformedUrl:
        raise UnfitUrl("Write the whole address, like https://www.example.com/hooks.") from None
    if url.scheme != "https" and not rehearsal:
        raise UnfitUrl("Write an address that begins with https://.")
    if url.fragment is not None:
        raise UnfitUrl("Leave out # and what follows: it is never sent.")
    if len(str(url)) > weburl.LONGEST:
        raise UnfitUrl(f"Write an address of at most {weburl.LONGEST} characters.")
    return str(url)


def _known(events: Sequence[str]) -> list[str]:
    if not events or not set(events) <= KINDS.keys():
        raise UnknownKind("Choose at least one kind of event.")
    return [kind for kind in KINDS if kind in events]
