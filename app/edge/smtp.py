"""Handing letters to a mail server, and what it can answer, in three words."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from app.config import SettingsError
from app.domain.text import is_readable_line

TIMEOUT = 15.0
"""Seconds for one answer of the server; a letter needs about five."""

_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
_TOO_BIG = 552
_CLOSING = 421


class DeliveryError(Exception):
    """The base of what can go wrong; `reason` names no person, so it may be logged."""

    def __init__(self, words: str, reason: str) -> None:
        super().__init__(words)
        self.reason = reason


class ServerAway(DeliveryError):
    """Raised when the server can not be talked to; no letter is to blame."""


class TemporaryRefusal(DeliveryError):
    """Raised when the server does not want this letter now (4xx)."""


class PermanentRefusal(DeliveryError):
    """Raised when the server will never want this letter (5xx), or no server could."""


@dataclass(frozen=True)
class Server:
    """Where letters are handed over, as SMTP_URL says."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str


def parse(url: str) -> Server:
    """Read `smtp://[user:password@]host[:port]`, `smtps://…` or `smtp+starttls://…`.

    Raises SettingsError, without the password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        (parts.hostname or "").encode("idna")
    except ValueError as error:
        raise SettingsError(["SMTP_URL has a host or a port that is none."]) from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise SettingsError(["SMTP_URL must look like smtp://host:port, smtps://… or smtp+starttls://…."])
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password).isascii() or not is_readable_line(user + password):
        raise SettingsError(
            ["SMTP_URL has a user or a password with more than ASCII, which SMTP can not say."]
        )
    return Server(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], user or None, password)


class Line:
    """One open connection to the mail server."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self._connection = connection

    def deliver(self, message: EmailMessage) -> None:
        """Hand one letter over, from its From to its To.

        Raises ServerAway, TemporaryRefusal, PermanentRefusal.
        """
        sender, recipient = (message[name].addresses[0].addr_spec for name in ("From", "To"))
        try:
            self._connection.send_message(message, sender, [recipient])
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPSenderRefused as error:
            raise _sender_refusal(error) from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise PermanentRefusal("The server takes no such address.", "unsupported") from error
        except OSError as error:
            raise _away(error) from error
        except (ValueError, LookupError) as error:
            # What can not be written down would fail anywhere; UnicodeError is a ValueError.
            self._forget()
            raise PermanentRefusal(f"Can not be encoded: {error}", type(error).__name__) from error

    def _forget(self) -> None:
        """Drop a half-said letter, so that the next one starts anew."""
        with suppress(OSError):
            self._connection.rset()


@contextmanager
def connect(server: Server, timeout: float = TIMEOUT) -> Iterator[Line]:
    """One connection for a batch of letters. Raises ServerAway."""
    try:
        connection = _open(server, timeout)
    except (OSError, ValueError) as error:
        # A refused login is our own configuration: the letters wait until it is mended.
        raise _away(error) from error
    try:
        yield Line(connection)
    finally:
        _hang_up(connection)


def _open(server: Server, timeout: float) -> smtplib.SMTP:
    if server.scheme == "smtps":
        context = ssl.create_default_context()
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=timeout, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=timeout)
    try:
        if server.scheme == "smtp+starttls":
            connection.starttls(context=ssl.create_default_context())
        connection.ehlo_or_helo_if_needed()
        if server.user is not None:
            connection.login(server.user, server.password)
    except (OSError, ValueError):
        connection.close()
        raise
    return connection


def _hang_up(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except OSError:
        connection.close()


def _refusal(code: int, answer: bytes | str) -> DeliveryError:
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    kind = PermanentRefusal if code >= 500 else ServerAway if code == _CLOSING else TemporaryRefusal
    return kind(f"{code} {words}", str(code))


def _sender_refusal(error: smtplib.SMTPSenderRefused) -> DeliveryError:
    """A sender that is refused for good would be refused with every letter: bounce none for it."""
    refusal = _refusal(error.smtp_code, error.smtp_error)
    if isinstance(refusal, PermanentRefusal) and error.smtp_code != _TOO_BIG:
        return ServerAway(str(refusal), refusal.reason)
    return refusal


def _away(error: OSError | ValueError) -> ServerAway:
    """Every SMTPException is an OSError, too; what can not be encoded is a ValueError."""
    code = f" {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else ""
    return ServerAway(str(error), f"{type(error).__name__}{code}")
