"""Letters about invoices, under the brand of each: what is owed, until when, and where to look at it."""

from sqlalchemy.orm import Session

from app import clock
from app.config import Vendor
from app.domain import billing, money
from app.domain.enclosures import NothingToSay
from app.edge.letters.writing import Content, one_line, rows
from app.models import Invoice, Letter


def content(session: Session, letter: Letter, vendor: Vendor, base_url: str) -> Content:
    """What the letter says. Raises NothingToSay."""
    invoice = session.get(Invoice, letter.details["invoice_id"])
    if invoice is None:
        raise NothingToSay
    today = clock.now().date()
    if letter.kind == "invoice_overdue" and billing.standing(invoice, today) != "overdue":
        raise NothingToSay
    issuer = invoice.issuer
    context = {
        "name": one_line(invoice.customer["name"]),
        "sender": one_line(issuer.get("company") or vendor.company),
        "contact": one_line(issuer.get("contact_name") or vendor.contact_name),
        "phone": issuer.get("number") or vendor.number,
        "number": billing.shown(invoice),
        "total": money.shown(abs(invoice.total_cents), invoice.currency),
        "awaited": money.shown(max(0, billing.awaited(invoice)), invoice.currency),
        "is_credit": invoice.kind == "credit",
        "is_free": billing.awaited(invoice) <= 0,
        "reason": one_line(invoice.reason or ""),
        "corrects": billing.shown(invoice.corrects) if invoice.corrects else "",
        "due_on": money.day(invoice.due_on),
        "facts": rows(_facts(invoice)),
        "link": f"{base_url}/account/invoices/{invoice.id}",
    }
    return Content(letter.kind, context, reply_to=issuer.get("email") or vendor.email)


def _facts(invoice: Invoice) -> dict[str, str]:
    def shown(cents: int) -> str:
        return money.shown(cents, invoice.currency)

    facts = {
        "For": invoice.customer["company"] or invoice.customer["name"],
        "Period": f"{money.day(invoice.starts_on)} to {money.day(invoice.ends_on)}",
        "Without tax": shown(invoice.net_cents),
        "Tax": shown(invoice.tax_cents),
        "Total": shown(invoice.total_cents),
    }
    if invoice.kind == "credit":
        return facts
    if billing.paid(invoice) or billing.credited(invoice):
        facts |= {"Paid": shown(billing.paid(invoice)), "Credited": shown(billing.credited(invoice))}
    return facts | {"Still open": shown(billing.awaited(invoice)), "Due on": money.day(invoice.due_on)}
