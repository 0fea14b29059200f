"""What people see when something is wrong: one table from failures to a status and a page."""

import logging
from dataclasses import dataclass, field

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from app.db import AWAY
from app.domain.products import UnknownPage
from app.domain.services import BrokenContent, UnknownService
from app.edge import fragment, headers, report, visit
from app.edge.cross_site import CrossSitePost
from app.edge.fields import TooManyFields, WrongContentType, posted
from app.edge.house import house
from app.edge.limits import TooMany
from app.edge.visit import UnregisteredSite

RETRY_AFTER = "30"
"""Seconds, while something that we need does not answer."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Words:
    """What an error page says: what happened, and what to do."""

    status: int
    title: str
    paragraphs: tuple[str, ...] = field(default=())


_NOT_FOUND = Words(
    404,
    "This page is not here",
    ("The address may be mistyped, or the page may have moved or run out.",),
)
_TOO_LARGE = Words(
    413,
    "That is more than we can take",
    ("Please shorten your message, or leave out what you pasted, and send it again.",),
)
_WRONG_TYPE = Words(415, "We could not read that", ("Please use the form on our page.",))
_AWAY = Words(
    503,
    "We will be back in a moment",
    ("Something that we need does not answer. Please try again in a minute.",),
)

_BY_FAILURE: dict[type[Exception], Words] = {
    UnknownService: _NOT_FOUND,
    UnknownPage: _NOT_FOUND,
    TooManyFields: _TOO_LARGE,
    WrongContentType: _WRONG_TYPE,
    **dict.fromkeys(AWAY, _AWAY),
    BrokenContent: _AWAY,
}
_BY_STATUS = {
    400: Words(400, "We could not understand that", ("Please go back and try again.",)),
    403: Words(403, "This is not open to you", ("You may need to sign in first.",)),
    404: _NOT_FOUND,
    405: Words(405, "This page can not do that", ("Please go back and use the form or link on the page.",)),
    413: _TOO_LARGE,
    414: Words(414, "This address is too long", ("Links hold at most 8,000 characters.",)),
    415: _WRONG_TYPE,
    500: Words(
        500, "Something went wrong on our side", ("It has been noted. Please try again in a minute.",)
    ),
}


def attach(app: Flask) -> None:
    """Answer every failure with a page in plain words."""
    for failure, words in _BY_FAILURE.items():
        app.register_error_handler(failure, _answer(words))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(CrossSitePost, _cross_site)
    app.register_error_handler(UnregisteredSite, _stranger)


def _answer(words: Words):  # type: ignore[no-untyped-def]
    def handle(error: Exception) -> Response:
        response = page(words)
        if words.status == 503:
            log.error("unavailable", extra={"failure": type(error).__name__})
            response.headers["Retry-After"] = RETRY_AFTER
        return response

    return handle


def page(words: Words, **more: object) -> Response:
    """An error page; for HTMX a notice above the form, which stays with all that was typed."""
    response = _rendered(
        "errors/page.html",
        words.status,
        status=words.status,
        title=words.title,
        words=words.paragraphs,
        way_on={"href": house().vendor.website, "label": f"Go to {house().vendor.name}"},
        **more,
    )
    # A mistake in a partner's snippet shows as words in the frame, not as a blocked frame.
    return _framed_with_its_form(response)


def _framed_with_its_form(response: Response) -> Response:
    """Let an answer without a secret be shown where the page that it answers is shown."""
    shown = (request.blueprint or "").partition(".")[0] in house().embeddable
    if shown and not fragment.is_asked():
        response.headers.extend(headers.framed_anywhere(house().settings.origins))
    return response


def _rendered(template: str, code: int = 200, **context: object) -> Response:
    # There is no form yet to stand above.
    missing = fragment.is_asked() and request.method != "POST"
    html = render_template(
        "errors/_notice.html" if fragment.is_part() else template,
        stylesheet=house().assets.stylesheet(None),
        page_url=fragment.page_url(visit.query()) if missing else None,
        **context,
    )
    response = Response(html, code, content_type="text/html; charset=utf-8")
    if fragment.is_part() and not missing:
        # htmx would swap an error for the form.
        response.headers["HX-Retarget"] = "previous .notice"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def _http(error: HTTPException) -> Response:
    known = _BY_STATUS.get(error.code or 500) or Words(error.code or 500, "That did not work")
    response = page(known)
    if error.code == 405 and (allowed := getattr(error, "valid_methods", None)):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _too_many(error: TooMany) -> Response:
    words = Words(429, "That was too often", ("Many requests came from your network in a short time.",))
    retry_at = {"iso": error.retry_at.isoformat(), "words": error.time}
    response = page(words, retry_at=retry_at)
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _cross_site(_error: CrossSitePost) -> Response:
    try:
        sent = posted()
    except (TooManyFields, WrongContentType) as unreadable:
        return page(_BY_FAILURE[type(unreadable)])
    except HTTPException as unreadable:
        return _http(unreadable)
    # A part of a multipart body may lack its name.
    kept = [(name, text) for name, text in sent.items(multi=True) if name and "password" not in name]
    here = fragment.page_url(visit.query()) if fragment.is_asked() else request.full_path.rstrip("?")
    response = _rendered(
        "errors/refused.html", 403, title="Please confirm in a new tab", action=f"{here}#errors", kept=kept
    )
    # In the very frame that the post came from; it holds nothing but what was sent.
    return _framed_with_its_form(response)


def _stranger(error: UnregisteredSite) -> Response:
    tried = (
        report.of(error.visit, visit.query(), "the form, in a tab of its own")
        if error.visit.dry_run
        else None
    )
    response = _rendered("errors/stranger.html", form_url=request.full_path.rstrip("?"), report=tried)
    response.headers.extend(headers.framed_anywhere(house().settings.origins))
    return response
