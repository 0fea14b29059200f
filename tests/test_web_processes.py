"""Real web processes, as an operator starts them."""

import os
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from app import cli
from app.config import Settings
from app.db import Database
from tests.ports import free_port
from tests.scene import wait_until
from tests.widgets import ledger

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
    }
    address = f"http://127.0.0.1:{port}"
    with (folder / "web.log").open("wb") as log:
        process = subprocess.Popen(
            cli.serve_command(replace(settings, port=port)),
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
