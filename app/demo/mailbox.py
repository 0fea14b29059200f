"""The demo's mail server: takes every letter, delivers none, and shows what it got."""

import email
import email.policy
import itertools
import os
import socket
from asyncio import AbstractServer
from collections.abc import Awaitable
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypedDict

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from app import clock

_number = itertools.count()


class ReceivedLetter(TypedDict):
    """One letter as `/demo/mail.json` shows it."""

    to: str
    subject: str
    text: str
    html: str


class Mailbox:
    """An SMTP server on loopback that keeps what it is sent in the Maildir `folder`."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        """`port` 0 takes any free one; it stays the same if the server is started again."""
        self.folder = folder
        self.port = port
        self._listener: _Listener | None = None

    @property
    def url(self) -> str:
        """SMTP_URL of this server, once it was started."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen, in a thread of its own."""
        for part in ("tmp", "new", "cur"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        self._listener = _Listener(self, self.port)
        self.port = self._listener.port
        self._listener.start()

    def stop(self) -> None:
        """Hang up on everybody and close the port."""
        if self._listener is not None:
            self._listener.stop()
            self._listener = None

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Keep the letter before saying so. The name is aiosmtpd's."""
        assert isinstance(envelope.content, bytes)
        keep(self.folder, envelope.content)
        return "250 Kept"


class _Listener(Controller):
    """aiosmtpd's controller, which can not tell the port that it was given for 0."""

    def __init__(self, handler: Any, port: int) -> None:
        self._socket = socket.create_server(("127.0.0.1", port))
        super().__init__(handler, hostname="127.0.0.1", port=self._socket.getsockname()[1])

    def _create_server(self) -> Awaitable[AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._socket)


def keep(folder: Path, content: bytes) -> None:
    """Store one letter so that a reader sees all of it or nothing, in the order of arrival."""
    name = f"{int(clock.timestamp() * 1_000_000):020d}.{next(_number):08d}.{os.getpid()}"
    (folder / "tmp" / name).write_bytes(content)
    (folder / "tmp" / name).rename(folder / "new" / name)


def messages(folder: Path) -> list[EmailMessage]:
    """Every letter in the Maildir, newest first."""
    names = sorted((path.name for path in (folder / "new").glob("*")), reverse=True)
    return [message for name in names if (message := _read(folder / "new" / name))]


def letters(folder: Path, to: str | None = None) -> list[ReceivedLetter]:
    """The letters, newest first; `to` keeps those to one address, in whatever case."""
    found = [_shown(message) for message in messages(folder)]
    return [letter for letter in found if to is None or letter["to"].lower() == to.strip().lower()]


def _read(path: Path) -> EmailMessage | None:
    try:
        return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    except FileNotFoundError:
        # Somebody emptied the mailbox while we were reading.
        return None


def _shown(message: EmailMessage) -> ReceivedLetter:
    recipients = message["to"].addresses if message["to"] else ()
    return {
        "to": ", ".join(address.addr_spec for address in recipients),
        "subject": str(message["subject"] or ""),
        "text": _part(message, "plain"),
        "html": _part(message, "html"),
    }


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""
