"""Whether a post comes from a page of ours (SPEC section 12), without any cookie."""

from flask import request

from app.domain.directory import KnownPartner
from app.edge import fragment
from app.edge.house import house


class CrossSitePost(Exception):
    """Raised for a form that another site sent; what was typed is kept and can be sent again."""


def refuse_strangers() -> None:
    """Let a post through that a browser says is from our own page. Raises CrossSitePost."""
    if not is_ours():
        raise CrossSitePost


def refuse_named_strangers() -> None:
    """The same on pages for frames, where a browser may hide whose page it was. Raises CrossSitePost."""
    # On a partner's own page it is the partner's, and was judged before (`edge.sharing`).
    if not fragment.is_asked() and not is_opaque():
        refuse_strangers()


def refuse_other_partners(partner: KnownPartner | None, *, activated: bool = False) -> None:
    """On a partner's own page, take only what was shown for that partner. Raises CrossSitePost.

    `activated` says that the partner's scripts must be allowed to read it.
    """
    if not fragment.is_asked():
        return
    sites = partner.sites if partner and (partner.form_api or not activated) else ()
    if request.headers.get("Origin") not in sites:
        raise CrossSitePost


def is_opaque() -> bool:
    """Whether the browser hides where this post comes from, as in a sandboxed frame."""
    # SPEC section 12 lets same-origin and none through. A frame with `sandbox="allow-forms"` may hold
    # our own page and still says null and cross-site, and so does every tab that is opened from it: a
    # refusal would never end. Such a post rests on no cookie: a form is asked for a captcha, and what
    # follows it has a handle in its address that nobody guesses.
    return request.headers.get("Origin") == "null" and not is_ours()


def is_ours() -> bool:
    """Whether a browser says that this post comes from a page of ours."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    return request.headers.get("Origin") in house().settings.origins
