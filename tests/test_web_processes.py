"""Real web processes, as an operator starts them."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from app.config import Settings
from app.db import Database
from tests.ports import free_port
from tests.scene import wait_until
from tests.widgets import ledger

TOKEN = "a token for tests"
FORM = "/lead/pbx?partnerid=1234567"
SHOWN = 'partner_tools_request_seconds_count{route="/<any(lead):widget>/<slug>",status="200"}'
NOTED = 'partner_tools_findings_total{rule="misspelt"}'
Web = tuple[str, subprocess.Popen[bytes]]
"""An address, and the process that was started for it."""


@pytest.fixture
def web(settings: Settings, tmp_path: Path) -> Iterator[Web]:
    """A web process, as it is without any settings about their number."""
    with serving(settings, tmp_path) as started:
        yield started


@contextmanager
def serving(settings: Settings, folder: Path) -> Iterator[Web]:
    """So many web processes as the settings say, until the end."""
    port = free_port()
    environment = {
        **os.environ,
        "APP_ENV": "test",
        "PORT": str(port),
        "SECRET_KEY": settings.secret_keys[0],
        "DATABASE_URL": settings.database_url,
        "METRICS_TOKEN": TOKEN,
        "WEB_PROCESSES": str(settings.web_processes),
    }
    address = f"http://127.0.0.1:{port}"
    with (folder / "web.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve"],
            env=environment,
            stderr=log,
            stdout=log,
            start_new_session=True,
        )
        try:
            wait_until(lambda: answers(f"{address}/readyz"), 90)
            yield address, process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_what_waits_in_memory_is_written_down_before_a_web_process_ends(
    database: Database, cast: None, web: Web
) -> None:
    address, process = web
    assert answers(f"{address}/lead/pbx?partnerid=1234567")
    assert ledger.findings() == set()

    process.send_signal(signal.SIGTERM)

    assert process.wait(60) == 0
    assert ledger.findings() == {("misspelt:PartnerID", "partnerid")}


def serving_processes(started: psutil.Process) -> set[psutil.Process]:
    """Those of its children that take requests by now."""
    return {child for child in started.children() if child.net_connections("tcp")}


def test_one_of_two_web_processes_is_killed_and_nobody_notices(
    settings: Settings, cast: None, tmp_path: Path
) -> None:
    with serving(replace(settings, web_processes=2), tmp_path) as (address, process):
        group = psutil.Process(process.pid)
        wait_until(lambda: len(serving_processes(group)) == 2, 90)
        killed, other = serving_processes(group)

        killed.kill()
        killed.wait(60)

        assert all(answers(f"{address}/lead/pbx") for _ in range(20))
        wait_until(lambda: len(serving_processes(group) - {killed}) == 2, 90)
        assert other in serving_processes(group)


def figures(address: str) -> dict[str, float]:
    """What /metrics says, each line once, by its name and labels."""
    asked = urllib.request.Request(f"{address}/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        lines = [line.rpartition(" ") for line in answer.read().decode().splitlines() if line[0] != "#"]
    assert len({name for name, _, _ in lines}) == len(lines)
    return {name: float(value) for name, _, value in lines}


def memories(address: str) -> int:
    """Of how many web processes it says what they hold."""
    return sum(name.startswith("process_resident_memory_bytes{") for name in figures(address))


def folder(process: subprocess.Popen[bytes]) -> Path:
    """Where the web processes of this command count together."""
    return Path(psutil.Process(process.pid).environ()["PROMETHEUS_MULTIPROC_DIR"])


def test_two_web_processes_are_counted_as_one_whoever_answers_and_whoever_dies(
    settings: Settings, cast: None, tmp_path: Path
) -> None:
    two = replace(settings, web_processes=2)
    with serving(two, tmp_path) as (address, process):
        wait_until(lambda: memories(address) == 2, 90)
        for number in range(1, 41):
            assert answers(f"{address}{FORM}")
            seen = figures(address)
            assert (seen[SHOWN], seen[NOTED]) == (number, number)
        assert seen["partner_tools_letters_open"] == 0

        killed = next(iter(serving_processes(psutil.Process(process.pid))))
        killed.kill()
        killed.wait(60)
        assert figures(address)[SHOWN] == 40
        wait_until(lambda: memories(address) == 2, 90)
        for number in range(41, 61):
            assert answers(f"{address}{FORM}")
            assert figures(address)[SHOWN] == number
        left = folder(process)
        assert left.stat().st_mode & 0o777 == 0o700

    with serving(two, tmp_path) as (address, process):
        assert SHOWN not in figures(address)
        assert (left.exists(), folder(process).exists()) == (False, True)


def lives(process: psutil.Process) -> bool:
    # Where nobody asks what became of it, it stays on the list.
    return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)


@pytest.mark.parametrize("number", [1, 2])
def test_none_goes_on_when_the_process_is_killed_that_looks_after_them(
    sqlite: Database, settings: Settings, cast: None, tmp_path: Path, number: int
) -> None:
    with serving(replace(settings, web_processes=number), tmp_path) as (address, process):
        group = psutil.Process(process.pid)
        wait_until(lambda: len(serving_processes(group)) == number, 90)
        begun = group.children()
        assert answers(f"{address}{FORM}")

        process.kill()

        wait_until(lambda: not any(map(lives, begun)), 60)
        assert not answers(f"{address}/healthz")
    # They were asked to end, and have finished what they had begun.
    assert ledger.findings() == {("misspelt:PartnerID", "partnerid")}
