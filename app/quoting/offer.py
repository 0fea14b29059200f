"""The quote itself: looked at, printed, accepted or rejected."""

from flask import Blueprint, Response, request, url_for
from sqlalchemy.orm import Session

from app import clock
from app.db import db
from app.domain import offers, order_lists, quote_lists, quotes
from app.domain.quotes import DateIsOver, Outdated, RuleBroken, StepNotPossible
from app.edge import limits, watching
from app.edge.fields import line, lines, tick
from app.models import Quote
from app.quoting import paper
from app.quoting.paper import PaperForm

bp = Blueprint("offer", __name__)

_PAGE = "quotes/show.html"
_EXPIRED = "The quote has expired. Ask for a later date; nothing was changed."
_BROKEN = "Some of it does not fit together, so it can not be accepted. Ask for a corrected quote."


class AcceptForm(PaperForm):
    """A name and a box."""

    name = line("Your name", "Type your name: it stands for your signature.", 120, autocomplete="name")
    agreed = tick("I accept this quote on behalf of my company.", "Tick the box to accept the quote.")


class RejectForm(PaperForm):
    """Why not."""

    reason = lines("Reason", "Say in a few words why it is not for you.", 500, rows=2)


@bp.get("/<token>")
def show(token: str) -> Response:
    """The document, and what can be done with it; the first look and each day of looking are written down."""
    limits.show()
    if _is_look():
        _note_visit(token)
    with db.reading() as session:
        return _page(session, paper.quote_of(session, token), token)


@bp.post("/<token>/acceptance")
def accept(token: str) -> Response:
    """Take it, once, however many clicks."""
    limits.submit()
    form = AcceptForm()
    with db.writing() as session:
        quote = paper.quote_of(session, token)
        if paper.opened(form, quote) is None or not form.validate():
            return _page(session, quote, token, 422, accepting=form)
        try:
            quotes.accept(session, quote, form.seen, form.name.data or "", clock.now())
        except (Outdated, DateIsOver, RuleBroken) as error:
            words = {Outdated: paper.OUTDATED, DateIsOver: _EXPIRED, RuleBroken: _BROKEN}
            form.form_errors.append(words[type(error)])
            return _page(session, quote, token, 409, accepting=form)
        except StepNotPossible:
            # A second click finds what the first one did.
            return paper.back(token)
        session.commit()
    return paper.back(token)


@bp.post("/<token>/rejection")
def reject(token: str) -> Response:
    """Do not take it, and say why."""
    limits.submit()
    form = RejectForm()
    with db.writing() as session:
        quote = paper.quote_of(session, token)
        if paper.opened(form, quote) is None or not form.validate():
            return _page(session, quote, token, 422, rejecting=form)
        try:
            quotes.reject(session, quote, form.reason.data or "", clock.now())
        except StepNotPossible:
            return paper.back(token)
        session.commit()
    return paper.back(token)


def _page(
    session: Session,
    quote: Quote,
    token: str,
    status: int = 200,
    accepting: AcceptForm | None = None,
    rejecting: RejectForm | None = None,
) -> Response:
    sent = [offers.of_revision(one) for one in quote.revisions if one.sent_at][-2:]
    accepted = [one for one in quote.events if one.kind == "accepted"]
    order = order_lists.of_quote(session, quote.id)
    here = url_for("quoting.offer.show", token=token)
    answered = [one for one in quote.requests if one.state in ("applied", "declined")]
    return paper.show(
        _PAGE,
        quote,
        token,
        status=status,
        accepting=accepting or AcceptForm(formdata=None, revision=quote.revision),
        rejecting=rejecting or RejectForm(formdata=None, revision=quote.revision),
        form=accepting or rejecting,
        offer=offers.of_revision(offers.current(quote)),
        columns=sent,
        rows=offers.rows(sent),
        accepted=accepted[-1] if accepted else None,
        asked=quote_lists.open_request(quote),
        answered=answered[-1] if answered else None,
        **(watching.context(order, here, signed_in=False) if order else {}),
    )


def _is_look() -> bool:
    """Whether somebody may be looking: HEAD and what browsers fetch ahead of time is nobody."""
    ahead = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return request.method == "GET" and "prefetch" not in ahead and "preview" not in ahead


def _note_visit(token: str) -> None:
    today = clock.now().date().isoformat()
    # Asked first: whoever looks again on the same day waits for no turn to write.
    with db.reading() as session:
        events = paper.quote_of(session, token).events
        if any(one.kind == "visited" and one.day == today for one in events):
            return
    with db.writing() as session:
        quotes.visited(session, paper.quote_of(session, token), clock.now())
        session.commit()
