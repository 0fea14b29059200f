"""Letters about leads: to channel managers, to Sales, and to the partner they are forwarded to."""

from typing import Any

from app.edge.letters.writing import Content, moment, one_line, rows, shown
from app.models import Lead, Letter

_LABELS = {
    "first_name": "First name",
    "last_name": "Last name",
    "email": "Work e-mail",
    "phone": "Phone",
    "company": "Company",
    "users": "Number of users",
}


def content(letter: Letter, lead: Lead, service: str) -> Content:
    """What the letter says; `service` is the title of the lead's service."""
    facts = _facts(lead, service) | {
        "changes": _changes(letter.details),
        "by": one_line(letter.details.get("by", "")),
        "note": [one_line(line) for line in letter.details.get("note", "").splitlines()],
        "instead_of": one_line(letter.details.get("instead_of", "")),
    }
    return Content(letter.kind, facts, reply_to=lead.email, steps="next_steps.txt")


def _facts(lead: Lead, service: str) -> dict[str, Any]:
    """What is known of a lead, every text as one line."""
    partner = lead.partner
    claimed = one_line(lead.claimed_partner_id or "")
    return {
        "name": one_line(f"{lead.first_name} {lead.last_name}"),
        "company": one_line(lead.company),
        "phone": one_line(lead.phone),
        "service": one_line(service),
        "received": moment(lead.created_at),
        "credit_held": one_line(lead.credit_held or ""),
        "claimed": claimed,
        "partner": one_line(partner.company) if partner else "",
        "partner_email": one_line(partner.email) if partner else "",
        "suspended": bool(partner and partner.suspended_at),
        "manager": one_line(lead.channel_manager.name) if lead.channel_manager else "",
        "prospect": rows({label: getattr(lead, field) for field, label in _LABELS.items()}),
        "message": [one_line(line) for line in lead.message.splitlines()],
        "origin": rows(
            {
                "Service": service,
                "PartnerID": f"{claimed} ({_standing(lead)})" if claimed else None,
                "SubPartnerID": lead.sub_partner_id,
                "Embedded on": lead.site or "not told by the browser",
                **dict(sorted(lead.utm.items())),
                "Received": moment(lead.created_at),
                "Lead": lead.id,
            }
        ),
        "source": rows(lead.source),
    }


def _standing(lead: Lead) -> str:
    if lead.partner is None:
        return "unknown"
    return f"{lead.partner.company}, {'suspended' if lead.partner.suspended_at else 'in good standing'}"


def _changes(details: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What an amendment changed, as label, old and new value."""
    return [
        (_LABELS.get(field, "Message"), shown(change["old"]), shown(change["new"]))
        for field, change in details.get("changes", {}).items()
    ]
