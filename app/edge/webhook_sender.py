"""The sender: carries messages of webhooks to their endpoints, several at a time, beside the letters."""

import logging
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import DBAPIError
from standardwebhooks import Webhook

from app import clock
from app.config import Settings
from app.db import AWAY, db
from app.domain import webhooks
from app.domain.webhooks import Claim, Result, SecretRef
from app.edge import persisting, webhook_line, webhook_secrets
from app.edge.webhook_line import Rules
from app.edge.webhook_secrets import LostSecret
from app.models import WebhookDelivery, WebhookEndpoint

log = logging.getLogger("app.webhooks")

AT_ONCE = 8
BATCH = 2 * AT_ONCE
LEASE = timedelta(minutes=2)
POLL = 0.5
"""Seconds between two looks for messages."""
AGENT = "PartnerTools-Webhooks/1"
_LOST = "Its secret can not be read any more. Make a new one."


class WebhookSender:
    """What one worker knows of webhooks."""

    def __init__(self, settings: Settings, stop: threading.Event, rules: Rules | None = None) -> None:
        self._stop = stop
        self._rules = rules or Rules(rehearsal=settings.rehearsal)
        self._hands = ThreadPoolExecutor(AT_ONCE, "webhooks")

    def run(self) -> None:
        """Send until the worker stops; what is on its way is finished first."""
        while not self._stop.is_set():
            try:
                busy = self.round()
            except (DBAPIError, *AWAY) as error:
                log.warning("database_away", extra={"reason": type(error).__name__})
                busy = False
            if not busy:
                time.sleep(POLL)
        self._hands.shutdown()

    def round(self) -> bool:
        """Send what is due. True if more may be waiting."""
        with db.reading() as session:
            if not webhooks.waiting(session, clock.now()):
                return False
        claims = persisting.persist(
            lambda session: webhooks.claim(session, clock.now(), LEASE, BATCH), self._stop
        )
        with db.reading() as session:
            found = webhooks.read(session, claims)
        trying = {
            self._hands.submit(self._try, found[claim.delivery_id]): claim
            for claim in claims
            if claim.delivery_id in found
        }
        for tried in as_completed(trying):
            self._settle(trying[tried], tried.result())
        return bool(claims)

    def _try(self, delivery: WebhookDelivery) -> Result | None:
        """One try of one message; None where the worker was asked to stop before it."""
        if self._stop.is_set():
            return None
        # The real time, which endpoints compare with theirs, also where the demo's clock was moved.
        at = datetime.fromtimestamp(int(clock.real_timestamp()), UTC)
        try:
            headers = _headers(delivery, at)
        except LostSecret:
            return Result(None, _LOST, "", 0)
        return webhook_line.post(delivery.endpoint.url, headers, delivery.payload.encode(), self._rules)

    def _settle(self, claim: Claim, result: Result | None) -> None:
        """Commit a result at once. The log names the message, never what it says nor to whom."""
        if result is None:
            persisting.persist(lambda session: webhooks.release(session, [claim]), self._stop)
            return
        ours = persisting.persist(
            lambda session: webhooks.settle(session, claim, result, clock.now(), random.random()),  # noqa: S311
            self._stop,
        )
        log.info(
            "webhook",
            extra={
                "delivery_id": claim.delivery_id,
                "status": result.status,
                "outcome": ("sent" if result.is_success else "failed") if ours else "lease_lost",
                "tries": claim.tries + 1,
                "ms": result.took_ms,
            },
        )


def _headers(delivery: WebhookDelivery, at: datetime) -> dict[str, str]:
    signatures = (
        Webhook(webhook_secrets.opened(ref)).sign(delivery.message_id, at, delivery.payload)
        for ref in _refs(delivery.endpoint)
    )
    return {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "Connection": "close",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _refs(endpoint: WebhookEndpoint) -> list[SecretRef]:
    """The secrets that sign now: after a rotation two, for a while."""
    refs = [SecretRef(endpoint.secret_nonce, endpoint.secret_check)]
    until = endpoint.earlier_until
    if endpoint.earlier_nonce and endpoint.earlier_check and until and clock.now() < until:
        refs.append(SecretRef(endpoint.earlier_nonce, endpoint.earlier_check))
    return refs
