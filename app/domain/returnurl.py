"""Where a prospect may be returned to: the one function that decides (SPEC section 6)."""

from dataclasses import dataclass

from app.domain import weburl
from app.domain.directory import KnownPartner
from app.domain.findings import Noted

ADVICE = "Write the whole address of a page on your site."


@dataclass(frozen=True, slots=True)
class Return:
    """A judged returnurl. `trusted` ones may be redirected to, others only offered as a link."""

    url: str
    origin: str
    host: str
    trusted: bool


def judge(text: str | None, partner: KnownPartner | None) -> Return | None:
    """What may be done with a returnurl; None where it counts as absent.

    The URL is written again from its parts, so that nothing but what was judged can be emitted.
    """
    if text is None or partner is None:
        return None
    try:
        url = weburl.parse(text)
    except weburl.MalformedUrl:
        return None
    return Return(str(url), url.origin, url.host, url.origin in partner.sites)


def refusal(text: str, partner: KnownPartner) -> Noted | None:
    """What keeps a partner's code from leading there at once, if anything does."""
    judged = judge(text, partner)
    if judged is None:
        return Noted("malformed", "returnurl", text, ADVICE)
    return None if judged.trusted else Noted("foreign_returnurl", "returnurl", judged.host)
