"""The demo as the journeys use it: real processes on free ports, with a database and letters of their own."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self, TypeVar
from urllib.parse import urlencode

from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 180.0
STOPS_WITHIN = 90.0
ARRIVES_WITHIN = 30.0
"""Seconds, generous: other work may share the machine."""

# What a developer's shell may hold, and a journey must not meet.
_FOREIGN = (
    *("BASE_URL", "REDIS_URL", "SMTP_URL", "SECRET_KEY", "ALLOWED_HOSTS", "TRUSTED_PROXIES", "LIMITS"),
    *("WEB_PROCESSES", "WORKERS"),
)

T = TypeVar("T")


def until(ready: Callable[[], T | None], seconds: float, what: str) -> T:
    """Ask again and again until there is an answer that counts. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not (answer := ready()):
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.05)
    return answer


class Deployment:
    """Where the service, the partner's site and the delivered letters are found."""

    def __init__(self, base_url: str, partner_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self.partner_url = partner_url.rstrip("/")

    def letters(self) -> list[dict[str, str]]:
        """What /demo/mail.json shows, newest first."""
        with urllib.request.urlopen(f"{self.base_url}/demo/mail.json", timeout=30) as answer:  # noqa: S310
            letters: list[dict[str, str]] = json.load(answer)
        return letters

    def letters_about(self, words: str) -> list[dict[str, str]]:
        """The letters that hold these words, as soon as there is one."""

        def found() -> list[dict[str, str]]:
            return [letter for letter in self.letters() if words in letter["text"]]

        return until(found, ARRIVES_WITHIN, f"a letter about {words}")

    def letter_to(self, email: str, number: int = 1) -> dict[str, str]:
        """The letter to this address that came as the first, second, …, as soon as it is there."""

        def enough() -> dict[str, str] | None:
            theirs = [letter for letter in self.letters() if letter["to"] == email]
            return theirs[-number] if len(theirs) >= number else None

        return until(enough, ARRIVES_WITHIN, f"letter {number} to {email}")

    def all_are_delivered(self) -> bool:
        """Whether no letter waits, and none is in a worker's hand."""
        with urllib.request.urlopen(f"{self.base_url}/demo/outbox.json", timeout=30) as answer:  # noqa: S310
            return bool(json.load(answer)["open"] == 0)

    def advance(self, *, days: int = 0, hours: int = 0) -> None:
        """Move the clock of every process forward."""
        request = urllib.request.Request(  # noqa: S310  (our own address)
            f"{self.base_url}/demo/clock",
            urlencode({"days": days, "hours": hours}).encode(),
            {"Origin": self.base_url},
        )
        with urllib.request.urlopen(request, timeout=30):  # noqa: S310
            pass


class Stack(Deployment):
    """A demo of our own, which can be stopped, killed and started again."""

    def __init__(self, folder: Path | None, **environ: str) -> None:
        """Keep database and letters in `folder`; None leaves the demo to its own places."""
        self.port, self.partner_port = free_port(), free_port()
        super().__init__(f"http://127.0.0.1:{self.port}", f"http://localhost:{self.partner_port}")
        places = {} if folder is None else _places(folder)
        # Whoever knows the key can read the captcha's pictures, as journeys must.
        self.key = environ.setdefault("SECRET_KEY", secrets.token_urlsafe(32))
        self._log = (folder or ROOT / "var" / f"demo-{self.port}") / "log"
        self._environ = {
            **{name: text for name, text in os.environ.items() if name not in (*_FOREIGN, *_places(ROOT))},
            "PORT": str(self.port),
            "PARTNER_PORT": str(self.partner_port),
            **places,
            **environ,
        }
        self._demo: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def database_url(self) -> str:
        """Where its database is, for what has no page yet."""
        return self._environ["DATABASE_URL"]

    @property
    def log(self) -> str:
        """Everything that the demo and its parts have said."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    def start(self) -> Self:
        """Start everything and wait until all of it answers."""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            # A session of its own: Ctrl-C ends pytest, and pytest ends the demo.
            self._demo = subprocess.Popen(
                [sys.executable, "-m", "app.demo"],
                cwd=ROOT,
                env=self._environ,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            until(self._is_up, STARTS_WITHIN, "the demo")
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> int:
        """End it as Ctrl-C would; the status it ended with."""
        self._process.terminate()
        try:
            return self._process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self.pull_the_plug()
            raise

    def kill_web(self) -> None:
        """SIGKILL for the web process alone, and wait until the demo has noticed."""
        _kill_group(self._parts()[0])
        self._process.wait(STOPS_WITHIN)

    def pull_the_plug(self) -> None:
        """SIGKILL for the demo and all of its parts at once."""
        parts = self._parts()
        for leader in (self._process.pid, *parts):
            _kill_group(leader)
        self._process.wait(STOPS_WITHIN)
        until(lambda: not any(map(_lives, parts)), STOPS_WITHIN, "the end of every part")

    @property
    def _process(self) -> subprocess.Popen[bytes]:
        if self._demo is None:
            raise RuntimeError("the demo was never started")
        return self._demo

    def _parts(self) -> list[int]:
        """The demo's children in the order of their start, the web process first."""
        pid = self._process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def _is_up(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError(f"the demo ended with status {self._process.returncode}:\n{self.log}")
        return _answers(f"{self.base_url}/readyz") and _answers(self.partner_url)


def _places(folder: Path) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{folder / 'tools.db'}", "MAIL_DIR": str(folder / "mail")}


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
    except OSError:
        return False
    return True


def _kill_group(leader: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _lives(pid: int) -> bool:
    # One that was killed but not yet reaped has nothing open any more.
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"
