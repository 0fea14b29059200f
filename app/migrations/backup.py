"""A backup of SQLite: one file, as everything was at one moment, made while everybody goes on writing."""

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine


class CanNotBackUp(Exception):
    """Raised with what stands in the way, for the operator; no file is left."""


def back_up(engine: Engine, target: Path) -> int:
    """Write the whole database to `target`, which appears when it is complete; its size in bytes.

    Raises CanNotBackUp.
    """
    if engine.dialect.name != "sqlite":
        raise CanNotBackUp("PostgreSQL brings its own: pg_dump --format=custom, see docs/operations.md.")
    if target.exists():
        raise CanNotBackUp(f"{target} is there already; name a file that is not.")
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        # It holds everything about everybody.
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise CanNotBackUp(f"{unfinished} can not be written: {error.strerror}.") from error
    try:
        _copy(engine, unfinished)
        # A link, not a renaming, which would write over what somebody put there meanwhile.
        os.link(unfinished, target)
        _write_through(target.parent)
    except OSError as error:
        raise CanNotBackUp(f"{target} can not be written: {error.strerror}.") from error
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()
    return target.stat().st_size


def _copy(engine: Engine, file: Path) -> None:
    # It reads as of one moment and holds no writer up; copying the file would tear it apart.
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None  # noqa: S101  (it is connected)
        driver.execute("VACUUM INTO ?", (str(file),))
    _write_through(file)


def _write_through(path: Path) -> None:
    """Let it survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
