"""What is done about an invoice: a payment is recorded, a credit note is issued."""

from flask import Response
from sqlalchemy.orm import Session

from app import clock
from app.console import invoices
from app.console.area import CONSOLE
from app.console.invoice_forms import CreditForm, PaymentForm
from app.console.invoices import bp
from app.db import db
from app.domain import audit, billing, invoice_lists, money, payment_lines
from app.domain.billing import MoreThanLeft, NothingLeft
from app.domain.money import MalformedAmount
from app.domain.payment_lines import BadPayment, Told
from app.edge import office, sending, signed_in
from app.edge.rights import open_to
from app.models import Invoice

_CREDIT = "console/invoices/credit.html"
_PAGE = "console.invoices.show"


@bp.post("/<int:number>/payments")
@open_to("cm", "admin")
def pay(number: int) -> Response:
    """Money came, or went back; told again it is recorded once."""
    form, actor = PaymentForm(), signed_in.actor()
    fits = form.validate()
    with db.writing() as session:
        sent = sending.claim(session)
        invoice = _payable(session, number)
        if not fits:
            return invoices.page(session, number, form, 422)
        try:
            taken = payment_lines.take(session, _told(form, invoice), "console", actor.name, clock.now())
        except BadPayment as error:
            field = form.reference if error.field == "reference" else form.amount
            field.errors = [error.words]
            return invoices.page(session, number, form, 422)
        shown = money.shown(taken.payment.amount_cents, invoice.currency)
        if not taken.is_new:
            return _done(f"This payment was recorded before: {shown}.", number)
        subject, whose = f"{shown} for {billing.shown(invoice)}", invoice.partner_id
        reference = taken.payment.reference
        audit.note(
            session, actor, "payment_recorded", subject, clock.now(), partner_id=whose, reference=reference
        )
        sent.leads_to(session, f"{shown} are recorded.", _PAGE, number=number)
        session.commit()
    return sent.answer()


@bp.get("/<int:number>/credit-note")
@open_to("cm", "admin")
def ask(number: int) -> Response:
    """What is given back, and why."""
    with db.reading() as session:
        invoice = _creditable(session, number)
        return _credit_page(invoice, CreditForm(invoice), 200)


@bp.post("/<int:number>/credit-note")
@open_to("cm", "admin")
def credit(number: int) -> Response:
    """Issue the credit note; the invoice stays as it is."""
    actor = signed_in.actor()
    with db.writing() as session:
        # Before anything else: of what the first click has credited, nothing may be left.
        sent = sending.claim(session)
        invoice = _creditable(session, number)
        form = CreditForm(invoice)
        if not form.validate():
            return _credit_page(invoice, form, 422)
        try:
            reason = form.reason.data or ""
            note = billing.credit(session, invoice, form.parts(), reason, actor.name, clock.now())
        except NothingLeft:
            return _done("Nothing was changed: all of it was credited already.", number)
        except MalformedAmount:
            form.amount.errors = [money.ADVICE]
            return _credit_page(invoice, form, 422)
        except MoreThanLeft as error:
            left = money.shown(error.left, invoice.currency)
            form.amount.errors = [f"Write more than 0 and at most {left}: no more is left."]
            return _credit_page(invoice, form, 422)
        shown = billing.shown(note)
        subject, whose = f"{shown} for {billing.shown(invoice)}", invoice.partner_id
        audit.note(session, actor, "invoice_credited", subject, clock.now(), partner_id=whose, reason=reason)
        sent.leads_to(session, f"{shown} is issued, and sent to the customer.", _PAGE, number=note.id)
        session.commit()
    return sent.answer()


def _done(words: str, number: int) -> Response:
    return office.done(words, _PAGE, number=number)


def _payable(session: Session, number: int) -> Invoice:
    """An invoice; nothing is paid on credit notes."""
    invoice = office.only(invoice_lists.find(session, number))
    if invoice.kind == "credit":
        office.not_here()
    return invoice


def _creditable(session: Session, number: int) -> Invoice:
    """An invoice of which something is left."""
    invoice = _payable(session, number)
    if billing.left(invoice) <= 0:
        office.not_here()
    return invoice


def _told(form: PaymentForm, invoice: Invoice) -> Told:
    fields = {
        "invoice": billing.shown(invoice),
        "reference": form.reference.data or "",
        "amount": form.amount.data or "",
        "date": form.received_on.data or "",
    }
    return payment_lines.read(fields, clock.now().date())


def _credit_page(invoice: Invoice, form: CreditForm, status: int) -> Response:
    return CONSOLE.show(
        _CREDIT, status=status, form=form, invoice=invoice, title=f"Credit {billing.shown(invoice)}"
    )
