"""The words of letters, made at the moment of sending from what the database says then."""

import re
from contextlib import suppress
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
from app.models import Lead, Letter

# Control characters, line and paragraph separators, and what turns the direction of writing:
# nothing that a prospect typed may look like a line of ours.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_LABELS = {
    "first_name": "First name",
    "last_name": "Last name",
    "email": "Work e-mail",
    "phone": "Phone",
    "company": "Company",
    "users": "Number of users",
}


class Unwritable(Exception):
    """Raised when the words can not be made: a mistake of ours, mended by the next release."""


class BadRecipient(Exception):
    """Raised when the address is none, so that no try will ever help."""


def one_line(value: object) -> str:
    """Any value as one line of plain text."""
    return " ".join(_UNPRINTABLE.sub(" ", str(value)).split())


_templates = Environment(
    loader=FileSystemLoader(ROOT / "templates" / "emails"),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def compose(letter: Letter, lead: Lead | None, vendor: Vendor, base_url: str, service: str) -> EmailMessage:
    """The letter as it goes to the mail server; `service` is the title of the lead's service.

    The sender's and the recipient's address are its From and To. Raises Unwritable, BadRecipient.
    """
    recipient = _address(letter.recipient)
    try:
        words = _words(letter, lead, vendor, base_url, service)
        return _message(letter, lead, vendor, recipient, *words)
    except (TemplateError, MessageError, AttributeError, LookupError, TypeError, ValueError) as error:
        # Whatever the reason, the other letters of the batch must not wait for this one.
        raise Unwritable(f"{type(error).__name__}: {error}") from error


def _address(text: str) -> Address:
    try:
        return Address(addr_spec=addresses.parse(text))
    except (addresses.MalformedAddress, MessageError, ValueError) as error:
        raise BadRecipient("The recipient's address is malformed.") from error


def _message(
    letter: Letter, lead: Lead | None, vendor: Vendor, to: Address, subject: str, text: str, html: str
) -> EmailMessage:
    # An operator writes `Smith, Inc. <post@smith.example>` without the quotes of the standard.
    name, _, sender = vendor.letters_from.strip("> ").rpartition("<")
    message = EmailMessage(SMTP)
    message["From"] = Address(name.strip('" '), addr_spec=sender)
    message["To"] = to
    if lead:
        # The sender is nobody; a reply is meant for the prospect.
        with suppress(BadRecipient):
            message["Reply-To"] = _address(lead.email)
    message["Subject"] = subject
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = f"<{letter.message_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    # Quoted-printable passes every server, whether or not it takes eight bits.
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message


def _words(
    letter: Letter, lead: Lead | None, vendor: Vendor, base_url: str, service: str
) -> tuple[str, str, str]:
    """Subject, text and HTML."""
    context: dict[str, Any] = {"kind": letter.kind, "vendor": vendor, "base_url": base_url}
    if lead:
        context |= _facts(lead, service)
        context["changes"] = _changes(letter.details)
        # The same sentences in both parts: lines here, where nothing is escaped yet.
        context["steps"] = _templates.get_template("next_steps.txt").render(context).splitlines()
    subject = context["subject"] = one_line(_render(letter, "subject.txt", context))
    return subject, _render(letter, "body.txt", context), _render(letter, "body.html", context)


def _render(letter: Letter, part: str, context: dict[str, Any]) -> str:
    return _templates.get_template(f"{letter.kind}/{part}").render(context)


def _facts(lead: Lead, service: str) -> dict[str, Any]:
    """What is known of a lead, every text as one line."""
    partner = lead.partner
    claimed = one_line(lead.claimed_partner_id or "")
    return {
        "name": one_line(f"{lead.first_name} {lead.last_name}"),
        "company": one_line(lead.company),
        "phone": one_line(lead.phone),
        "service": one_line(service),
        "received": _moment(lead.created_at),
        "credit_held": one_line(lead.credit_held or ""),
        "claimed": claimed,
        "partner": one_line(partner.company) if partner else "",
        "partner_email": one_line(partner.email) if partner else "",
        "suspended": bool(partner and partner.suspended_at),
        "manager": one_line(lead.channel_manager.name) if lead.channel_manager else "",
        "prospect": _rows({label: getattr(lead, field) for field, label in _LABELS.items()}),
        "message": [one_line(line) for line in lead.message.splitlines()],
        "origin": _rows(
            {
                "Service": service,
                "PartnerID": f"{claimed} ({_standing(lead)})" if claimed else None,
                "SubPartnerID": lead.sub_partner_id,
                "Embedded on": lead.site or "not told by the browser",
                **dict(sorted(lead.utm.items())),
                "Received": _moment(lead.created_at),
                "Lead": lead.id,
            }
        ),
        "source": _rows(lead.source),
    }


def _standing(lead: Lead) -> str:
    if lead.partner is None:
        return "unknown"
    return f"{lead.partner.company}, {'suspended' if lead.partner.suspended_at else 'in good standing'}"


def _changes(details: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What an amendment changed, as label, old and new value."""
    return [
        (_LABELS.get(field, "Message"), _shown(change["old"]), _shown(change["new"]))
        for field, change in details.get("changes", {}).items()
    ]


def _rows(values: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one_line(name), _shown(value)) for name, value in values.items()]


def _shown(value: object) -> str:
    return one_line(value) if value not in (None, "") else "none"


def _moment(at: datetime) -> str:
    """A moment as people write it, in UTC."""
    return f"{at.day} {at.astimezone(UTC):%B %Y, %H:%M} UTC"
