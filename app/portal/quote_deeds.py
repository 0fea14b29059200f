"""What a partner does with a quote that was sent, and with what its customer asks for."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from app import clock
from app.db import db
from app.domain import audit, catalogs, offers, pricing, quotes
from app.domain.pricing import Configuration
from app.domain.quotes import DateIsOver, Outdated, QuoteError, RuleBroken, StepNotPossible
from app.edge import office, signed_in
from app.edge.fields import line, lines, one_of
from app.edge.own_form import DeedForm, OwnForm
from app.edge.rights import open_to
from app.models import ModificationRequest, Quote
from app.portal.area import PORTAL
from app.portal.quote_editor import is_day
from app.portal.quotes import address_of, ours, page
from app.portal.quotes import bp as bp

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


class RefusalForm(OwnForm):
    """Why the customer does not get what they asked for."""

    reason = lines("Reason", "Say why: the customer reads it.", 500, rows=2)


@bp.post("/<int:number>/letters")
@open_to("partner")
def send_again(number: int) -> Response:
    """Another letter, with a link of its own."""

    def deed(session: Session, quote: Quote) -> None:
        quotes.send_again(session, quote, signed_in.actor().name, clock.now())

    return _do(number, "quote_sent_again", "Another letter is on its way.", deed)


@bp.post("/<int:number>/date")
@open_to("partner")
def extend(number: int) -> Response:
    """A later last day, which also ends that it is expired."""
    form = DateForm()
    if not form.validate():
        with db.reading() as session:
            return page(session, number, 422, form=form)
    until = date.fromisoformat(form.valid_until.data or "")

    def deed(session: Session, quote: Quote) -> None:
        quotes.extend(session, quote, until, signed_in.actor().name, clock.now())

    return _do(number, "quote_extended", f"It can be accepted until {until}.", deed)


@bp.post("/<int:number>/draft/removal")
@open_to("partner")
def discard(number: int) -> Response:
    """Forget the revision that was not sent."""
    return _do(number, "quote_draft_discarded", "The draft is discarded.", quotes.discard)


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

    return _do(number, "quote_discarded", f"The draft of quote {number} is deleted.", deed)


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

    return _do(number, f"quote_{to}", f"The quote is {to}.", deed)


@bp.get("/<int:number>/requests/<int:request_id>")
@open_to("partner")
def show_request(number: int, request_id: int) -> Response:
    """What the customer wants to have changed, beside what they have."""
    with db.reading() as session:
        return _request_page(session, number, request_id, RefusalForm())


@bp.post("/<int:number>/requests/<int:request_id>/application")
@open_to("partner")
def apply(number: int, request_id: int) -> Response:
    """Send them a revision with it."""

    def deed(session: Session, quote: Quote) -> None:
        quotes.apply(session, quote, _asked(quote, request_id), signed_in.actor().name, clock.now())

    return _do(number, "quote_request_applied", "A new revision is on its way to the customer.", deed)


@bp.post("/<int:number>/requests/<int:request_id>/refusal")
@open_to("partner")
def decline(number: int, request_id: int) -> Response:
    """Leave the quote as it is, and say why."""
    form = RefusalForm()
    if not form.validate():
        with db.reading() as session:
            return _request_page(session, number, request_id, form, 422)

    def deed(session: Session, quote: Quote) -> None:
        asked, actor = _asked(quote, request_id), signed_in.actor().name
        quotes.decline(session, quote, asked, form.reason.data or "", actor, clock.now())

    return _do(number, "quote_request_declined", "The customer gets your answer.", deed)


@bp.post("/<int:number>/requests/<int:request_id>/base")
@open_to("partner")
def rebase(number: int, request_id: int) -> Response:
    """Put what the customer changed onto the revision that was sent since."""

    def deed(session: Session, quote: Quote) -> None:
        quotes.rebase(session, quote, _asked(quote, request_id), signed_in.actor().name, clock.now())

    words = "The request is about the last revision now. Look at it, then apply or decline it."
    return _do(
        number, "quote_request_rebased", words, deed, "portal.quotes.show_request", request_id=request_id
    )


def _do(
    number: int,
    name: str,
    words: str,
    deed: Callable[[Session, Quote], Any],
    endpoint: str = "portal.quotes.show",
    **where: Any,
) -> Response:
    """One deed and what the next page says about it; nothing is changed where it is not possible."""
    fits, actor = DeedForm().validate(), signed_in.actor()
    with db.writing() as session:
        quote = ours(session, number)
        if not fits:
            words = "This page was open for too long. Please try again."
            return office.done(words, "portal.quotes.show", number=number)
        try:
            deed(session, quote)
        except QuoteError as error:
            return office.done(_WORDS[type(error)], "portal.quotes.show", number=number)
        audit.note(session, actor, name, f"Quote {number}", clock.now())
        session.commit()
    return office.done(words, endpoint, number=number, **where)


def _closing(quote: Quote, form: CloseForm, status: int = 200) -> Response:
    if quote.state != "sent":
        return office.onward(address_of(quote.id))
    return PORTAL.show("portal/quotes/end.html", status=status, quote=quote, form=form)


def _asked(quote: Quote, request_id: int) -> ModificationRequest:
    return office.only(next((one for one in quote.requests if one.id == request_id), None))


def _request_page(
    session: Session, number: int, request_id: int, form: RefusalForm, status: int = 200
) -> Response:
    quote = ours(session, number)
    asked = _asked(quote, request_id)
    seen = next(one for one in quote.revisions if one.number == asked.revision)
    product = catalogs.product_of(session, quote, asked.configuration["product"])
    wished = Configuration.of(asked.configuration, product)
    columns = [
        offers.of_revision(seen),
        offers.wanted(product, wished, "As the customer wants it"),
    ]
    return PORTAL.show(
        "portal/quotes/request.html",
        status=status,
        quote=quote,
        request=asked,
        form=form,
        columns=columns,
        rows=offers.rows(columns),
        violations=pricing.violations(product, wished),
        draft=quotes.draft_of(session, quote),
    )
