"""From what a letter says to the message that goes to the mail server."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, select_autoescape

from app.config import ROOT, Vendor
from app.domain import addresses
from app.models import Letter

# Control characters, line and paragraph separators, and what turns the direction of writing:
# nothing that a prospect typed may look like a line of ours.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Unwritable(Exception):
    """Raised when the words can not be made: a mistake of ours, mended by the next release."""


class BadRecipient(Exception):
    """Raised when the address is none, so that no try will ever help."""


@dataclass(frozen=True, slots=True)
class Content:
    """Which words a letter has, what they are about, and whom an answer reaches."""

    template: str
    context: dict[str, Any] = field(repr=False)
    reply_to: str | None = None
    steps: str | None = None
    """A template whose lines are what the reader should do."""


_templates = Environment(
    loader=FileSystemLoader(ROOT / "templates" / "emails"),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def one_line(value: object) -> str:
    """Any value as one line of plain text."""
    return " ".join(_UNPRINTABLE.sub(" ", str(value)).split())


def moment(at: datetime) -> str:
    """A moment as people write it, in UTC."""
    return f"{at.day} {at.astimezone(UTC):%B %Y, %H:%M} UTC"


def rows(values: dict[str, Any]) -> list[tuple[str, str]]:
    """Labels and values, each as one line."""
    return [(one_line(name), shown(value)) for name, value in values.items()]


def shown(value: object) -> str:
    """A value, or that there is none."""
    return one_line(value) if value not in (None, "") else "none"


def compose(letter: Letter, content: Content, vendor: Vendor, base_url: str) -> EmailMessage:
    """The letter as it goes to the mail server. Raises Unwritable, BadRecipient.

    The sender's and the recipient's address are its From and To.
    """
    recipient = _address(letter.recipient)
    try:
        words = _words(letter.kind, content, vendor, base_url)
        return _message(letter, content.reply_to, vendor, recipient, *words)
    except (TemplateError, MessageError, AttributeError, LookupError, TypeError, ValueError) as error:
        # Whatever the reason, the other letters of the batch must not wait for this one.
        raise Unwritable(f"{type(error).__name__}: {error}") from error


def _address(text: str) -> Address:
    try:
        return Address(addr_spec=addresses.parse(text))
    except (addresses.MalformedAddress, MessageError, ValueError) as error:
        raise BadRecipient("The recipient's address is malformed.") from error


def _message(
    letter: Letter, reply_to: str | None, vendor: Vendor, to: Address, subject: str, text: str, html: str
) -> EmailMessage:
    name, sender = vendor.sender
    message = EmailMessage(SMTP)
    message["From"] = Address(name, addr_spec=sender)
    message["To"] = to
    if reply_to:
        # The sender is nobody; a reply is meant for whom the letter is about.
        with suppress(BadRecipient):
            message["Reply-To"] = _address(reply_to)
    message["Subject"] = subject
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = f"<{letter.message_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    # Quoted-printable passes every server, whether or not it takes eight bits.
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message


def _words(kind: str, content: Content, vendor: Vendor, base_url: str) -> tuple[str, str, str]:
    """Subject, text and HTML."""
    context = {"kind": kind, "vendor": vendor, "base_url": base_url} | content.context
    if content.steps:
        # The same sentences in both parts: lines here, where nothing is escaped yet.
        context["steps"] = _templates.get_template(content.steps).render(context).splitlines()
    subject = context["subject"] = one_line(_render(content, "subject.txt", context))
    return subject, _render(content, "body.txt", context), _render(content, "body.html", context)


def _render(content: Content, part: str, context: dict[str, Any]) -> str:
    return _templates.get_template(f"{content.template}/{part}").render(context)
