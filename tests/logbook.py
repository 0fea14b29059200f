"""What operators read: the lines that a process writes, as it writes them."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from app.edge import observing


class Logbook(StringIO):
    """The log of a test."""

    def lines(self, message: str) -> list[dict[str, Any]]:
        """The lines with this message, in order."""
        written = [json.loads(line) for line in self.getvalue().splitlines()]
        return [line for line in written if line["message"] == message]


@contextmanager
def reading() -> Iterator[Logbook]:
    """The log from now on, set up as a process does it."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    quiet = logging.getLogger("flask-limiter").level
    book = Logbook()
    observing.configure_logging(book)
    # That of the mail server, which runs in the same process here.
    root.handlers[0].addFilter(lambda record: not record.name.startswith("mail."))
    yield book
    root.handlers[:] = before
    root.setLevel(level)
    logging.getLogger("flask-limiter").setLevel(quiet)
