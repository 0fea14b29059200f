"""Which codes of a page can work for a partner now: none is offered that does not."""

from typing import Literal, Protocol

from app.domain.directory import KnownPartner
from app.domain.snippets import Placeable

Way = Literal["url", "link", "iframe", "script", "fragment", "oembed", "signature", "qr"]

WAYS: tuple[Way, ...] = ("url", "link", "iframe", "script", "fragment", "oembed", "signature", "qr")

NO_SITE = "Register your site first: nobody else may show our forms, so this code would show nothing."
NO_SITE_TO_ASK = "Register your site first: HTMX on your page may ask us only from a registered site."
NOT_ACTIVATED = (
    "Request activation of your own form first: on your own page your scripts could read what is typed,"
    " so until then this code would only show a link."
)


class Guarded(Placeable, Protocol):
    """A page that can be placed, with what it needs for that."""

    @property
    def needs_activation(self) -> bool: ...  # noqa: D102


def withheld(place: Guarded, partner: KnownPartner) -> dict[Way, str]:
    """The ways of placing that would not work, each with what to do; all others work.

    Links lead to a page of ours and work anywhere. What has no form may be framed by anybody
    (SPEC sections 9 and 11). A suspended partner's codes work as before: credit is held.
    """
    reasons: dict[Way, str] = {}
    if not partner.sites:
        reasons["fragment"] = NO_SITE_TO_ASK
        if place.has_form:
            reasons["iframe"] = reasons["script"] = NO_SITE
    elif place.needs_activation and not partner.form_api:
        reasons["fragment"] = NOT_ACTIVATED
    return reasons


def works_on(place: Guarded, partner: KnownPartner) -> tuple[Way, ...]:
    """The ways of placing that work on the partner's registered sites."""
    reasons = withheld(place, partner)
    return tuple(way for way in WAYS if way not in reasons)
