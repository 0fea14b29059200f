"""What a partner does with a quote: sent again, extended, put right, ended, thrown away."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from app import clock
from app.db import db
from app.domain import audit, quotes
from app.domain.quotes import DateIsOver, Outdated, QuoteError, RuleBroken, StepNotPossible
from app.edge import office, sending, signed_in
from app.edge.fields import line, lines, one_of
from app.edge.own_form import DeedForm, OwnForm
from app.edge.rights import open_to
from app.models import Quote
from app.portal.area import PORTAL
from app.portal.quote_editor import is_day
from app.portal.quotes import CustomerForm, address_of, bp, ours, page

_OUTCOMES = (("lost", "Lost: the customer does not take it"), ("withdrawn", "Withdrawn: it should not stand"))

# Why a deed did nothing, in words that say what to do.
_WORDS: dict[type[QuoteError], str] = {
    Outdated: "Nothing was changed: another revision was sent since. Carry the request over to it first.",
    DateIsOver: "Nothing was changed: the quote has expired. Extend its date first.",
    RuleBroken: "Nothing was changed: the changes break a rule. Make them in the editor.",
    StepNotPossible: "Nothing was changed: the quote has moved on, or a draft waits to be sent or discarded.",
}


class CloseForm(OwnForm):
    """How it ended, and why."""

    outcome = one_of("Outcome", _OUTCOMES, "Choose how it ended.", radio=True)
    reason = lines("Reason", "Say why, so that you know later.", 500, rows=2)


class DateForm(OwnForm):
    """The last day."""

    valid_until = line(
        "Valid until", "Enter a day from today on, like 2027-01-31.", 10, is_day, type="date", width="medium"
    )


@bp.post("/<int:number>/letters")
@open_to("partner")
def send_again(number: int) -> Response:
    """Another letter, with a link of its own."""

    def deed(session: Session, quote: Quote) -> None:
        quotes.send_again(session, quote, signed_in.actor().name, clock.now())

    return do(number, "quote_sent_again", "Another letter is on its way.", deed)


@bp.post("/<int:number>/date")
@open_to("partner")
def extend(number: int) -> Response:
    """A later last day, which also ends that it is expired."""
    form = DateForm()
    if not form.validate():
        with db.reading() as session:
            return page(session, number, 422, form=form)
    until = date.fromisoformat(form.valid_until.data or "")

    def deed(session: Session, quote: Quote) -> bool:
        return quotes.extend(session, quote, until, signed_in.actor().name, clock.now())

    return do(number, "quote_extended", f"It can be accepted until {until}.", deed)


@bp.get("/<int:number>/customer")
@open_to("partner")
def ask_to_readdress(number: int) -> Response:
    """Whom it is for, to be corrected until they have decided."""
    with db.reading() as session:
        quote = ours(session, number)
        form = CustomerForm()
        form.process(data={name: getattr(quote, name) for name in ("company", "name", "email", "phone")})
        return _addressing(quote, form)


@bp.post("/<int:number>/customer")
@open_to("partner")
def readdress(number: int) -> Response:
    """Correct it; the letter goes there, and links in letters elsewhere end."""
    form = CustomerForm()
    if not form.validate():
        with db.reading() as session:
            return _addressing(ours(session, number), form, 422)

    def deed(session: Session, quote: Quote) -> bool:
        return quotes.readdress(session, quote, form.customer(), signed_in.actor().name, clock.now())

    return do(number, "quote_readdressed", f"The quote is for {form.email.data} now.", deed)


@bp.post("/<int:number>/draft/removal")
@open_to("partner")
def discard(number: int) -> Response:
    """Forget the revision that was not sent."""
    return do(number, "quote_draft_discarded", "The draft is discarded.", quotes.discard)


@bp.get("/<int:number>/removal")
@open_to("partner")
def ask_to_throw_away(number: int) -> Response:
    """Say what happens to a draft that nobody was sent."""
    with db.reading() as session:
        quote = ours(session, number)
        if quote.state != "draft":
            return office.onward(address_of(number))
        return PORTAL.show("portal/quotes/removal.html", quote=quote)


@bp.post("/<int:number>/removal")
@open_to("partner")
def throw_away(number: int) -> Response:
    """Delete it from every list; that it was there stays."""

    def deed(session: Session, quote: Quote) -> None:
        quotes.throw_away(session, quote, signed_in.actor().name, clock.now())

    return do(number, "quote_discarded", f"The draft of quote {number} is deleted.", deed)


@bp.get("/<int:number>/end")
@open_to("partner")
def ask_to_close(number: int) -> Response:
    """Ask how it ended."""
    with db.reading() as session:
        return _closing(ours(session, number), CloseForm())


@bp.post("/<int:number>/end")
@open_to("partner")
def close(number: int) -> Response:
    """It is lost, or it is withdrawn."""
    form, actor = CloseForm(), signed_in.actor()
    if not form.validate():
        with db.reading() as session:
            return _closing(ours(session, number), form, 422)
    to, reason = form.outcome.data, form.reason.data or ""

    def deed(session: Session, quote: Quote) -> None:
        quotes.close(session, quote, to, actor.name, reason, clock.now())

    return do(number, f"quote_{to}", f"The quote is {to}.", deed)


def do(
    number: int,
    name: str,
    words: str,
    deed: Callable[[Session, Quote], bool | None],
    endpoint: str = "portal.quotes.show",
    **where: Any,
) -> Response:
    """One deed and what the next page says about it; nothing is changed where it is not possible.

    `deed` returns False where everything was so already, which the audit log need not know.
    """
    fits, actor = DeedForm().validate(), signed_in.actor()
    with db.writing() as session:
        quote = ours(session, number)
        if not fits:
            words = "This page was open for too long. Please try again."
            return office.done(words, "portal.quotes.show", number=number)
        sent = sending.claim(session)
        try:
            changed = deed(session, quote)
        except QuoteError as error:
            return office.done(_WORDS[type(error)], "portal.quotes.show", number=number)
        if changed is not False:
            audit.note(session, actor, name, f"Quote {number}", clock.now())
        sent.leads_to(session, words, endpoint, number=number, **where)
        session.commit()
    return sent.answer()


def _addressing(quote: Quote, form: CustomerForm, status: int = 200) -> Response:
    if quote.state != "sent":
        return office.onward(address_of(quote.id))
    return PORTAL.show("portal/quotes/customer.html", status=status, quote=quote, form=form)


def _closing(quote: Quote, form: CloseForm, status: int = 200) -> Response:
    if quote.state != "sent":
        return office.onward(address_of(quote.id))
    return PORTAL.show("portal/quotes/end.html", status=status, quote=quote, form=form)
