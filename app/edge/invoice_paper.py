"""An invoice or a credit note as people read it: its rows, whose paper it is, and its columns as CSV."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import clock
from app.domain import billing, money, registration
from app.domain.billing.lines import Line
from app.edge.house import house
from app.edge.spreadsheet import Columns
from app.models import Invoice


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, in cents and in words."""

    name: str
    details: tuple[str, ...]
    quantity: int | None
    price: int | None
    amount: int


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose paper it is."""

    company: str
    contact: str
    email: str
    number: str
    logo: str | None
    """The path of a picture; None where the name alone stands for it."""


def context(invoice: Invoice) -> dict[str, Any]:
    """Everything that the template of a document shows."""
    return {
        "invoice": invoice,
        "number": billing.shown(invoice),
        "title": title(invoice),
        "period": days(invoice.starts_on, invoice.ends_on),
        "rows": list(rows(invoice)),
        "issuer": _issuer(invoice),
        "address": list(_address(invoice.customer)),
        "standing": billing.standing(invoice, clock.now().date()),
        "paid": billing.paid(invoice),
        "credited": billing.credited(invoice),
        "awaited": billing.awaited(invoice),
        "shown": billing.shown,
    }


def title(invoice: Invoice) -> str:
    """What the document is called."""
    return f"{'Credit note' if invoice.kind == 'credit' else 'Invoice'} {billing.shown(invoice)}"


def rows(invoice: Invoice) -> Iterator[Row]:
    """Its lines in words."""
    for line in invoice.lines:
        kind = line["kind"]
        is_priced = kind in ("once", "advance")
        yield Row(
            name=_name(line),
            details=tuple(_details(line, invoice.currency)),
            quantity=line["quantity"] if is_priced else None,
            price=line["price"] if is_priced else None,
            amount=line["amount"],
        )


def columns(*, with_partner: bool) -> Columns:
    """What stands in the file of a list of invoices."""
    today = clock.now().date()

    def cells(cents: Any) -> Any:
        return lambda invoice: money.plain(cents(invoice))

    partner: Columns = {
        "Partner": lambda invoice: invoice.partner.company if invoice.partner else None,
        "PartnerID": lambda invoice: invoice.partner.public_id if invoice.partner else None,
    }
    return {
        "Number": billing.shown,
        "Kind": lambda invoice: invoice.kind,
        "Issued (UTC)": lambda invoice: invoice.issued_at,
        "Due on": lambda invoice: invoice.due_on,
        **(partner if with_partner else {}),
        "Account": lambda invoice: invoice.account_id,
        "Customer": lambda invoice: invoice.customer["company"] or invoice.customer["name"],
        "E-mail": lambda invoice: invoice.customer["email"],
        "Period": lambda invoice: invoice.period,
        "Currency": lambda invoice: invoice.currency,
        "Net": cells(lambda invoice: invoice.net_cents),
        "Tax": cells(lambda invoice: invoice.tax_cents),
        "Total": cells(lambda invoice: invoice.total_cents),
        "Paid": cells(billing.paid),
        "Credited": cells(billing.credited),
        "Open": cells(billing.awaited),
        "Standing": lambda invoice: (
            "credit note" if invoice.kind == "credit" else billing.standing(invoice, today)
        ),
        "Corrects": lambda invoice: billing.shown(invoice.corrects) if invoice.corrects else None,
    }


def days(first: date, last: date) -> str:
    """A stretch of days, without saying twice what both have in common."""
    if first == last:
        return money.day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {money.day(last)}"
    return f"{money.day(first)} to {money.day(last)}"


def _name(line: Line) -> str:
    match line["kind"]:
        case "correction":
            return f"{line['name']}: {date.fromisoformat(line['starts_on']):%B %Y} corrected"
        case "credit":
            return f"Credit: {line['name']}"
        case _:
            return str(line["name"])


def _details(line: Line, currency: str) -> Iterator[str]:
    service = line.get("service")
    if service and service != line["name"]:
        yield f"For {service}"
    if "starts_on" in line and line["kind"] != "correction":
        period = days(date.fromisoformat(line["starts_on"]), date.fromisoformat(line["ends_on"]))
        is_part = line.get("days", 0) < line.get("of_days", 0)
        yield f"{period}, {line['days']} of {line['of_days']} days" if is_part else period
    if line.get("discount"):
        yield f"{line['discount']} % discount"
    for first, last, seats in line.get("stretches", ()):
        if line["per"] == "user":
            yield f"{seats:,} from {days(date.fromisoformat(first), date.fromisoformat(last))}"


def _issuer(invoice: Invoice) -> Issuer:
    vendor, found = house().vendor, invoice.issuer
    if not found:
        return Issuer(vendor.company, vendor.contact_name, vendor.email, vendor.number, vendor.logo)
    logo = f"/logos/{found['logo']}.png" if found["logo"] else None
    number = found["number"] or ""
    return Issuer(found["company"], found["contact_name"], found["email"], number, logo)


def _address(customer: dict[str, Any]) -> Iterator[str]:
    town = " ".join(part for part in (customer["postal_code"], customer["city"]) if part)
    country = dict(registration.countries()).get(customer["country"] or "")
    lines = (customer["company"], customer["name"], customer["address1"], customer["address2"], town, country)
    return (part for part in (*lines, customer["email"]) if part)
