"""A partner's own page, from which a visitor's browser sends the partner's own form to us."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.browser import Browser, Page
from tests.conftest import MOCK_SITE

API = "/auth/webstore/createsbaccount.jsp"
RETURN = f"{MOCK_SITE}/smartbox/returnpage.html"
ORDER = {
    "PartnerID": "4958765",
    "returnurl": RETURN,
    "SubPartnerID": "106",
    "sb_companyname": "Analytical Engines",
    "sb_address1": "12 Mill Lane",
    "sb_address2": "",
    "sb_city": "London",
    "sb_postalcode": "N1 9GU",
    "sb_country": "GB",
    "sb_firstname": "Ada",
    "sb_lastname": "Lovelace",
    "sb_phoneNumber": "8008050558",
    "sb_emailAddress": "ada@analytical.example",
    "sb_password": "engine42",
    "sb_confirmpassword": "engine42",
    "sb_nusers": "25",
    "term": "24",
}
MANNERS = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


def sends(
    browser: Browser, data: Any = None, *, origin: str | None = MOCK_SITE, to: str = API, **changes: str
) -> Page:
    """Post the form, some of it changed, as a browser does from another site."""
    manners = MANNERS if origin is None else MANNERS | {"Origin": origin}
    return browser.request("POST", to, data=ORDER | changes if data is None else data, headers=manners)


def messages(answer: Page) -> list[str]:
    """What the partner's page is told; an empty list for a blank errorcode."""
    assert answer.status == 303
    to = urlsplit(answer.headers["Location"])
    assert f"{to.scheme}://{to.netloc}{to.path}" == RETURN
    [code] = parse_qs(to.query, keep_blank_values=True)["errorcode"]
    return code.split("#") if code else []
