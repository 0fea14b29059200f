"""The service in processes of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import Settings
from tests.faults.processes import Service


@pytest.fixture
def service(settings: Settings, cast: None, tmp_path: Path) -> Iterator[Service]:
    """Web processes and workers on the test's database and mail server; at the end all are killed."""
    with Service(settings, tmp_path / "processes.log") as one:
        yield one
