"""Who may read a fragment: the partner's sites and nobody else (SPEC section 11)."""

from flask import Flask, Response, g, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.db import AWAY
from app.domain import weburl
from app.domain.directory import KnownPartner
from app.domain.findings import Noted
from app.edge import errors, fragment, params, visit
from app.edge.errors import Words
from app.edge.house import house

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": (
        "Content-Type, HX-Boosted, HX-Current-URL, HX-Prompt, HX-Request, HX-Request-Type, HX-Source,"
        " HX-Target, HX-Trigger, HX-Trigger-Name"
    ),
    "Access-Control-Max-Age": "600",
}
# HTMX 2 looks for each of these, and a browser writes those that it may not see to the console.
_EXPOSED = (
    "HX-Location, HX-Push, HX-Push-Url, HX-Redirect, HX-Refresh, HX-Replace-Url, HX-Reselect, HX-Reswap,"
    " HX-Retarget, HX-Trigger, HX-Trigger-After-Settle, HX-Trigger-After-Swap, Retry-After"
)
_NOT_HERE = Words(403, "This form can not be shown here", ("The site around it is not one that we know.",))


def admit_sites(app: Flask) -> None:
    """Turn strangers away from fragments, and answer what needs no view."""

    @app.before_request
    def admit() -> AnyResponse | None:
        if not fragment.is_asked():
            return None
        if not _may_read():
            return _turn_away()
        if request.method == "OPTIONS":
            return Response(status=204, headers=_PREFLIGHT)
        placed = fragment.placement()
        if placed and placed.needs_activation and not _is_activated():
            return Response(
                render_template("embeds/_link.html", title=placed.title, url=fragment.page_url(visit.query()))
            )
        return None


def share_with_sites(app: Flask) -> None:
    """Let the partner's sites read every answer, whatever came of it."""

    @app.after_request
    def share(response: Response) -> Response:
        if not fragment.is_asked():
            return response
        response.vary.add("Origin")
        if _may_read():
            response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
            response.headers["Access-Control-Expose-Headers"] = _EXPOSED
            # HTMX 2 shows nothing of an answer that says it is an error.
            if response.status_code >= 400:
                response.status_code = 200
        return response


def _partner() -> KnownPartner | None:
    return house().directory.find(params.parse(visit.query()).parameters.PartnerID)


def _may_read() -> bool:
    if "may_read" not in g:
        g.may_read = _is_of_a_site(request.headers.get("Origin", ""))
    return bool(g.may_read)


def _is_of_a_site(origin: str) -> bool:
    try:
        partner = _partner()
    except AWAY:
        # Nobody can say now whose sites may read it; it holds what that site sent, and our regret.
        return weburl.is_origin(origin)
    return partner is not None and origin in partner.sites


def _is_activated() -> bool:
    """Whether the partner's scripts may read what is typed into a signup (SPEC section 4)."""
    try:
        partner = _partner()
    except AWAY:
        # The form that comes back stood there before; an empty one is not made now.
        return True
    if partner is None or partner.form_api:
        return partner is not None
    finding = Noted("fragment_inactive", "", request.path.removeprefix(f"{fragment.PATH}/"))
    house().ledger.note(partner.id, (finding,), clock.now())
    return False


def _turn_away() -> AnyResponse:
    if "Origin" not in request.headers and request.method in ("GET", "HEAD"):
        # Somebody opened the address itself.
        return redirect(fragment.page_url(visit.query()), 303)
    seen = visit.understand(visit.query(), visit.embedding_site())
    house().ledger.note(seen.partner.id if seen.partner else None, seen.findings, clock.now())
    return errors.page(_NOT_HERE)
