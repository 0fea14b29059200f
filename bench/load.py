"""The load generator: one thread, one event loop, a few keep-alive connections to loopback.

Each connection has one request under way, so the server is kept busy without a growing queue.
Every answer is checked. Bounded by the number of requests and by seconds, whichever is first.
"""

import itertools
import select
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bench.invalid import InvalidRun
from bench.wire import Answer, answer_in

CONNECTIONS = 8
SILENCE = 60.0  # seconds without any answer after which a server counts as stuck
Check = Callable[[Answer], None]
Told = Callable[[Answer, float], None]
Shot = tuple[bytes, Told]
"""A request, and who hears its answer and how many seconds it took."""


@dataclass(frozen=True)
class Phase:
    """What one stretch of load came to. Times in seconds."""

    answers: int
    wall: float
    own_cpu: float

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.answers / self.wall

    @property
    def own_share(self) -> float:
        """How much of its core the generator used; near 1.0 it would be the bottleneck."""
        return self.own_cpu / self.wall


@dataclass
class _Connection:
    socket: socket.socket
    told: Told
    received: bytearray = field(default_factory=bytearray)
    sent_at: float = 0.0

    def send(self, shot: Shot) -> None:
        """The next request, once the last one is answered."""
        request, self.told = shot
        self.received.clear()
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)


def drive(port: int, requests: Sequence[bytes], check: Check, seconds: float, again: bool) -> Phase:
    """Send the requests for at most `seconds`; with `again`, over and over until then."""
    source = itertools.cycle(requests) if again else iter(requests)
    return shoot(port, _all_to(source, lambda answer, _: check(answer)), seconds)


def shoot(port: int, shots: Iterator[Shot], seconds: float, connections: int = CONNECTIONS) -> Phase:
    """Send requests, each with somebody of its own who hears the answer, for at most `seconds`."""
    own_before, begin = time.process_time(), time.perf_counter()
    answers = _Driver(port, shots, connections).run(until=begin + seconds)
    wall = time.perf_counter() - begin
    return Phase(answers, wall, time.process_time() - own_before)


def collect(port: int, requests: Sequence[bytes], check: Check) -> list[Answer]:
    """The answers to all requests, in order of the requests, one at a time."""
    answers: list[Answer] = []

    def keep(answer: Answer, _: float) -> None:
        check(answer)
        answers.append(answer)

    _Driver(port, _all_to(requests, keep), connections=1).run(until=float("inf"))
    return answers


def _all_to(requests: Iterable[bytes], told: Told) -> Iterator[Shot]:
    return ((request, told) for request in requests)


class _Driver:
    def __init__(self, port: int, source: Iterator[Shot], connections: int) -> None:
        self.port, self.source = port, source
        self.connections = connections
        self.poll = select.epoll()
        self.open: dict[int, _Connection] = {}

    def run(self, until: float) -> int:
        """Send until the source is empty or the clock says so, then wait for what is under way."""
        answers = 0
        try:
            for shot in itertools.islice(self.source, self.connections):
                self._connect(shot[1]).send(shot)
            while self.open:
                events = self.poll.poll(SILENCE)
                if not events:
                    raise InvalidRun(f"Port {self.port}: no answer for {SILENCE:.0f} s.")
                for descriptor, _ in events:
                    answers += self._read(self.open[descriptor], until)
        finally:
            for connection in self.open.values():
                connection.socket.close()
            self.poll.close()
        return answers

    def _read(self, connection: _Connection, until: float) -> bool:
        """Take what arrived; True if it completed an answer."""
        arrived = connection.socket.recv(1 << 18)
        if not arrived:
            raise InvalidRun(f"Port {self.port}: connection closed before the answer was complete.")
        connection.received += arrived
        answer = answer_in(connection.received)
        if answer is None:
            return False
        answered_at = time.perf_counter()
        connection.told(answer, answered_at - connection.sent_at)
        shot = next(self.source, None) if answered_at < until else None
        if shot is None:
            self._drop(connection)
            return True
        if answer.closes:
            self._drop(connection)
            connection = self._connect(shot[1])
        connection.send(shot)
        return True

    def _connect(self, told: Told) -> _Connection:
        connection = _Connection(socket.create_connection(("127.0.0.1", self.port), timeout=SILENCE), told)
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.open[connection.socket.fileno()] = connection
        self.poll.register(connection.socket, select.EPOLLIN)
        return connection

    def _drop(self, connection: _Connection) -> None:
        self.poll.unregister(connection.socket)
        del self.open[connection.socket.fileno()]
        connection.socket.close()
