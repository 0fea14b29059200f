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
from tests.browser import Browser, Page, browsing
from tests.databases import SqliteFiles
from tests.widgets import partner_page
from tests.widgets.urls import ADA, BY_TIM, PBX

FILE = Path(__file__).parent.parent / "snapshots" / "headers.json"
# These differ from request to request, or are the test client's.
PASSING = {"Content-Length", "Date", "Last-Modified", "ETag", "X-Request-Id", "Location"}

Route = Callable[[Browser], Page]


def _asked(browser: Browser) -> Page:
    return browser.sends(browser.get(PBX), after=0, typed=ADA)


def _media(selector: str) -> Route:
    return lambda browser: browser.get(str(_asked(browser).find(selector)["src"]))


def _link(selector: str, attribute: str) -> Route:
    return lambda browser: browser.get(str(browser.get(PBX).soup.select(selector)[0][attribute]))


def _many(browser: Browser) -> Page:
    page = browser.get(PBX)
    return [browser.sends(page, after=0) for _ in range(11)][-1]


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
    "country codes": lambda browser: browser.get("/country-codes"),
    "stylesheet": _link('link[rel="stylesheet"]', "href"),
    "stylesheet, outdated": lambda browser: browser.get("/css/0000000000000000-0b6470.css"),
    "htmx": _link("script", "src"),
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
