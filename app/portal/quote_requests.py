"""What a customer wants to have changed in a quote, and what the partner makes of it."""

from flask import Response
from sqlalchemy.orm import Session

from app import clock
from app.db import db
from app.domain import catalogs, offers, pricing, quotes
from app.domain.pricing import Configuration
from app.edge import office, signed_in
from app.edge.fields import lines
from app.edge.own_form import OwnForm
from app.edge.rights import open_to
from app.models import ModificationRequest, Quote
from app.portal.area import PORTAL
from app.portal.quote_deeds import do
from app.portal.quotes import bp as bp
from app.portal.quotes import ours


class RefusalForm(OwnForm):
    """Why the customer does not get what they asked for."""

    reason = lines("Reason", "Say why: the customer reads it.", 500, rows=2)


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

    return do(number, "quote_request_applied", "A new revision is on its way to the customer.", deed)


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

    return do(number, "quote_request_declined", "The customer gets your answer.", deed)


@bp.post("/<int:number>/requests/<int:request_id>/base")
@open_to("partner")
def rebase(number: int, request_id: int) -> Response:
    """Put what the customer changed onto the revision that was sent since."""

    def deed(session: Session, quote: Quote) -> None:
        quotes.rebase(session, quote, _asked(quote, request_id), signed_in.actor().name, clock.now())

    words = "The request is about the last revision now. Look at it, then apply or decline it."
    return do(
        number, "quote_request_rebased", words, deed, "portal.quotes.show_request", request_id=request_id
    )


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
