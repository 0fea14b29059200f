"""Who comes: readers of pages, prospects with an enquiry, people who sign up and ask for another letter.

A form is shown, waits until nobody takes its sender for a machine, and is sent once; what follows from
an answer joins the queue, and whoever comes next is taken from there before anybody new arrives.
"""

import heapq
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench import wire
from bench.load import Shot, Told
from bench.loads import GUEST, LANDING, SYNDICATED, enquiry, guest
from bench.mixed.tally import Tally
from bench.partner_ids import LEADS_PER_PARTNER, PARTNERS, public_id
from bench.requests import READER_SENDS, RIPE_AFTER, hidden_value, visitor
from bench.wire import Answer

# What comes of twenty visitors.
_MIX = (
    *["view"] * 6,
    *["syndicated"] * 4,
    *["loader"] * 4,
    *["guest view"] * 2,
    *["dry run"] * 1,
    *["lead"] * 2,
    *["signup"] * 1,
)
_PATHS = {
    "view": LANDING,
    "guest view": GUEST,
    "loader": "/embed/v1.js",
    "syndicated": SYNDICATED,
}
MOST_LEADS = PARTNERS * LEADS_PER_PARTNER
MOST_SIGNUPS = 5_000
_REHEARSED = f"{GUEST}&test=true"
_RESENT = (303, 422, 429)
"""Sent again, or told from when on that is possible."""


@dataclass
class Visitors:
    """The source of all requests, and what it was promised: addresses whose form was taken."""

    port: int
    tally: Tally
    resend_after: Sequence[float]
    """Seconds after which each who signed up asks for another letter."""
    leads: list[str] = field(default_factory=list)
    signups: list[str] = field(default_factory=list)
    _queue: list[tuple[float, int, Shot]] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _enquiries: "itertools.count[int]" = field(default_factory=itertools.count)
    _turns: "itertools.count[int]" = field(default_factory=itertools.count)
    _etag: str = ""

    def come(self, most: int) -> Iterator[Shot]:
        """So many new ones, each with everything that follows; until that is ripe, there are more readers."""
        arriving = itertools.islice(itertools.cycle(_MIX), most)
        while True:
            if self._queue and self._queue[0][0] <= time.monotonic():
                yield heapq.heappop(self._queue)[2]
            elif kind := next(arriving, "view" if self._queue else ""):
                yield self._arrival(kind, next(self._numbers))
            else:
                return

    def _arrival(self, kind: str, number: int) -> Shot:
        if kind == "lead" and len(self.leads) < MOST_LEADS:
            # Readers are counted as well, so that the number alone would leave out partners.
            whose = public_id(next(self._enquiries))
            return self._form("lead", LANDING.replace("1234567", whose), enquiry(number))
        if kind == "signup" and len(self.signups) < MOST_SIGNUPS:
            return self._form("signup", GUEST, guest(number))
        if kind == "dry run":
            return self._form("dry run", _REHEARSED, {})
        return self._look(kind if kind in _PATHS else "view", number)

    def _look(self, kind: str, number: int) -> Shot:
        known = {"If-None-Match": self._etag} if kind == "syndicated" and self._etag else {}
        asked = wire.get(self.port, _PATHS[kind], READER_SENDS[number % len(READER_SENDS)], known)
        return asked, self._counted(kind, (200, 304))

    def _counted(self, kind: str, expected: tuple[int, ...]) -> Told:
        def told(answer: Answer, seconds: float) -> None:
            self.tally.heard(kind, answer, seconds, expected)
            if kind == "syndicated":
                self._etag = answer.header("ETag") or self._etag

        return told

    def _form(self, kind: str, path: str, fields: dict[str, str]) -> Shot:
        """Show a form; it is sent when it is ripe."""
        sender = visitor()

        def shown(answer: Answer, seconds: float) -> None:
            if not self.tally.heard(f"{kind} form", answer, seconds, (200,)):
                return
            typed = {**fields, "form_token": hidden_value(answer, "form_token")}
            post = wire.post(self.port, path, sender, typed, {})
            self._later(RIPE_AFTER, (post, self._sent(kind, sender, fields.get("email", ""))))

        return wire.get(self.port, path, sender), shown

    def _sent(self, kind: str, sender: str, email: str) -> Told:
        def told(answer: Answer, seconds: float) -> None:
            if not self.tally.heard(kind, answer, seconds, (303,)):
                return
            if kind == "lead":
                self.leads.append(email)
            elif kind == "signup":
                self.signups.append(email)
                self._after(answer, sender)

        return told

    def _after(self, answer: Answer, sender: str) -> None:
        """The page after signup, another letter too soon, and one when it is time."""
        page = (
            (answer.header("Location") or "").partition("#")[0].removeprefix(f"http://127.0.0.1:{self.port}")
        )
        letters = f"{page.partition('?')[0]}/letters"
        self._later(0, (wire.get(self.port, page, sender), self._counted("after signup", (200,))))
        for wait in self.resend_after:
            again = wire.post(self.port, letters, sender, {}, {})
            self._later(wait, (again, self._counted("another letter", _RESENT)))

    def _later(self, seconds: float, shot: Shot) -> None:
        heapq.heappush(self._queue, (time.monotonic() + seconds, next(self._turns), shot))
