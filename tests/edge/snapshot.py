"""One request for each route and case, and the headers that were reviewed for it."""

import json
import re
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from app import clock
from app.config import Settings
from app.db import db
from app.demo import cast
from app.edge.loader import Loader
from tests import quoting
from tests.account import customer
from tests.browser import Browser, Page, browsing
from tests.colleague import form_of, values
from tests.databases import SqliteFiles
from tests.widgets import chatting, partner_fragment, partner_page, signing_up
from tests.widgets.signing_up import RETURN
from tests.widgets.urls import ADA, BY_TIM, PBX

FILE = Path(__file__).parent.parent / "snapshots" / "headers.json"
# These differ from request to request, or are the test client's.
PASSING = {"Content-Length", "Date", "Last-Modified", "ETag", "X-Request-Id", "Location"}

HARBOUR = "PartnerID=4958765"

Route = Callable[[Browser], Page]


def _asked(browser: Browser) -> Page:
    return browser.sends(browser.get(PBX), after=0, typed=ADA)


def _media(selector: str) -> Route:
    return lambda browser: browser.get(str(_asked(browser).find(selector)["src"]))


def _link(selector: str, attribute: str) -> Route:
    return lambda browser: browser.get(str(browser.get(PBX).soup.select(selector)[0][attribute]))


def pinned(browser: Browser) -> Loader:
    """The loader as a snippet pins it."""
    with browser.app.app_context():
        return browser.house.pinned_loader()


def _many(browser: Browser) -> Page:
    page = browser.get(PBX)
    return [browser.sends(page, after=0) for _ in range(11)][-1]


def _after(browser: Browser, deed: str = "", **typed: str) -> Page:
    """The page after signup, or what comes of one of its forms."""
    page = signing_up.signs_up(browser, "/guest?PartnerID=4958765")
    return signing_up.deed(browser, page, deed, **typed) if deed else page


def _signs_in(browser: Browser) -> Page:
    someone = customer.arrives(browser)
    return someone.posts(someone.get("/login"), after=0, typed=customer.CUSTOMER)


def _signs_out(browser: Browser) -> Page:
    someone = customer.arrives(browser)
    someone.signs_in()
    return someone.posts(someone.get("/logout"), after=0)


def _at_home(browser: Browser, path: str) -> Page:
    someone = customer.arrives(browser)
    someone.signs_in()
    return someone.get(path)


def _news(browser: Browser, asked: str) -> Page:
    """What a page with a chat is told when it asks."""
    page = chatting.opens(browser)
    chatting.says(browser, page, name="Ada", email="ada@example.com")
    return browser.request("GET", f"{page.url}/messages?{asked}", headers={"HX-Request": "true"})


def _quote() -> str:
    return quoting.link(db, quoting.sent(db))


def _accepts(browser: Browser, **typed: str) -> Page:
    page = browser.get(_quote())
    form = form_of(page, "/acceptance")
    return browser.post(str(form["action"]), values(form) | typed, referer=page.url)


