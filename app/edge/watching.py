"""An order as its customer watches it, with an account or without one."""

from typing import Any

from flask import url_for

from app.domain import orders
from app.edge.house import house
from app.models import Order


def context(order: Order, here: str, *, signed_in: bool) -> dict[str, Any]:
    """What the page at `here` shows of it."""
    partner, vendor = order.partner, house().vendor
    onward = ("account.invoices.index", "Your invoices") if signed_in else ("entrance.doors.show", "Sign in")
    return {
        "order": order,
        "progress": orders.progress(order),
        "here": here,
        "seller": partner.company if partner else vendor.company,
        "contact": f"{partner.contact_name} of {partner.company}" if partner else vendor.company,
        "onward": {"address": url_for(onward[0]), "label": onward[1]},
    }
