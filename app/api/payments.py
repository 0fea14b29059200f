"""Payments: a system that sees money come tells of it, signed; told again, it is the same payment."""

import json
from typing import Any

from flask import Blueprint, Response, request
from standardwebhooks import Webhook, WebhookVerificationError

from app import clock
from app.db import db
from app.domain import billing, money, payment_lines
from app.domain.payment_lines import FIELDS, BadPayment, Contradiction, Taken, Told
from app.edge import limits, problem
from app.edge.house import house
from app.edge.problem import Problem

bp = Blueprint("payments", __name__, url_prefix="/payments")

KIND = "payment.received"

_UNSIGNED = (
    "The signature does not fit. Send webhook-id, webhook-timestamp and webhook-signature as the"
    " Standard Webhooks specification says, signed with PAYMENTS_SECRET not longer than 5 minutes ago."
)
_SHAPE = f'Send {{"type": "{KIND}", "data": {{…}}}}, where data has {", ".join(FIELDS)} and currency as text.'


@bp.post("")
def take() -> Response:
    """Record one payment, or say why not."""
    secret = house().settings.payments_secret
    if secret is None:
        raise Problem(404, "There is no such page.")
    limits.api()
    data = _read(_verified(secret))
    now = clock.now()
    try:
        told = payment_lines.read(data, now.date())
        with db.writing() as session:
            taken = payment_lines.take(session, told, "webhook", "Payments API", now)
            _judge(taken, data["currency"])
            session.commit()
    except BadPayment as error:
        status = 409 if isinstance(error, Contradiction) else 422
        raise Problem(status, error.words, field=error.field) from None
    return problem.answer(_shown(told, taken))


def _verified(secret: str) -> bytes:
    """The body, if it was sent by whoever has the secret. Raises Problem 401."""
    body = request.get_data(cache=False)
    try:
        Webhook(secret).verify(body, dict(request.headers), json_parse=False)
    except (WebhookVerificationError, ValueError):
        # Whatever does not parse was not signed either.
        raise Problem(401, _UNSIGNED) from None
    return body


def _read(body: bytes) -> dict[str, str]:
    """The fields of the payment, each a text. Raises Problem."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise Problem(400, "The body is not JSON. Check it for quotes, commas and UTF-8.") from None
    data: Any = sent.get("data") if isinstance(sent, dict) and sent.get("type") == KIND else None
    wanted = (*FIELDS, "currency")
    if not isinstance(data, dict) or not all(isinstance(data.get(name), str) for name in wanted):
        raise Problem(422, _SHAPE)
    return {name: data[name] for name in wanted}


def _judge(taken: Taken, currency: str) -> None:
    if taken.invoice.currency != currency.strip().upper():
        words = f"{billing.shown(taken.invoice)} is in {taken.invoice.currency}."
        raise Problem(422, words, field="currency")


def _shown(told: Told, taken: Taken) -> dict[str, Any]:
    """The payment as it is kept, which stays the same however often it is told."""
    return {
        "payment": taken.payment.id,
        "invoice": billing.shown(taken.invoice),
        "reference": told.reference,
        "amount": money.plain(taken.payment.amount_cents),
        "currency": taken.invoice.currency,
        "date": taken.payment.received_on.isoformat(),
        "recorded_at": taken.payment.at.isoformat(),
    }
