"""The courier: carries letters from the outbox to the mail server, a batch at a time.

Each result is committed at once, so that at most the letter in hand can go twice.
"""

import logging
import random
import threading
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any, TypeVar

from app import clock, tracing
from app.config import Settings, Vendor
from app.db import db
from app.domain import chats, enclosures, outbox, vendors
from app.domain.enclosures import Enclosure, NothingToSay
from app.domain.outbox import Claim
from app.domain.services import BrokenContent, Shelf, UnknownService
from app.edge import letters, smtp
from app.edge.letters import (
    Content,
    about_accounts,
    about_chats,
    about_invoices,
    about_leads,
    about_orders,
    about_people,
    about_quotes,
    about_statements,
    about_webhooks,
)
from app.edge.persisting import persist
from app.models import Letter

log = logging.getLogger("app.courier")
T = TypeVar("T")

BATCH = 20
LEASE = timedelta(minutes=5)
RESERVE = timedelta(minutes=2)
"""A letter is begun only while so much of the lease is left: more than all timeouts together."""

LONGEST_REST = 15.0
"""Seconds between two calls on a mail server that is away; the first call is after one."""


class Courier:
    """Knows the way to the mail server, and whether it has to rest. Raises SettingsError."""

    def __init__(self, settings: Settings, stop: threading.Event) -> None:
        self._base_url = settings.base_url
        self._stop = stop
        self._vendor = vendors.read(settings.vendor_file)
        self._server = smtp.parse(settings.smtp_url)
        self._shelf = Shelf(settings.content_dir)
        self._rest = 0.0
        self._rest_until = 0.0

    def deliver(self) -> bool:
        """Claim a batch and send it over one connection. True if more may be waiting."""
        if clock.monotonic() < self._rest_until:
            return False
        claims = persist(lambda session: outbox.claim(session, clock.now(), LEASE, BATCH), self._stop)
        if claims:
            self._deliver(claims)
        return bool(claims)

    def _deliver(self, claims: list[Claim]) -> None:
        with db.reading() as session:
            found = outbox.read(session, claims)
        todo = deque(claim for claim in claims if claim.letter_id in found)
        first: Claim | None = None
        try:
            with smtp.connect(self._server) as line:
                while todo and not self._stop.is_set() and _lasts(todo[0]):
                    first = first or todo[0]
                    self._try(line, todo[0], found[todo[0].letter_id])
                    todo.popleft()
                    self._rest = 0.0
        except smtp.ServerAway as away:
            self._back_off(away)
            # A server hangs up after so many letters, too, so only the first one is suspected.
            if todo and todo[0] is first:
                suspect = todo.popleft()
                with tracing.under(suspect.request_id):
                    self._settle(suspect, outbox.server_away, away.reason, str(away))
        if todo:
            persist(lambda session: outbox.release(session, todo), self._stop)

    def _try(self, line: smtp.Line, claim: Claim, letter: Letter) -> None:
        """One try of one letter, and its result committed. Raises ServerAway."""
        with tracing.under(claim.request_id):
            self._try_traced(line, claim, letter)

    def _try_traced(self, line: smtp.Line, claim: Claim, letter: Letter) -> None:
        try:
            line.deliver(self._compose(letter))
        except NothingToSay:
            self._settle(claim, outbox.withdraw, "pointless by now")
        except (letters.BadRecipient, smtp.PermanentRefusal) as refusal:
            self._settle(claim, outbox.bounce, _reason(refusal), str(refusal))
        except (letters.Unwritable, smtp.TemporaryRefusal) as refusal:
            self._settle(claim, outbox.put_back, _reason(refusal), str(refusal), random.random())  # noqa: S311
        else:
            self._settle(claim, outbox.sent, "")

    def _compose(self, letter: Letter) -> EmailMessage:
        """The message; what it encloses is committed by now. Raises NothingToSay."""
        return letters.compose(letter, self._content(letter), self._vendor, self._base_url)

    def _content(self, letter: Letter) -> Content:
        if letter.lead:
            return about_leads.content(letter, letter.lead, self._title(letter.lead.service))
        if letter.kind == "webhook_disabled":
            return about_webhooks.content(letter, self._base_url)
        if "chat_id" in letter.details:
            return self._about_chat(letter, letter.details["chat_id"])
        if letter.kind == "statement_closed":
            with db.reading() as session:
                return about_statements.content(session, letter, self._vendor, self._base_url)
        if "invoice_id" in letter.details:
            with db.reading() as session:
                return about_invoices.content(session, letter, self._vendor, self._base_url)
        if "order_id" in letter.details:
            return self._enclosing(letter, about_orders.content)
        if "quote_id" in letter.details:
            return persist(
                lambda session: about_quotes.content(
                    enclosures.enclose(session, letter, clock.now()), self._base_url
                ),
                self._stop,
            )
        if "about_account" in letter.details:
            return self._enclosing(letter, about_accounts.content)
        return self._enclosing(letter, about_people.content)

    def _enclosing(self, letter: Letter, words: Callable[[Enclosure, Vendor, str], Content]) -> Content:
        """A letter with what it encloses, which is committed before the letter goes. Raises NothingToSay."""
        return persist(
            lambda session: words(
                enclosures.enclose(session, letter, clock.now()), self._vendor, self._base_url
            ),
            self._stop,
        )

    def _about_chat(self, letter: Letter, chat_id: int) -> Content:
        with db.reading() as session:
            chat = chats.find(session, chat_id)
            if chat is None:
                raise NothingToSay
            return about_chats.content(letter, chat, chats.messages(session, chat), self._title(chat.service))

    def _title(self, service: str) -> str:
        try:
            return self._shelf.find(service).title
        except (UnknownService, BrokenContent):
            # A service that was taken from the shelf since then.
            return service

    def _settle(self, claim: Claim, verb: Callable[..., bool], reason: str, *details: Any) -> None:
        """Commit a result at once. The log names the letter, never the person."""
        ours = persist(lambda session: verb(session, claim, clock.now(), *details), self._stop)
        gone = verb is outbox.bounce or (verb is outbox.put_back and claim.is_last_try)
        outcome = "bounce" if gone else verb.__name__
        # Somebody will never hear of something: whoever runs this has to.
        log.log(
            logging.ERROR if ours and gone else logging.INFO,
            "letter",
            extra={
                "letter_id": claim.letter_id,
                "kind": claim.kind,
                "outcome": outcome if ours else "lease_lost",
                "reason": reason,
                "tries": claim.tries,
            },
        )

    def _back_off(self, away: smtp.ServerAway) -> None:
        self._rest = min(max(1.0, self._rest * 2), LONGEST_REST)
        self._rest_until = clock.monotonic() + self._rest
        log.warning("mail_server_away", extra={"reason": away.reason, "rest": self._rest})


def _lasts(claim: Claim) -> bool:
    """Whether enough of the lease is left to try the letter."""
    return clock.now() + RESERVE < claim.until


def _reason(error: Exception) -> str:
    return error.reason if isinstance(error, smtp.DeliveryError) else type(error).__name__
