"""What a customer would like to have changed: judged, priced, seen beside the quote, and sent."""

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from app import clock
from app.db import db
from app.domain import catalogs, offers, quotes
from app.domain.pricing import Configuration
from app.domain.quotes import DateIsOver, RuleBroken, StepNotPossible
from app.edge import configuring, form_token, limits
from app.edge.configuring import Asked
from app.edge.fields import lines
from app.edge.form_token import Sheet
from app.models import Quote, QuoteRevision
from app.quoting import paper
from app.quoting.paper import PaperForm

bp = Blueprint("changes", __name__)

_NOTHING = "Change something, or write what you would like, before you send it."


class AskForm(PaperForm):
    """What goes with the choices."""

    note = lines("Note", None, 2000, rows=3)


@bp.get("/<token>/changes")
def show(token: str) -> Response:
    """The choices as they are offered, to be changed."""
    limits.show()
    with db.reading() as session:
        quote = paper.quote_of(session, token)
        if quote.state != "sent":
            return paper.back(token)
        form = AskForm(formdata=None, revision=quote.revision)
        asked = configuring.shown(*catalogs.configured(session, quote, offers.current(quote)))
        return _page(session, quote, token, form, offers.current(quote), asked)


@bp.post("/<token>/changes")
def ask(token: str) -> Response:
    """Look at the difference, mend what does not fit together, or send it."""
    form, sends = AskForm(), request.form.get("deed") == "send"
    (limits.submit if sends else limits.show)()
    with db.writing() as session:
        quote = paper.quote_of(session, token)
        if quote.state != "sent":
            return paper.back(token)
        seen = _seen(quote, form)
        product, before = catalogs.configured(session, quote, seen)
        asked = configuring.read(product, before)
        sheet = paper.opened(form, quote)
        is_whole = form.validate() and asked.fits and not form.form_errors
        if sends and is_whole and asked.configuration == before and not form.note.data:
            form.form_errors.append(_NOTHING)
        elif sends and is_whole and sheet and _send(session, quote, seen, asked.configuration, form, sheet):
            session.commit()
            return paper.back(token)
        status = 200 if is_whole and not sends else 422
        return _page(session, quote, token, form, seen, asked, status)


def _send(
    session: Session,
    quote: Quote,
    seen: QuoteRevision,
    wanted: Configuration,
    form: AskForm,
    sheet: Sheet,
) -> bool:
    """Whether it is on its way, by this click or by the one before."""
    handle, note = form_token.handle_hash(sheet.handle), form.note.data or ""
    try:
        quotes.ask(session, quote, seen.number, wanted, note, handle, clock.now())
    except RuleBroken:
        return False
    except DateIsOver:
        form.form_errors.append("The quote has expired. Ask for a later date by telephone or e-mail.")
        return False
    except StepNotPossible:
        form.form_errors.append(paper.MOVED_ON)
        return False
    return True


def _seen(quote: Quote, form: AskForm) -> QuoteRevision:
    """The revision that the form was shown for; its changes are carried over to a later one."""
    sent = (one for one in quote.revisions if one.sent_at and one.number == form.seen)
    return next(sent, offers.current(quote))


def _page(
    session: Session,
    quote: Quote,
    token: str,
    form: AskForm,
    seen: QuoteRevision,
    asked: Asked,
    status: int = 200,
) -> Response:
    product = catalogs.product_of(session, quote, asked.configuration.product)
    columns = [
        offers.of_revision(seen, "As offered"),
        offers.wanted(product, asked.configuration, "As you want it"),
    ]
    return paper.show(
        "quotes/changes.html",
        quote,
        token,
        status=status,
        form=form,
        asked=asked,
        product=product,
        columns=columns,
        rows=offers.rows(columns),
        seen=seen,
    )