ROUTES: dict[str, Route] = {
    "landing": lambda browser: browser.get(PBX),
    "landing with partner": lambda browser: browser.get(f"{PBX}?PartnerID=1234567"),
    "landing with remote logo": lambda browser: browser.get(BY_TIM),
    "landing in test mode": lambda browser: browser.get(f"{PBX}?test=true"),
    "landing framed on a registered site": lambda browser: browser.framed_on("http://www.tmclabs.com").get(
        f"{PBX}?PartnerID=1234567"
    ),
    "landing framed on an unregistered site": lambda browser: browser.framed_on("http://evil.test").get(
        f"{PBX}?PartnerID=1234567"
    ),
    "lead form alone": lambda browser: browser.get("/lead/pbx"),
    "lead sent": lambda browser: browser.posts(browser.get(PBX), typed=ADA),
    "lead with mistakes": lambda browser: browser.sends(browser.get(PBX)),
    "lead with mistakes, HTMX": lambda browser: browser.with_htmx().sends(browser.get(PBX)),
    "lead asked for a captcha": _asked,
    "lead sent too often": _many,
    "lead from another site": lambda browser: browser.post(PBX, ADA, Sec_Fetch_Site="cross-site"),
    "thanks": lambda browser: browser.sends(browser.get(f"{PBX}?PartnerID=1234567"), typed=ADA),
    "own form sent": partner_page.sends,
    "own form with mistakes": lambda browser: partner_page.sends(browser, term=""),
    "own form in test mode": lambda browser: partner_page.sends(browser, test="true"),
    "own form refused": lambda browser: partner_page.sends(browser, PartnerID="1234567"),
    "own form, opened": lambda browser: browser.get(partner_page.API),
    "links": lambda browser: browser.get("/links?PartnerID=1234567"),
    "link picture": lambda browser: browser.get("/images/guestsignup.jpg"),
    "oembed": lambda browser: browser.get("/oembed?url=http://127.0.0.1:8000/index.php"),
    "oembed, XML": lambda browser: browser.get("/oembed?url=http://127.0.0.1:8000/guest&format=xml"),
    "oembed of nothing": lambda browser: browser.get("/oembed?url=http://evil.test/guest"),
    "fragment": lambda browser: partner_fragment.asks(browser, partner_fragment.LEAD),
    "fragment of the products": lambda browser: partner_fragment.asks(
        browser, "/fragment/content?PartnerID=4958765"
    ),
    "fragment of a signup": lambda browser: partner_fragment.asks(browser, partner_fragment.GUEST),
    "fragment of a signup that is not activated": lambda browser: partner_fragment.asks(
        browser, "/fragment/guest?PartnerID=1234567", origin="http://www.tmclabs.com"
    ),
    "fragment, preflight": lambda browser: partner_fragment.asks(
        browser, partner_fragment.LEAD, method="OPTIONS"
    ),
    "fragment, preflight of a stranger": lambda browser: partner_fragment.asks(
        browser, partner_fragment.LEAD, method="OPTIONS", origin="http://evil.test"
    ),
    "fragment for a stranger": lambda browser: partner_fragment.asks(
        browser, partner_fragment.LEAD, origin="http://evil.test"
    ),
    "fragment, opened": lambda browser: browser.get(partner_fragment.LEAD),
    "fragment sent": lambda browser: partner_fragment.sends(
        browser, partner_fragment.opens(browser), typed=ADA
    ),
    "fragment with mistakes": lambda browser: partner_fragment.sends(
        browser, partner_fragment.opens(browser)
    ),
    "fragment in test mode, sent": lambda browser: partner_fragment.sends(
        browser, partner_fragment.opens(browser, f"{partner_fragment.GUEST}&test=true")
    ),
    "fragment, 404": lambda browser: partner_fragment.asks(browser, "/fragment/fax?PartnerID=4958765"),
    "fragment, 413": lambda browser: partner_fragment.asks(
        browser, partner_fragment.LEAD, method="POST", data={"message": "x" * 300_000}
    ),
    "chat, the button alone": lambda browser: browser.get(f"/chats/pbx?{HARBOUR}"),
    "chat, the button alone in test mode": lambda browser: browser.get(f"/chats/pbx?{HARBOUR}&test=true"),
    "chat, button pressed": lambda browser: chatting.presses(browser, browser.get(PBX)),
    "chat, button pressed in test mode": lambda browser: chatting.presses(
        browser, browser.get(f"{PBX}?test=true")
    ),
    "chat, button too old": lambda browser: chatting.fills(
        browser, browser.get(f"{PBX}?{HARBOUR}"), ".way form", form_token=""
    ),
    "chat": lambda browser: chatting.opens(browser, f"{PBX}?{HARBOUR}"),
    "chat in test mode": lambda browser: chatting.opens(browser, f"{PBX}?{HARBOUR}&test=true"),
    "chat, HTMX": lambda browser: chatting.opens(browser.with_htmx(), f"{PBX}?{HARBOUR}"),
    "chat with mistakes": lambda browser: chatting.fills(browser, chatting.opens(browser)),
    "chat, message sent": lambda browser: chatting.fills(
        browser, chatting.opens(browser), message="Hello", name="Ada", email="ada@example.com"
    ),
    "chat, news": lambda browser: _news(browser, "after=0"),
    "chat, no news": lambda browser: _news(browser, "after=999&standing=left&pace=3"),
    "chat, news of an unknown one": lambda browser: browser.request(
        "GET", "/chat/unknown/messages", headers={"HX-Request": "true"}
    ),
    "chat, unknown": lambda browser: browser.get("/chat/unknown"),
    "chat from another site": lambda browser: browser.post(
        "/chats/pbx", {"form_token": "x"}, Sec_Fetch_Site="cross-site"
    ),
    "country codes": lambda browser: browser.get("/country-codes"),
    "guest": lambda browser: browser.get("/guest"),
    "guest with partner": lambda browser: browser.get(f"/guest?{HARBOUR}"),
    "guest in test mode": lambda browser: browser.get(f"/guest?{HARBOUR}&returnurl={RETURN}&test=true"),
    "guest sent in test mode": lambda browser: browser.posts(
        browser.get(f"/guest?{HARBOUR}&returnurl={RETURN}&test=true")
    ),
    "guest framed on a registered site": lambda browser: browser.framed_on("http://partnerwebsite.com").get(
        f"/guest?{HARBOUR}"
    ),
    "guest framed on an unregistered site": lambda browser: browser.framed_on("http://evil.test").get(
        f"/guest?{HARBOUR}"
    ),
    "guest with mistakes": lambda browser: browser.sends(browser.get(f"/guest?{HARBOUR}")),
    "guest with mistakes, HTMX": lambda browser: browser.with_htmx().sends(browser.get("/guest")),
    "guest sent": lambda browser: signing_up.fills(browser, f"/guest?{HARBOUR}", signing_up.ADA),
    "guest from another site": lambda browser: browser.post(
        "/guest", signing_up.ADA, Sec_Fetch_Site="cross-site"
    ),
    "webstore": lambda browser: browser.get("/webstore/"),
    "after signup": _after,
    "after signup, HTMX": lambda browser: _after(browser.with_htmx()),
    "wrong code": lambda browser: _after(browser, "confirmation", code="AAAA AAAA"),
    "wrong code, HTMX": lambda browser: _after(browser.with_htmx(), "confirmation", code="AAAA AAAA"),
    "letter too soon": lambda browser: _after(browser, "letters"),
    "address changed": lambda browser: _after(browser, "address", email="ada@new.example"),
    "after signup, unknown": lambda browser: browser.get("/signup/unknown"),
    "way on from a signup": lambda browser: browser.get(
        f"{signing_up.path_of(signing_up.signs_up(browser, f'/guest?{HARBOUR}&returnurl={RETURN}'))}/return"
    ),
    "way on to a strange site": lambda browser: browser.get(
        signing_up.finish(signing_up.signs_up(browser, f"/guest?{HARBOUR}&returnurl=http://evil.test"))
    ),
    "link, unknown": lambda browser: browser.get("/verify/unknown"),
    "link pressed from another site": lambda browser: browser.post(
        "/verify/unknown", {"a": "b"}, Sec_Fetch_Site="cross-site"
    ),
    "link, 405": lambda browser: browser.request("DELETE", "/verify/unknown"),
    "quote": lambda browser: browser.get(_quote()),
    "quote, changes": lambda browser: browser.get(f"{_quote()}/changes"),
    "quote accepted without a name": lambda browser: _accepts(browser),
    "quote accepted": lambda browser: _accepts(browser, name="Ada Lovelace", agreed="y"),
    "quote accepted from another site": lambda browser: browser.post(
        f"{_quote()}/acceptance", {"name": "Ada"}, Sec_Fetch_Site="cross-site"
    ),
    "quote, unknown": lambda browser: browser.get("/q/unknown"),
    "agreement": lambda browser: browser.get("/agreements/eusa_agreement.html"),
    "login": lambda browser: browser.with_cookies().get("/login"),
    "login with mistakes": lambda browser: browser.with_cookies().post("/login", {"email": "ada"}),
    "login from another site": lambda browser: browser.with_cookies().post(
        "/login", {"email": "ada@example.com"}, Sec_Fetch_Site="cross-site"
    ),
    "signed in": lambda browser: _signs_in(browser),
    "logout": lambda browser: _at_home(browser, "/logout"),
    "signed out": _signs_out,
    "account": lambda browser: _at_home(browser, "/account"),
    "account, upgrade": lambda browser: _at_home(browser, "/account/upgrade"),
    "account, not signed in": lambda browser: browser.get("/account"),
    "forgotten": lambda browser: browser.with_cookies().get("/login/forgotten"),
    "forgotten, sent": lambda browser: browser.get("/login/forgotten/sent"),
    "reset, unknown": lambda browser: browser.get("/login/reset/unknown"),
    "stylesheet": _link('link[rel="stylesheet"]', "href"),
    "stylesheet, outdated": lambda browser: browser.get("/css/0000000000000000-0b6470.css"),
    "htmx": _link("script", "src"),
    "reporter": _link('script[src*="/frame-"]', "src"),
    "loader": lambda browser: browser.get("/embed/v1.js"),
    "loader, not modified": lambda browser: browser.get(
        "/embed/v1.js", If_None_Match=browser.get("/embed/v1.js").headers["ETag"]
    ),
    "loader by its hash": lambda browser: browser.get(pinned(browser).url),
    "loader, outdated": lambda browser: browser.get("/embed/v1-0000000000000000.js"),
    "static image": lambda browser: browser.get("/static/images/panterra_logo.svg"),
    "captcha picture": _media(".captcha img"),
    "captcha speech": _media(".captcha audio"),
    "400": lambda browser: browser.request("GET", PBX, base_url="http://evil.test"),
    "404": lambda browser: browser.get("/nothing/here"),
    "404, HTMX": lambda browser: browser.request("GET", "/nothing", headers={"HX-Request": "true"}),
    "405": lambda browser: browser.request("DELETE", PBX),
    "413": lambda browser: browser.post(PBX, {"message": "x" * 300_000}),
    "414": lambda browser: browser.get(f"{PBX}?x={'x' * 8_001}"),
    "415": lambda browser: browser.request("POST", PBX, json=[], headers={"Sec-Fetch-Site": "same-origin"}),
    "healthz": lambda browser: browser.get("/healthz"),
    "readyz": lambda browser: browser.get("/readyz"),
    "metrics": lambda browser: browser.get("/metrics"),
    "demo": lambda browser: browser.get("/demo/"),
    "demo mail": lambda browser: browser.get("/demo/mail"),
    "demo mail.json": lambda browser: browser.get("/demo/mail.json"),
    "demo clock": lambda browser: browser.get("/demo/clock"),
    "demo clock moved": lambda browser: browser.post("/demo/clock", {"days": "1", "hours": "0"}),
}


