"""A real SMTP server for the tests, which can be told to misbehave."""

import asyncio
import threading
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from app.demo import mailbox


class PostOffice(mailbox.Mailbox):
    """The demo's mail server with moods. What it accepted is in `letters()` and `message_ids()`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.started_data = threading.Event()
        """Set when a client has sent a whole letter and waits for the answer."""
        self.connections = 0
        self.refuses_sender = ""
        """What to answer to MAIL FROM, if not 250."""
        self._refusals: dict[str, str] = {}
        self._hangs = False
        self._drops = False
        self._delay = 0.0

    def refuses(self, address: str, answer: str) -> None:
        """Answer `RCPT TO:<address>` with `answer`, for instance "550 No such user"."""
        self._refusals[address] = answer

    def accepts_everybody(self) -> None:
        """Forget all refusals."""
        self._refusals.clear()

    def hangs(self) -> None:
        """From now on take each letter's data, keep nothing, and never answer."""
        self._hangs = True

    def answers_late(self, seconds: float) -> None:
        """From now on think for so long before a letter is accepted."""
        self._delay = seconds

    def drops(self) -> None:
        """From now on hang up as soon as a letter's data has come."""
        self._drops = True

    def behaves(self) -> None:
        """No longer hang or drop. Who hangs already stays hanging."""
        self._hangs = self._drops = False
        self._delay = 0.0
        self.started_data.clear()

    def letters(self, to: str | None = None) -> list[mailbox.ReceivedLetter]:
        """What was accepted, newest first."""
        return mailbox.letters(self.folder, to)

    def message_ids(self) -> list[str]:
        """Message-ID of each accepted letter, brackets included."""
        return [str(message["message-id"]) for message in mailbox.messages(self.folder)]

    async def handle_EHLO(
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses_sender:
            return self.refuses_sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self._refusals:
            return self._refusals[address]
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.started_data.set()
        if self._hangs:
            await asyncio.sleep(3600)
        if self._drops:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "451 Nobody hears this"
        await asyncio.sleep(self._delay)
        return await super().handle_DATA(server, session, envelope)
