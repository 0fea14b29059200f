"""Letters about quotes: to the customer with a link, to the partner with what the customer did."""

from typing import Any

from app.domain import money, offers
from app.domain.enclosures import Enclosure
from app.edge.letters.writing import Content, one_line, rows
from app.models import Quote


def content(enclosed: Enclosure, base_url: str) -> Content:
    """What the letter says, and whom an answer reaches: always the other side."""
    quote = enclosed.quote
    if quote is None:
        raise LookupError("a letter about a quote without one")
    partner = quote.partner
    facts = _facts(quote) | {
        "reason": one_line(enclosed.details.get("reason", "")),
        "signed": one_line(enclosed.details.get("name", "")),
        "note": [one_line(line) for line in enclosed.details.get("note", "").splitlines()],
    }
    if enclosed.secrets:
        facts["link"] = f"{base_url}/q/{enclosed.secrets.token}"
        return Content(enclosed.template, facts, reply_to=partner.public_email or partner.email)
    facts["link"] = f"{base_url}/portal/quotes/{quote.id}"
    return Content(enclosed.template, facts, reply_to=quote.email)


def _facts(quote: Quote) -> dict[str, Any]:
    revision, partner = offers.current(quote), quote.partner
    currency = quote.catalog.content["currency"]
    what = one_line(revision.lines[0]["name"])
    return {
        "number": quote.id,
        "revision": quote.revision,
        "company": one_line(quote.company),
        "name": one_line(quote.name),
        "partner": one_line(partner.company),
        "contact": one_line(partner.contact_name),
        "phone": partner.number or "",
        "what": what,
        "message": [one_line(line) for line in revision.message.splitlines()],
        "valid_until": money.day(quote.valid_until),
        "offer": rows(
            {
                "Quote": f"{quote.id}, revision {revision.number}",
                "For": quote.company,
                "Product": what,
                "Users": revision.configuration["users"],
                "Term": f"{revision.configuration['term']} months",
                "Each month": money.shown(revision.monthly_cents, currency),
                "Once": money.shown(revision.once_cents, currency),
                "Valid until": money.day(quote.valid_until),
            }
        ),
    }
