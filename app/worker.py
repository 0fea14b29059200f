"""The worker: delivers letters and webhooks, provisions orders, bills, reminds, and closes months.

Any number may run, on one machine or many. A worker that is killed loses nothing: its lease
runs out and another takes the letters (SPEC section 13).
"""

import logging
import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from app import clock, config
from app.config import Settings, SettingsError
from app.db import AWAY, db
from app.domain import billing, chats, commission, dry_runs, outbox, reminders, retention, vendors, webhooks
from app.edge import captcha, observing, signing
from app.edge.courier import Courier
from app.edge.provisioner import Provisioner
from app.edge.webhook_sender import WebhookSender
from app.models import State

log = logging.getLogger("app.worker")

POLL = 0.5
"""Seconds between two looks into the outbox."""

SIGN_OF_LIFE = 30.0
"""Seconds between two signs that a worker works."""

TIDY_FOR = timedelta(minutes=1)
"""How long nobody looks again, once nothing was due."""


def run(settings: Settings, stop: threading.Event) -> None:
    """Work until `stop` is set; the letter in hand is finished first. Raises SettingsError."""
    worker = Worker(settings, stop)
    signing.configure(settings.secret_keys)
    db.open(settings.database_url)
    log.info("worker_started")
    # Beside the letters: an endpoint or a provisioner that hangs keeps none of them waiting.
    with ThreadPoolExecutor(2, "beside") as beside:
        others = [
            beside.submit(one.run) for one in (WebhookSender(settings, stop), Provisioner(settings, stop))
        ]
        try:
            while not stop.is_set() and not any(one.done() for one in others):
                if not worker.round():
                    # Not stop.wait(): a signal handler that sets the event while this very thread
                    # begins to wait for it would lock the process up.
                    time.sleep(POLL)
        finally:
            stop.set()
    for one in others:
        one.result()
    db.close()
    log.info("worker_stopped")


class Worker:
    """What one worker knows between two rounds."""

    def __init__(self, settings: Settings, stop: threading.Event, sign_of_life: float = SIGN_OF_LIFE) -> None:
        self._sales_email = vendors.read(settings.vendor_file).sales_email
        self._courier = Courier(settings, stop)
        self._tidy_at: datetime | None = None
        self._sign_of_life = sign_of_life
        self._sign_at = 0.0

    def round(self) -> bool:
        """Do what is due. True if more may be waiting."""
        try:
            waiting = self._look()
            self._give_sign()
            self._keep_house()
            return waiting and self._courier.deliver()
        except (DBAPIError, *AWAY) as error:
            log.warning("database_away", extra={"reason": type(error).__name__})
            return False

    def _look(self) -> bool:
        """Set the clock, and see whether a letter waits: one short visit per round."""
        with db.reading() as session:
            offset = session.scalar(select(State.clock_offset_seconds))
            clock.shift(timedelta(seconds=offset or 0))
            return outbox.waiting(session, clock.now())

    def _give_sign(self) -> None:
        """Say that letters are being delivered, for whoever watches."""
        if clock.monotonic() < self._sign_at:
            return
        with db.writing() as session:
            session.execute(update(State).values(worker_seen_at=clock.now()))
            session.commit()
        self._sign_at = clock.monotonic() + self._sign_of_life

    def _keep_house(self) -> None:
        """Remind, forget, release and close, once a minute; as long as something is due, some each round."""
        now = clock.now()
        # A clock that was set back must not stop this until it is that late again.
        if self._tidy_at and self._tidy_at <= now < self._tidy_at + TIDY_FOR:
            return
        with db.reading() as session:
            # A look: asking for the right to write would make prospects wait.
            due = (
                reminders.any_due(session, now)
                or captcha.any_old(session, now)
                or dry_runs.any_old(session, now)
                or webhooks.any_old(session, now)
                or chats.any_old(session, now)
                or retention.any_old(session, now)
                or billing.any_due(session, now)
                or billing.any_overdue(session, now)
                or commission.any_releasable(session)
                or commission.any_due(session, now)
            )
        if not due:
            self._tidy_at = now
            return
        with db.writing() as session:
            written = reminders.remind(session, self._sales_email, now)
            captcha.forget_old(session, now)
            dry_runs.forget_old(session, now)
            webhooks.forget_old(session, now)
            chats.forget_old(session, now)
            retention.forget_old(session, now)
            session.commit()
        if written:
            log.info("leads_reminded", extra={"letters": written})
        self._bill(now)
        self._close(now)

    def _bill(self, now: datetime) -> None:
        """Issue invoices and reminders, each in a transaction of its own: prospects wait behind it."""
        with db.writing() as session:
            issued = billing.issue_due(session, now)
            session.commit()
        with db.writing() as session:
            reminded = billing.remind(session, now)
            session.commit()
        if issued or reminded:
            log.info("invoices_issued", extra={"issued": issued, "reminded": reminded})

    def _close(self, now: datetime) -> None:
        """Release commission that nothing holds any more, and close the months that are over."""
        with db.writing() as session:
            released = commission.release_due(session, now)
            session.commit()
        with db.writing() as session:
            closed = commission.close_due(session, now)
            session.commit()
        if released or closed:
            log.info("commission_settled", extra={"released": released, "statements": closed})


def main() -> int:
    """Run one worker until SIGTERM or Ctrl-C. Returns the exit status."""
    observing.configure_logging()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        run(config.read(os.environ), stop)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
