"""`make demo`: everything on this machine, with one command, until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app import cli, clock, config
from app.config import ROOT, Settings, SettingsError
from app.db import db
from app.demo import cast, people, story
from app.demo.mailbox import Mailbox

KEY = "demo-key-that-protects-nothing-at-all"
# Whatever proxy the environment names, this machine is reached without it.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
STARTS_WITHIN = 60.0
STOPS_WITHIN = 15.0
"""Seconds for all parts together."""


class DemoError(Exception):
    """Raised with what stands in the way, for the person at the keyboard."""


def environment(given: dict[str, str]) -> dict[str, str]:
    """The demo's settings, wherever the caller has not chosen others; one set of files per PORT."""
    port = given.get("PORT", "").strip() or "8000"
    files = ROOT / "var" / f"demo-{port}"
    return {
        "APP_ENV": "demo",
        "PORT": port,
        "PARTNER_PORT": "8001",
        "SECRET_KEY": KEY,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": f"sqlite:///{files / 'tools.db'}",
        "MAIL_DIR": str(files / "mail"),
    } | {name: text for name, text in given.items() if text.strip()}


def main() -> int:
    """Run the demo until it is told to stop, or until a part of it ends by itself."""
    stop = threading.Event()
    # Nothing here waits on the event: a handler that sets it meanwhile would wait for the waiter.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    try:
        with ExitStack() as parts:
            _run(environment(dict(os.environ)), stop, parts)
    except (DemoError, SettingsError) as error:
        print(f"The demo can not go on: {error}", file=sys.stderr)
        return 1
    return 0


def _run(environ: dict[str, str], stop: threading.Event, parts: ExitStack) -> None:
    settings = config.read(environ)
    if not settings.rehearsal:
        raise DemoError("APP_ENV=production: the demo would put its cast into a real database")
    for name, port in (("PORT", settings.port), ("PARTNER_PORT", settings.partner_port)):
        _check_free(name, port)
    if "SMTP_URL" not in environ:
        environ["SMTP_URL"] = parts.enter_context(_mailbox(Path(environ["MAIL_DIR"])))
    _prepare(settings)
    children = [
        parts.enter_context(_child(command, environ))
        for command in (
            [sys.executable, "-m", "app.cli", "serve"],
            *([[sys.executable, "-m", "app.cli", "worker"]] * settings.workers),
            [
                *(sys.executable, "-m", "e2e.partner_site"),
                *("--service", settings.base_url, "--port", str(settings.partner_port)),
            ],
        )
    ]
    _wait_for(f"http://127.0.0.1:{settings.port}/readyz", children, stop)
    _wait_for(f"http://localhost:{settings.partner_port}/", children, stop)
    _welcome(settings)
    while not stop.is_set():
        _check_alive(children)
        time.sleep(0.2)


def _prepare(settings: Settings) -> None:
    cli.prepare_database(settings)
    with db.writing() as session:
        cast.seed(session, clock.now(), f"http://localhost:{settings.partner_port}")
        people.seed(session, clock.now())
        story.tell(session, clock.now())
        session.commit()
    db.close()


def _welcome(settings: Settings) -> None:
    partner = f"http://localhost:{settings.partner_port}"
    print(
        f"""
Partner Tools is running. Open:

  a partner's page with the form   {partner}/business-phones
  the landing page on its own      {settings.base_url}/custom_landing_pages/landing_page_pbx.php
  the letters                      {settings.base_url}/demo/mail
  sign in as                       {settings.base_url}/login
{_logins()}

Everything else: {settings.base_url}/demo/     Ctrl-C ends all of it.
""",
        flush=True,
    )


def _logins() -> str:
    return "\n".join(
        f"    {role:<31}{login['email']}, {login['password']}" for role, login in people.LOGINS.items()
    )


@contextmanager
def _mailbox(folder: Path) -> Iterator[str]:
    mailbox = Mailbox(folder)
    mailbox.start()
    try:
        yield mailbox.url
    finally:
        mailbox.stop()


@contextmanager
def _child(command: list[str], environ: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    # A session of its own: Ctrl-C reaches us alone, and we end the parts in order.
    child = subprocess.Popen(command, env=environ, cwd=ROOT, start_new_session=True)
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _check_free(name: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise DemoError(f"port {port} is taken. Choose another: make demo {name}={port + 10}") from error


def _check_alive(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is not None:
            raise DemoError(f"a part of it ended with status {child.returncode}: {child.args!r}")


def _wait_for(url: str, children: list[subprocess.Popen[bytes]], stop: threading.Event) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while not stop.is_set():
        _check_alive(children)
        try:
            _DIRECT.open(url, timeout=2).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise DemoError(f"{url} does not answer") from None
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
