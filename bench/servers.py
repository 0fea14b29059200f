"""Start each server on its core and stop it again. How each is started stands in `subjects.py`."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from bench.cores import pinned
from bench.invalid import InvalidRun

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 180.0  # seconds


@dataclass(frozen=True)
class Subject:
    """A server to measure.

    `command`, `environment` and the commands in `before` may name `{port}` and `{directory}`
    (a fresh one on a real disk). One that does not listen is taken as started at once.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    before: Sequence[Sequence[str]] = ()
    listens: bool = True


@dataclass(frozen=True)
class Server:
    """A subject that runs."""

    name: str
    port: int
    pid: int
    directory: Path


@contextmanager
def running(subject: Subject, directory: Path, core: int | None = None) -> Iterator[Server]:
    """Prepare and start the subject, on one core or on all; stop it, and only it, at the end."""
    directory.mkdir()
    port = free_port()
    fill = _filler(port=str(port), directory=str(directory))
    environment = _clean_environment() | {name: fill(value) for name, value in subject.environment.items()}
    for step in subject.before:
        _prepare(subject.name, [fill(word) for word in step], environment)

    log = directory / "server.log"
    with log.open("wb") as output, nullcontext() if core is None else pinned(core):
        process = subprocess.Popen(
            [fill(word) for word in subject.command],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        if subject.listens:
            _wait_until_it_listens(subject.name, process, port, log)
        yield Server(subject.name, port, process.pid, directory)
    finally:
        _stop(process)


def free_port() -> int:
    """A loopback port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def _filler(**values: str) -> Callable[[str], str]:
    def fill(text: str) -> str:
        for name, value in values.items():
            text = text.replace("{" + name + "}", value)
        return text

    return fill


def _clean_environment() -> dict[str, str]:
    """Nothing of the caller's configuration reaches a server."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}


def _prepare(name: str, command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InvalidRun(f"{name}: `{' '.join(command)}` failed:\n{done.stdout}{done.stderr}")


def _wait_until_it_listens(name: str, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise InvalidRun(f"{name} did not start:\n{log.read_text(errors='replace')[-4000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        # The session is its own, so this reaches the server and its workers and nobody else.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