def headers_of(browser: Browser, case: str) -> dict[str, str]:
    """Status and headers of one case; figures that depend on the moment are written as `N`."""
    page = ROUTES[case](browser)
    found = {name: value for name, value in page.headers.items() if name not in PASSING}
    if "Retry-After" in found:
        found["Retry-After"] = re.sub(r"[0-9]+", "N", found["Retry-After"])
    if "HX-Replace-Url" in found:
        found["HX-Replace-Url"] = re.sub(r"[\w-]{22}", "HANDLE", found["HX-Replace-Url"])
    if "Set-Cookie" in found:
        found["Set-Cookie"] = re.sub(r"(session|Expires)=[^;]+", r"\1=N", found["Set-Cookie"])
    if "ETag" in page.headers:
        found["ETag"] = "set"
    return {"status": str(page.status), **dict(sorted(found.items()))}


def _write() -> None:
    with tempfile.TemporaryDirectory() as folder, SqliteFiles(Path(folder)).fresh() as url:
        key = "a key for tests that protects nothing at all"
        seen = {}
        for case in ROUTES:
            with browsing(Settings(env="test", database_url=url, secret_keys=(key,))) as browser:
                with db.writing() as session:
                    cast.seed(session, clock.now(), "http://localhost:8001")
                    session.commit()
                seen[case] = headers_of(browser, case)
            clock.shift(timedelta(0))
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(json.dumps(seen, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    _write()
