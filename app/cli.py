"""The commands of an operator: `bin/partner-tools COMMAND`, or `python -m app.cli COMMAND`."""

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from app import clock, config, migrations
from app.config import Settings, SettingsError
from app.db import Database, db
from app.domain import addresses, catalog, persons, users, vendors
from app.edge import observing, siblings
from app.migrations import moving
from app.migrations.backup import CanNotBackUp, back_up
from app.models.personal import RULES


@click.group()
def main() -> None:
    """Run and look after Partner Tools. Settings come from the environment, see .env.example."""


@main.command()
def migrate() -> None:
    """Create the database or bring it up to date."""
    settings = _settings()
    prepare_database(settings)
    click.echo("The database is up to date.")


@main.command()
def seed() -> None:
    """Bring the demo cast on stage (demo and test only)."""
    from app.demo import cast, people  # not installed with production's packages

    settings = _settings()
    if not settings.rehearsal:
        raise click.ClickException("The demo cast has published logins; APP_ENV=production refuses it.")
    db.open(settings.database_url)
    with db.writing() as session:
        cast.seed(session, clock.now(), f"http://localhost:{settings.partner_port}")
        people.seed(session, clock.now())
        session.commit()
    click.echo("The demo cast is on stage.")


@main.command()
@click.argument("name")
@click.argument("email")
def invite(name: str, email: str) -> None:
    """Invite an administrator of the vendor by letter: the first of all can only come this way."""
    address = _address(email)
    db.open(_settings().database_url)
    try:
        with db.writing() as session:
            users.invite(session, name, address, "admin", clock.now())
            session.commit()
    except users.AddressTaken:
        raise click.ClickException(f"{email} is on the list already.") from None
    click.echo(f"The worker will send an invitation to {address}.")


@main.command()
@click.argument("target", envvar="TARGET_DATABASE_URL")
def copy(target: str) -> None:
    """Copy everything from DATABASE_URL into the empty database TARGET, and compare it.

    Stop web processes and workers first. TARGET may also stand in TARGET_DATABASE_URL, where
    nobody reads its password in a list of processes.
    """
    db.open(_settings().database_url)
    other = Database()
    try:
        other.open(target)
        migrations.upgrade(other.writer)
        moving.move(db.engine, other.writer, lambda table, rows: click.echo(f"{table}: {rows:,}"))
    except ArgumentError:
        raise click.ClickException(
            "TARGET is no address like postgresql://user:password@host/name."
        ) from None
    except OperationalError as error:
        raise click.ClickException(f"TARGET can not be reached: {error.orig}") from None
    except moving.CanNotMove as error:
        raise click.ClickException(str(error)) from None
    finally:
        other.close()
    click.echo("Every row reads as it did. Change DATABASE_URL, then start everything again.")


@main.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup(target: Path) -> None:
    """Write the whole SQLite database to the new file TARGET, while everybody goes on."""
    db.open(_settings().database_url)
    try:
        size = back_up(db.engine, target)
    except CanNotBackUp as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{target}: {size:,} bytes, everything as it was at one moment.")


@main.command()
@click.argument("email")
def export(email: str) -> None:
    """Write everything that is held about whoever has this address, as JSON, to standard output."""
    address = _address(email)
    db.open(_settings().database_url)
    with db.reading() as session:
        held = persons.tell(session, persons.find(session, address))
    told = {"address": address, "told_at": clock.now().isoformat(), "held": held}
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


@main.command()
@click.argument("email")
def forget(email: str) -> None:
    """Erase what is held about whoever has this address, and say what.

    What happened stays without words: leads and whose credit they are, orders, what was earned.
    Invoices keep their addressee, as the law wants.
    """
    address = _address(email)
    db.open(_settings().database_url)
    with db.writing() as session:
        found = persons.find(session, address)
        try:
            done = persons.forget(session, found, clock.now())
        except persons.StillNeeded as error:
            raise click.ClickException("\n".join(["Nothing was changed.", *error.reasons])) from None
        session.commit()
    for table, rows in done.items():
        click.echo(f"{table}: {rows:,} {RULES[table].fate}")
    if found["invoices"]:
        click.echo(f"invoices: {len(found['invoices']):,} kept with their addressee, as the law wants")
    click.echo("Nothing else is held." if done else "Nothing was held that had to go.")


@main.command()
def worker() -> None:
    """Deliver letters until told to stop."""
    from app import worker as letters

    settings = _settings()
    observing.configure_logging()
    with _in_plain_words():
        letters.run(settings, _stop_signal())


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def serve(options: tuple[str, ...]) -> None:
    """Serve the web application on PORT; OPTIONS go to granian."""
    settings = _settings()
    with _in_plain_words():
        # Granian would start a process that fails at this again and again.
        vendors.read(settings.vendor_file)
        catalog.read(settings.catalog_file)
    together = _together() if settings.web_processes > 1 else {}
    os.execve(sys.executable, serve_command(settings, *options), {**os.environ, **together})


def serve_command(settings: Settings, *options: str) -> list[str]:
    """How web processes are started; one place says with how many threads."""
    return [
        sys.executable,
        *("-m", "granian", "--interface", "wsgi", "--factory", "app.main:web"),
        *("--host", "127.0.0.1", "--port", str(settings.port)),
        *("--workers", str(settings.web_processes), "--respawn-failed-workers"),
        *("--blocking-threads", "2", "--no-ws", "--log-level", "warning"),
        *options,
    ]


def _together() -> dict[str, str]:
    try:
        return siblings.count_together()
    except OSError:
        raise click.ClickException(
            "WEB_PROCESSES: what several of them count stands in a folder of /dev/shm or TMPDIR,"
            " and neither can be written to."
        ) from None


def prepare_database(settings: Settings) -> None:
    """Open the database, make its folder if it is a file, and migrate it."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    db.open(settings.database_url)
    migrations.upgrade(db.writer)


def _address(email: str) -> str:
    try:
        return addresses.parse(email)
    except addresses.MalformedAddress:
        raise click.ClickException(f"{email} is no e-mail address.") from None


def _settings() -> Settings:
    with _in_plain_words():
        return config.read(os.environ)


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except SettingsError as error:
        raise click.ClickException("\n".join(error.problems)) from None


def _stop_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


if __name__ == "__main__":
    main(prog_name="partner-tools")
