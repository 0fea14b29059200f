"""Pages that partners embed: rendered with their policies, kept where nothing of the visitor is in them."""

from collections.abc import Callable
from typing import Any

from flask import Response, render_template

from app.edge import compression, contact, form_token, fragment, headers, oembed, rendered, visit
from app.edge.current import current_request
from app.edge.fields import EmbeddedForm
from app.edge.form_token import Sheet
from app.edge.headers import Finished, Policies
from app.edge.house import house
from app.edge.visit import Visit

_HTML = "text/html; charset=utf-8"
_GZIPPED = ("Content-Encoding", "gzip")


def kept(
    template: str,
    key: tuple[object, ...],
    sheet: Sheet,
    *,
    form: Callable[[], EmbeddedForm],
    challenge: str = "",
    **context: Any,
) -> Response:
    """The page of an untouched form, rendered once per `key`, partner and parameters.

    `key` names whatever else the page depends on; `form` makes the form, only when the
    page is made. Action, token and the captcha's challenge are spliced in.
    """
    asked = sheet.visit
    whole = (template, key, asked.parameters, asked.partner, asked.noindex)

    def render() -> rendered.Rendered:
        described = oembed.address(house().placements()[sheet.form], asked.parameters)
        made = context | {"form": form(), "oembed": described}
        html = _html(template, asked, rendered.ACTION, rendered.TOKEN, made, sheet.handle)
        return rendered.cut(html, headers.finished(policies(asked), _HTML, house().settings))

    # The ids of a fragment are of one form alone.
    page = render() if fragment.is_asked() else house().pages.get(whole, render)
    if page.squeezed and compression.takes_gzip():
        body = page.fill_squeezed(action(asked), form_token.write(sheet), challenge)
        return Finished(body, (*page.headers, _GZIPPED))
    return Finished(page.fill(action(asked), form_token.write(sheet), challenge), page.headers)


def fresh(template: str, sheet: Sheet, *, status: int = 200, **context: Any) -> Response:
    """A page that is this visitor's own: what was typed, what is wrong, what comes next."""
    html = _html(template, sheet.visit, action(sheet.visit), form_token.write(sheet), context, sheet.handle)
    return Response(html, status, list(policies(sheet.visit)), content_type=_HTML)


def private(template: str, asked: Visit, handle: str = "", *, status: int = 200, **context: Any) -> Response:
    """A page of one visitor whose address is known to nobody else, so that its forms need no token."""
    html = _html(template, asked, "", "", context, handle)
    response = Response(html, status, list(policies(asked)), content_type=_HTML)
    response.headers["Cache-Control"] = "no-store"
    return response


def policies(asked: Visit) -> Policies:
    """The headers of an embeddable page for this visit, or of a fragment, which is no page."""
    if fragment.is_asked():
        return headers.never_framed(house().settings.origins)
    named = contact.of(asked.parameters, house().vendor)
    # Chromium asks the policy again when a post is redirected: a dry run leads to the partner's page.
    back = asked.returns_to if asked.dry_run else None
    return headers.embeddable(
        house().settings.origins,
        asked.ancestors,
        named.logo_origin,
        back.origin if back and back.trusted else None,
    )


def action(asked: Visit) -> str:
    """Where a form posts: this address with its query, so that a forged token changes nothing.

    It differs from the page's own by a last word, since a browser forgets the page that it kept of
    an address once it posts there; Back would then show another form, and make a second lead.
    """
    query = visit.query()
    posted = f"{query}{'&' if query else ''}{visit.POSTED}"
    if fragment.is_asked():
        return fragment.page_url(posted)
    return f"{current_request().path}?{posted}"


def _anchor(asked: Visit) -> str:
    """What brings the error summary into view and gives it the focus, without a script.

    A dry run has no mistakes, and a browser would take it along to the partner's page. HTMX is never
    told it: in a frame that is not yet as high as its page, it would scroll there once more, and past it.
    """
    return "" if asked.dry_run or fragment.is_asked() else "#errors"


def _html(template: str, asked: Visit, action: str, token: str, context: dict[str, Any], handle: str) -> str:
    if fragment.is_asked():
        return fragment.absolute(
            _rendered(template, asked, action, token, context | fragment.context(handle, visit.query()))
        )
    return _rendered(template, asked, action, token, context)


def _rendered(template: str, asked: Visit, action: str, token: str, context: dict[str, Any]) -> str:
    return render_template(
        template,
        **{"thanks": None, "captcha": None, "report": None, "fragment_url": None, "prefix": ""} | context,
        visit=asked,
        sites=asked.sites,
        action=action,
        anchor=_anchor(asked),
        form_token=token,
        contact=contact.of(asked.parameters, house().vendor),
        stylesheet=house().assets.stylesheet(
            asked.partner.brand if asked.partner else None,
            # One talks to people on landing pages, and on the chat's own.
            "landing" if template.startswith(("landing/", "webchat/")) else "forms",
        ),
    )
