"""The editor of a quote: one page whose totals follow, with everything that a quote says."""

from datetime import date

from flask import Response
from sqlalchemy.orm import Session
from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from app import clock
from app.db import db
from app.domain import audit, catalogs, offers, quotes
from app.domain.quotes import DateIsOver, NothingToSend, RuleBroken, StepNotPossible
from app.edge import configuring, office, sending, signed_in
from app.edge.configuring import Asked
from app.edge.fields import line, lines, one_of, posted
from app.edge.own_form import OwnForm
from app.edge.rights import open_to
from app.models import Quote, QuoteRevision
from app.portal.area import PORTAL
from app.portal.quotes import CustomerForm, address_of, bp, ours

_DATE = "Enter a day from today on, like 2027-01-31."


def is_day(form: BaseForm, field: Field) -> None:
    """The text is a day that is not over."""
    try:
        day = date.fromisoformat(field.data or "")
    except ValueError:
        raise StopValidation(_DATE) from None
    if day < clock.now().date() or day.year > 2200:
        raise StopValidation(_DATE)


class OfferForm(OwnForm):
    """What stands around the configuration."""

    message = lines("Message", None, 2000, rows=3, hint="It stands above the quote and in the letter.")
    valid_until = line("Valid until", _DATE, 10, is_day, type="date", width="medium")


class DraftForm(CustomerForm, OfferForm):
    """The same, and the customer, until it was sent."""


class ProductForm(OwnForm):
    """Another product for a draft."""

    product = one_of("Product", (), "Choose a product.")


@bp.get("/<int:number>/editor")
@open_to("partner")
def edit(number: int) -> Response:
    """The draft, or the last revision to make another one from."""
    with db.reading() as session:
        quote = ours(session, number)
        revision = quotes.draft_of(session, quote) or offers.current(quote)
        if quote.state not in ("draft", "sent"):
            return office.onward(address_of(number))
        form = _form(quote)
        known = {name: getattr(quote, name) for name in ("company", "name", "email", "phone")}
        around = {"message": revision.message, "valid_until": quote.valid_until.isoformat()}
        form.process(data=known | around)
        asked = configuring.shown(*catalogs.configured(session, quote, revision))
        return _page(session, quote, form, asked)


@bp.post("/<int:number>/editor")
@open_to("partner")
def save(number: int) -> Response:
    """Keep what was chosen, and send it if that was pressed; broken rules keep it from being sent."""
    actor, now, sends = signed_in.actor(), clock.now(), posted().get("deed") == "send"
    with db.writing() as session:
        # What is only kept can be kept again: the totals follow while somebody goes back and forth.
        sent = sending.claim(session) if sends else None
        quote = ours(session, number)
        form = _form(quote)
        revision = quotes.draft_of(session, quote) or offers.current(quote)
        product, before = catalogs.configured(session, quote, revision)
        asked = configuring.read(product, before)
        if not form.validate() or not asked.fits:
            return _page(session, quote, form, asked, status=422)
        try:
            _keep(session, quote, form, asked)
            if sent:
                quotes.send(session, quote, actor.name, now)
                audit.note(session, actor, "quote_sent", f"Quote {number}", now, revision=quote.revision)
                words = f"Revision {quote.revision} is on its way to {quote.email}."
                sent.leads_to(session, words, "portal.quotes.show", number=number)
        except (StepNotPossible, NothingToSend, DateIsOver):
            return office.done(
                f"Nothing was changed: this quote is {quote.state}.", "portal.quotes.show", number=number
            )
        except RuleBroken:
            # What was chosen is kept; the page says what to mend.
            if sent:
                sent.leads_to(session, "", "portal.quotes.edit", number=number, _anchor="totals")
        session.commit()
    return sent.answer() if sent else office.onward(f"{address_of(number, 'edit')}#totals")


@bp.post("/<int:number>/product")
@open_to("partner")
def change_product(number: int) -> Response:
    """Another product, for as many users; plan, features and items are chosen anew."""
    form, actor = ProductForm(), signed_in.actor()
    with db.writing() as session:
        quote = ours(session, number)
        catalog = catalogs.of(session, quote)
        configuring.offer_products(form.product, catalog)
        product = catalog.product(form.product.data or "")
        if form.validate() and product and quote.state == "draft":
            users = offers.current(quote).configuration["users"]
            wanted = configuring.first_choice(product, users)
            quotes.change(session, quote, wanted, actor.name, clock.now())
            session.commit()
    return office.onward(address_of(number, "edit"))


def _keep(session: Session, quote: Quote, form: OfferForm, asked: Asked) -> None:
    actor, now = signed_in.actor(), clock.now()
    message = (form.message.data or "").replace("\r\n", "\n")
    if isinstance(form, CustomerForm):
        quotes.correct(session, quote, form.customer())
    until = date.fromisoformat(form.valid_until.data or "")
    if until != quote.valid_until:
        quotes.extend(session, quote, until, actor.name, now)
    if _is_changed(session, quote, asked, message):
        quotes.change(session, quote, asked.configuration, actor.name, now, message)


def _is_changed(session: Session, quote: Quote, asked: Asked, message: str) -> bool:
    """Whether there is something to keep: what was sent becomes another revision only by a change."""
    revision: QuoteRevision = quotes.draft_of(session, quote) or offers.current(quote)
    return (revision.configuration, revision.message) != (asked.configuration.content(), message)


def _form(quote: Quote) -> OfferForm:
    return DraftForm() if quote.state == "draft" else OfferForm()


def _page(session: Session, quote: Quote, form: OfferForm, asked: Asked, status: int = 200) -> Response:
    catalog = catalogs.of(session, quote)
    product = office.only(catalog.product(asked.configuration.product))
    switch = ProductForm(formdata=None, product=product.slug)
    configuring.offer_products(switch.product, catalog)
    return PORTAL.show(
        "portal/quotes/editor.html",
        status=status,
        quote=quote,
        form=form,
        asked=asked,
        product=product,
        offer=offers.wanted(product, asked.configuration, "Now"),
        currency=catalog.currency,
        switch=switch,
        draft=quotes.draft_of(session, quote),
    )
