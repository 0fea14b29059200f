"""How the pages of a quote are drawn: in the partner's name and colour, never framed, without a cookie."""

from typing import Any

from flask import Response, abort, redirect, render_template, url_for
from sqlalchemy.orm import Session
from wtforms import HiddenField

from app import clock
from app.domain import offers, quotes
from app.domain.quotes import UnknownLink
from app.edge import cross_site, form_token, visit
from app.edge.fields import EmbeddedForm
from app.edge.form_token import Sheet, StaleForm
from app.edge.house import house
from app.models import Quote

_HTML = "text/html; charset=utf-8"
STALE = "This page was open for too long. Nothing that you typed is lost: please send it again."
OUTDATED = "The quote has changed since you opened this page. Please look at it again first."
MOVED_ON = "Nothing was changed, because the quote has moved on. This is how it stands now."


class PaperForm(EmbeddedForm):
    """A form about the revision that was seen."""

    revision = HiddenField()

    @property
    def seen(self) -> int:
        """The number of the revision; 0 where the form names none."""
        text = self.revision.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def quote_of(session: Session, token: str) -> Quote:
    """The quote that a link opens; else the page that says that there is none."""
    try:
        return quotes.look(session, token)
    except UnknownLink:
        abort(404)


def opened(form: PaperForm, quote: Quote) -> Sheet | None:
    """What the posted form knows about itself; None if it is to be shown again. Raises CrossSitePost."""
    cross_site.refuse_strangers()
    try:
        return form_token.read(_name(quote), form.form_token.data or "")
    except StaleForm:
        form.form_errors.append(STALE)
        return None


def show(template: str, quote: Quote, token: str, *, status: int = 200, **context: Any) -> Response:
    """A page of a quote."""
    today = clock.now().date()
    sheet = form_token.fresh(_name(quote), visit.without_partner(""))
    html = render_template(
        template,
        quote=quote,
        partner=quote.partner,
        token=token,
        form_token=form_token.write(sheet),
        revision=offers.current(quote),
        currency=quote.catalog.content["currency"],
        standing=quotes.standing(quote, today),
        stylesheet=house().assets.stylesheet(quote.partner.brand, "office"),
        **context,
    )
    return Response(html, status, content_type=_HTML)


def back(token: str) -> Response:
    """After a deed: the quote, which says by itself how it stands."""
    return redirect(url_for("quoting.offer.show", token=token), 303)  # type: ignore[return-value]


def _name(quote: Quote) -> str:
    # A token of one quote is none of another.
    return f"quote {quote.id}"
