"""Letters about orders: to the customer with the way in, to the partner with what is to be done."""

from typing import Any

from app.config import Vendor
from app.domain import money
from app.domain.credentials import INVITATION_LIVES_FOR
from app.domain.enclosures import Enclosure
from app.edge.letters.writing import Content, one_line, rows
from app.models import Order

_TO_CUSTOMERS = ("order_placed", "order_ready", "order_cancelled")


def content(enclosed: Enclosure, vendor: Vendor, base_url: str) -> Content:
    """What the letter says, and whom an answer reaches: always the other side."""
    order = enclosed.order
    if order is None:
        raise LookupError("a letter about an order without one")
    facts = _facts(order, vendor) | {
        "step": enclosed.details.get("step", ""),
        "is_welcome": enclosed.details.get("is_welcome", False),
        "invitation_days": INVITATION_LIVES_FOR.days,
        "forgotten_url": f"{base_url}/login/forgotten",
        "link": base_url + _path(enclosed, order),
    }
    if enclosed.template not in _TO_CUSTOMERS:
        return Content(enclosed.template, facts, reply_to=order.email)
    partner = order.partner
    seller = (partner.public_email or partner.email) if partner else vendor.email
    return Content(enclosed.template, facts, reply_to=seller)


def _path(enclosed: Enclosure, order: Order) -> str:
    if enclosed.secrets:
        page = "q" if enclosed.template == "order_placed" else "login/reset"
        return f"/{page}/{enclosed.secrets.token}"
    if enclosed.template in _TO_CUSTOMERS:
        return "/login"
    return f"/{'portal' if order.partner else 'console'}/orders/{order.id}"


def _facts(order: Order, vendor: Vendor) -> dict[str, Any]:
    partner, what = order.partner, one_line(order.lines[0]["name"])
    users = order.configuration["users"]
    return {
        "number": order.id,
        "company": one_line(order.company),
        "name": one_line(order.name),
        "email": one_line(order.email),
        "seller": one_line(partner.company) if partner else vendor.company,
        "contact": one_line(f"{partner.contact_name} at {partner.company}") if partner else vendor.company,
        "phone": (partner.number or "") if partner else vendor.number,
        "what": what,
        "users": f"{users:,} user{'' if users == 1 else 's'}",
        "reason": one_line(order.reason or ""),
        "ordered": rows(
            {
                "Order": order.id,
                "For": order.company,
                "Product": what,
                "Users": f"{users:,}",
                "Term": f"{order.configuration['term']} months",
                "Each month": money.shown(order.monthly_cents, order.currency),
                "Once": money.shown(order.once_cents, order.currency),
            }
        ),
    }
