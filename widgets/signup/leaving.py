"""The way on from a signup: to the partner's page, over a page that asks, or to the login page."""

from dataclasses import dataclass

from flask import Response, redirect
from werkzeug.urls import iri_to_uri

from app.domain.errorcode import into
from app.domain.returnurl import Return
from app.edge import fragment, pages
from app.edge.house import house
from app.edge.visit import Visit


@dataclass(frozen=True, slots=True)
class Way:
    """A link that leads on; `asks` says that the visitor is told the host first."""

    href: str
    asks: Return | None = None


def way(seen: Visit, *, errorcode: bool) -> Way:
    """Where Finish or a dry run leads, judged now (SPEC section 6).

    `errorcode` adds a blank one, which tells a partner's own form that all went well.
    """
    target = seen.returns_to
    if target is None:
        return Way(login_url())
    if not target.trusted:
        return Way(target.url, asks=target)
    return Way(into(target.url) if errorcode else target.url)


def words(seen: Visit) -> str:
    """Where “Create account” leads in a dry run, for its report."""
    target = seen.returns_to
    if target is None:
        return "the login page, since there is no returnurl that can be used"
    if not target.trusted:
        return f"a page that asks the visitor before they go to {target.host}, which is not your site"
    return target.url


def back(seen: Visit, *, errorcode: bool) -> Response:
    """Lead a dry run back to where a signup would end."""
    on = way(seen, errorcode=errorcode)
    if on.asks:
        return asking(seen, on.asks)
    if fragment.is_asked():
        return _led_by_htmx(seen, on.href)
    response: Response = redirect(on.href, 303)  # type: ignore[assignment]
    response.headers.extend(pages.policies(seen))
    return response


def asking(seen: Visit, target: Return) -> Response:
    """The page that names a host which the partner has not registered; a click goes on."""
    template = "signup/_leaving.html" if fragment.is_asked() else "signup/leaving.html"
    return pages.private(template, seen, target=target)


def _led_by_htmx(seen: Visit, href: str) -> Response:
    """Have HTMX go on from a partner's own page; the body says so where that header does not arrive."""
    response = pages.private("signup/_leaving.html", seen, href=href)
    response.headers["HX-Redirect"] = iri_to_uri(href)
    return response


def login_url() -> str:
    """The login page, absolute: it may be opened from a frame."""
    url = house().vendor.login_url
    return house().settings.base_url + url if url.startswith("/") else url
