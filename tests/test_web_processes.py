"""Real web processes, as an operator starts them."""

import os
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app import cli
from app.config import Settings
from app.db import Database
from tests.ports import free_port
from tests.scene import wait_until
from tests.widgets import ledger


@pytest.fixture
def web(settings: Settings, tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address of a web process, and the process."""
    port = free_port()
    environment = {
        **os.environ,
        "APP_ENV": "test",
        "PORT": str(port),
        "SECRET_KEY": settings.secret_keys[0],
        "DATABASE_URL": settings.database_url,
    }
    address = f"http://127.0.0.1:{port}"
    with (tmp_path / "web.log").open("wb") as log:
        process = subprocess.Popen(
            cli.serve_command(replace(settings, port=port)), env=environment, stderr=log, stdout=log
        )
        wait_until(lambda: answers(f"{address}/readyz"))
        yield address, process
        process.kill()
        process.wait()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_what_waits_in_memory_is_written_down_before_a_web_process_ends(
    database: Database, cast: None, web: tuple[str, subprocess.Popen[bytes]]
) -> None:
    address, process = web
    assert answers(f"{address}/lead/pbx?partnerid=1234567")
    assert ledger.findings() == set()

    process.send_signal(signal.SIGTERM)

    assert process.wait(20) == 0
    assert ledger.findings() == {("misspelt:PartnerID", "partnerid")}
