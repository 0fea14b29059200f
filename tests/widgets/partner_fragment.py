"""A partner's own page with HTMX on it, as it asks for fragments and sends them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bs4 import Tag

from tests.browser import OURS, Browser, Page
from tests.conftest import MOCK_SITE
from tests.page import words_of_control

LEAD = "/fragment/lead-pbx?PartnerID=4958765&source_cm_name=John+Smith"
GUEST = "/fragment/guest?PartnerID=4958765"
WEBSTORE = "/fragment/webstore?PartnerID=4958765"
SECRET_PAGE = f"{MOCK_SITE}/offer?customer=secret-of-the-partner"


def manners(origin: str | None = MOCK_SITE) -> dict[str, str]:
    """What a browser and HTMX tell of a page on this origin."""
    told = {
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "cors",
        "Sec-Fetch-Dest": "empty",
        "Referer": f"{origin}/",
        "HX-Request": "true",
        "HX-Current-URL": SECRET_PAGE,
    }
    return told if origin is None else told | {"Origin": origin}


def asks(
    browser: Browser, url: str, *, method: str = "GET", origin: str | None = MOCK_SITE, **more: Any
) -> Page:
    """One request of a partner's page, for which a fragment is wanted."""
    return browser.request(method, url, headers=manners(origin), **more)


@dataclass
class Shown:
    """A fragment as it stands on a partner's page, with one of its forms."""

    page: Page
    prefix: str

    @property
    def errors(self) -> dict[str, str]:
        return {name.removeprefix(self.prefix): words for name, words in self.page.errors.items()}

    def form(self, deed: str = "") -> Tag:
        (found,) = (form for form in self.page.soup.select("form[hx-post]") if deed in str(form["hx-post"]))
        return found


def shown(page: Page) -> Shown:
    """The fragment that this answer put onto the page."""
    section = page.soup.select_one("section[id]")
    assert section, page.text
    return Shown(page, f"{'-'.join(str(section['id']).split('-')[:-1])}-")


def opens(browser: Browser, url: str = LEAD) -> Shown:
    """The fragment as it is loaded."""
    return shown(asks(browser, url))


def sends(
    browser: Browser,
    fragment: Shown,
    deed: str = "",
    *,
    typed: dict[str, str] | None = None,
    after: float = 5,
    **more: str,
) -> Page:
    """Fill in a form of the fragment and send it as HTMX does, `after` so many seconds."""
    if after:
        browser.waits(after)
    form = fragment.form(deed)
    held = {
        str(one["name"]): words_of_control(one)
        for one in form.select("input[name], textarea[name], select[name]")
        if one.get("type") not in ("radio", "checkbox") or one.has_attr("checked")
    }
    to = str(form["hx-post"])
    assert to.startswith(f"{OURS}/fragment/")
    return asks(
        browser,
        to,
        method="POST",
        data=urlencode(held | (typed or {}) | more),
        content_type="application/x-www-form-urlencoded;charset=UTF-8",
    )
