"""A mail server in trouble: letters wait, use up no try, and arrive once when it is well again."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta

import pytest

from app.db import Database
from app.edge import smtp as edge_smtp
from app.edge.smtp import ServerAway
from tests.faults.processes import Service
from tests.post_office import PostOffice
from tests.scene import advance, enquiry, letters, post, wait_until

DAVE, JOHN, SALES = "dave@panterranetworks.com", "john@panterranetworks.com", "sales@panterranetworks.com"
BEGINNING = 200
"""Bytes of a letter; each of ours is longer."""


def says_nothing(line: socketserver.StreamRequestHandler) -> None:
    """Take the call, and wait until the other side hangs up."""
    line.rfile.read()


def hangs_up_mid_letter(line: socketserver.StreamRequestHandler) -> None:
    """Be polite until a letter has begun to arrive."""
    line.wfile.write(b"220 Welcome\r\n")
    for command in line.rfile:
        is_data = command.upper().startswith(b"DATA")
        line.wfile.write(b"354 Go on\r\n" if is_data else b"250 Fine\r\n")
        if is_data:
            line.rfile.read(BEGINNING)
            return


@contextmanager
def listening(port: int, manners: Callable[[socketserver.StreamRequestHandler], None]) -> Iterator[list[int]]:
    """A mail server that takes no letter; yields a list that grows with each call."""
    calls: list[int] = []

    class Line(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            calls.append(len(calls))
            manners(self)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Server(("127.0.0.1", port), Line) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield calls
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("manners", [None, hangs_up_mid_letter])
def test_letters_outlast_an_hour_without_a_mail_server(
    sqlite: Database,
    service: Service,
    smtp: PostOffice,
    manners: Callable[[socketserver.StreamRequestHandler], None] | None,
) -> None:
    post(sqlite, enquiry(sqlite), DAVE, JOHN, SALES)
    smtp.stop()
    trouble: AbstractContextManager[list[int]] = listening(smtp.port, manners) if manners else nullcontext([])
    with trouble as calls:
        worker = service.worker()
        wait_until(lambda: "mail_server_away" in service.log.read_text(), seconds=60)
        advance(sqlite, timedelta(hours=1))
        wait_until(lambda: service.log.read_text().count("mail_server_away") > 1, seconds=60)
        waiting = letters(sqlite)
    smtp.start()
    # One that was in hand when the server went away steps aside for a minute.
    advance(sqlite, timedelta(minutes=2))
    wait_until(lambda: all(letter.sent_at for letter in letters(sqlite)), seconds=90)

    assert len(calls) > 1 if manners else calls == []
    assert [(letter.sent_at, letter.tries) for letter in waiting] == [(None, 0)] * 3
    ids = [f"<{letter.message_id}@panterranetworks.com>" for letter in waiting]
    assert sorted(smtp.message_ids()) == sorted(ids)
    assert worker.popen.poll() is None


def test_a_server_that_takes_the_call_and_says_nothing_is_away_after_the_timeout(smtp: PostOffice) -> None:
    smtp.stop()

    with (
        listening(smtp.port, says_nothing),
        pytest.raises(ServerAway, match="timed out"),
        edge_smtp.connect(edge_smtp.parse(smtp.url), timeout=0.3),
    ):
        pass
