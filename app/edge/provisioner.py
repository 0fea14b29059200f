"""The provisioner: takes the next step of every order that is due, several orders at a time.

What only the vendor's own systems can do is asked of them, by a signed webhook, where the operator
has named one; the step counts as taken when they say so.
"""

import json
import logging
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from standardwebhooks import Webhook

from app import clock
from app.config import Settings
from app.db import AWAY, db
from app.domain import orders, vendors
from app.domain.orders import Claim, OrderError, Step
from app.domain.pricing import UnknownChoice
from app.domain.quotes import QuoteError
from app.domain.webhooks import Result
from app.edge import observing, persisting, webhook_line
from app.edge.webhook_line import Rules
from app.edge.webhook_sender import AGENT
from app.models import Order

log = logging.getLogger("app.provisioner")

AT_ONCE = 8
BATCH = 2 * AT_ONCE
LEASE = timedelta(minutes=1)
POLL = 0.5
"""Seconds between two rounds, in each of which an order takes one step."""
AGAIN = timedelta(seconds=10)
"""When we ask again what is under way, unless the answer says when."""
LONGEST_WAIT = timedelta(hours=24)
UNDER_WAY = 202
_LATER = (408, 425, 429)
"""Statuses below 500 that are no refusal."""

# A mistake of ours, or data that nobody thought of: that order waits, and the others go on.
_MISTAKES = (OrderError, QuoteError, UnknownChoice, DBAPIError, LookupError, TypeError, ValueError)


class Provisioner:
    """What one worker knows of orders. Raises SettingsError."""

    def __init__(self, settings: Settings, stop: threading.Event) -> None:
        self._stop = stop
        self._url, self._secret = settings.provisioner_url, settings.provisioner_secret
        self._sales_email = vendors.read(settings.vendor_file).sales_email
        self._hands = ThreadPoolExecutor(AT_ONCE, "orders")

    def run(self) -> None:
        """Provision until the worker stops; what was begun is finished first."""
        while not self._stop.is_set():
            try:
                is_full = self.round() == BATCH
            except (DBAPIError, *AWAY) as error:
                log.warning("database_away", extra={"reason": type(error).__name__})
                is_full = False
            if not is_full:
                time.sleep(POLL)
        self._hands.shutdown()

    def round(self) -> int:
        """Take one step of each order that is due; how many there were."""
        with db.reading() as session:
            if not orders.waiting(session, clock.now()):
                return 0
        claims = self._persist(lambda session: orders.claim(session, clock.now(), LEASE, BATCH))
        for claim, outcome in zip(claims, self._hands.map(self._step, claims), strict=True):
            # The log names the order, never the customer.
            log.info("order_step", extra={"order_id": claim.order_id, "outcome": outcome})
        return len(claims)

    def _step(self, claim: Claim) -> str:
        """One step of one order, and its result committed; how it came out, in a word."""
        try:
            found = self._persist(lambda session: orders.in_hand(session, claim))
            if found and found[1].is_asked and self._url and self._secret:
                return self._settle(claim, self._ask(self._url, self._secret, *found))
            return self._take(claim)
        except _MISTAKES as error:
            log.error("order_mistake", extra={"order_id": claim.order_id, **observing.place(error)})
            return self._try_again(claim, f"A mistake in Partner Tools ({type(error).__name__}).")

    def _ask(self, url: str, secret: str, order: Order, step: Step) -> Result:
        body, at = _body(order, step), datetime.fromtimestamp(int(clock.real_timestamp()), UTC)
        # The same at every try, so that what was done already is known again.
        message_id = f"order_{order.id}_{step.slug}"
        headers = {
            "Content-Type": "application/json",
            "User-Agent": AGENT,
            "Connection": "close",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign(message_id, at, body),
        }
        return webhook_line.post(url, headers, body.encode(), Rules(anywhere=True))

    def _settle(self, claim: Claim, result: Result) -> str:
        """What an answer means."""
        status = result.status or 0
        if status == UNDER_WAY:
            at = clock.now() + min(result.retry_after or AGAIN, LONGEST_WAIT)
            self._persist(lambda session: orders.ask_again(session, claim, at))
            return "under_way"
        if result.is_success:
            return self._take(claim)
        if 400 <= status < 500 and status not in _LATER:
            self._persist(lambda session: self._fail(session, claim, _words(result)))
            return "refused"
        return self._try_again(claim, result.error)

    def _take(self, claim: Claim) -> str:
        taken = self._persist(lambda session: orders.take(session, claim, clock.now()))
        return "taken" if taken else "lease_lost"

    def _try_again(self, claim: Claim, reason: str) -> str:
        chance = random.random()  # noqa: S311
        self._persist(
            lambda session: orders.try_again(session, claim, reason, self._sales_email, clock.now(), chance)
        )
        return "put_back"

    def _fail(self, session: Session, claim: Claim, reason: str) -> None:
        if found := orders.in_hand(session, claim):
            orders.fail(session, found[0], reason, self._sales_email, clock.now())

    def _persist(self, work: Any) -> Any:
        return persisting.persist(work, self._stop)


def _body(order: Order, step: Step) -> str:
    """What the vendor's provisioner is told: all that it needs for this step."""
    customer = {name: getattr(order, name) for name in ("company", "name", "email", "phone")}
    data = {
        "order": order.id,
        "step": step.slug,
        "account": order.account_id,
        "origin": order.origin,
        "customer": customer,
        **order.configuration,
        "lines": [{name: line[name] for name in ("slug", "name", "quantity")} for line in order.lines],
    }
    content = {"type": "order.step", "timestamp": order.created_at.isoformat(), "data": data}
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False)


def _words(result: Result) -> str:
    """Why it was refused: the answer's own words, unless they are a page for browsers."""
    words = result.answer.strip()
    if not words or words.startswith("<"):
        return f"The provisioner refused this step. {result.error}"
    return f"The provisioner refused this step: {words}"
