"""Interleaved rounds: each load gets its turn in each round, so that a slow minute slows all."""

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench import partner_ids
from bench.invalid import InvalidRun
from bench.load import Phase, drive
from bench.loads import Load
from bench.process import cpu_of
from bench.requests import Form
from bench.servers import Server
from bench.stored import stored

WARM_UP = 1.0  # seconds per load
FIRST_POSTS = 64
MOST_POSTS = 6_000  # per turn
BUSY_GENERATOR = 0.9  # of its core; beyond that the generator is measured, not the server


@dataclass(frozen=True)
class Turn:
    """One load in one round."""

    phase: Phase
    server_cpu: float  # seconds

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.phase.rate

    @property
    def server_share(self) -> float:
        """How much of its core the server used."""
        return self.server_cpu / self.phase.wall

    @property
    def rate_per_cpu(self) -> float:
        """Answers per second of processor time: what neighbours on the machine disturb less."""
        return self.phase.answers / max(self.server_cpu, 0.001)


Turns = Mapping[str, Sequence[Turn]]


def play(
    loads: Sequence[Load],
    servers: Mapping[str, Server],
    rounds: int,
    seconds: float,
    warm_up: float = WARM_UP,
) -> Turns:
    """Warm up, then play the rounds; every other one runs backwards."""
    turns: dict[str, list[Turn]] = {load.name: [] for load in loads}
    posts = {load.name: FIRST_POSTS for load in loads}
    for number in range(rounds + 1):
        warming = number == 0
        _say("warm-up" if warming else f"round {number} of {rounds}")
        for load in loads if number % 2 else reversed(loads):
            length = warm_up if warming else seconds
            turn = _turn(load, servers[load.subject], posts[load.name], length)
            posts[load.name] = _enough(turn, seconds)
            if not warming:
                turns[load.name].append(turn)
    return turns


def _turn(load: Load, server: Server, posts: int, seconds: float) -> Turn:
    batch = load.kind.prepare(server, posts)
    time.sleep(max(0.2, batch.ripe_at - time.monotonic()))
    # Posts are bounded by their number; they may take three times as long as the last ones did.
    limit = seconds if batch.again else 3 * seconds
    with stored(server, load.tables) as acknowledged:
        before = cpu_of(server.pid)
        phase = drive(server.port, batch.requests, load.kind.check, limit, batch.again)
        turn = Turn(phase, cpu_of(server.pid) - before)
        acknowledged.answers = phase.answers
    if phase.own_share > BUSY_GENERATOR:
        raise InvalidRun(
            f"{load.name}: the load generator was the bottleneck ({phase.own_share:.0%} of its core)."
        )
    cores = f"server {turn.server_share:4.0%}  generator {phase.own_share:4.0%}"
    _say(f"  {load.name:14} {turn.rate:8.0f}/s  {cores}")
    return turn


def _enough(turn: Turn, seconds: float) -> int:
    """As many posts as the next turn can send in its time, going by this one."""
    return max(FIRST_POSTS, min(MOST_POSTS, int(turn.rate * seconds)))


def most_leads(loads: Sequence[Load], rounds: int) -> None:
    """InvalidRun if so many rounds would bring a partner to its hourly limit."""
    if any(isinstance(load.kind, Form) for load in loads):
        leads = FIRST_POSTS + rounds * MOST_POSTS
        if leads > partner_ids.PARTNERS * partner_ids.LEADS_PER_PARTNER:
            raise InvalidRun(f"{rounds} rounds are too many for {partner_ids.PARTNERS} bench partners.")


def ratios(turns: Turns, of: str, to: str) -> list[float]:
    """Round by round: neighbours in time are compared, whatever the machine did between rounds."""
    return [one.rate / other.rate for one, other in zip(turns[of], turns[to], strict=True)]


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
