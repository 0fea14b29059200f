"""A browser for tests: Flask's client with a browser's manners and an eye for the house rules.

It sends the Sec-Fetch headers, Origin and Referer that Chromium, Firefox and WebKit were seen to
send. Every HTML page it opens is checked by `tests.house_rules`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import update

from app import clock
from app.config import Settings
from app.db import db
from app.edge import captcha
from app.edge.captcha.challenge import Challenge
from app.edge.house import NAME, House
from app.edge.limits import limiter
from app.main import create_app
from app.models import State
from tests import house_rules
from tests.page import Page

OURS = "http://127.0.0.1:8000"
__all__ = ["OURS", "PERSON", "Browser", "Page", "browsing", "solution"]

Typed = Mapping[str, str]
PERSON = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-User": "?1"}


@dataclass
class Browser:
    """One person's browser. `framed_on` and `with_htmx` give another one, on the same service."""

    app: Flask
    address: str = "192.0.2.10"
    parent: str | None = None
    """Origin of the page that frames us."""
    htmx: bool = False
    extra: dict[str, str] = field(default_factory=dict)
    jar: FlaskClient | None = None
    """Where cookies are kept, if anywhere."""

    @property
    def house(self) -> House:
        house: House = self.app.extensions[NAME]
        return house

    def framed_on(self, origin: str) -> Self:
        return replace(self, parent=origin)

    def with_htmx(self) -> Self:
        return replace(self, htmx=True)

    def with_cookies(self) -> Self:
        """The same with an empty cookie jar, as the signed-in area needs it."""
        return replace(self, jar=self.app.test_client())

    def at(self, address: str, **headers: str) -> Self:
        """The same from another network address."""
        return replace(self, address=address, extra=headers)

    def get(self, url: str, **headers: str) -> Page:
        """Open an address, typed, or as the frame's source."""
        if self.parent:
            manners = {
                "Sec-Fetch-Site": "cross-site",
                "Sec-Fetch-Dest": "iframe",
                "Referer": f"{self.parent}/",
            }
        else:
            manners = {"Sec-Fetch-Site": "none", "Sec-Fetch-Dest": "document"}
        return self.request("GET", url, headers=PERSON | manners | named(headers))

    def post(
        self, url: str, data: Any = None, *, origin: str = OURS, referer: str = OURS, **headers: str
    ) -> Page:
        """Send a form from a page of ours; the answer as it comes, a redirect included."""
        manners = {
            "Sec-Fetch-Site": "same-origin",
            "Sec-Fetch-Dest": "iframe" if self.parent else "document",
            "Origin": origin,
            "Referer": referer,
        }
        if self.htmx:
            manners |= {"HX-Request": "true", "HX-Current-URL": referer, "Sec-Fetch-Dest": "empty"}
        return self.request("POST", url, data=data, headers=PERSON | manners | named(headers))

    def sends(
        self, page: Page, *, typed: Typed | None = None, after: float = 5, button: str = "", **more: str
    ) -> Page:
        """Fill in the form on the page and send it, `after` so many seconds; follows to what comes next."""
        answer = self.posts(page, typed=typed, after=after, button=button, **more)
        return self.follows(answer) if answer.status == 303 else answer

    def posts(
        self, page: Page, *, typed: Typed | None = None, after: float = 5, button: str = "", **more: str
    ) -> Page:
        """The same without following."""
        written = dict(typed or {}) | more
        unknown = written.keys() - page.controls
        assert not unknown, f"the form has no {unknown}"
        if after:
            self.waits(after)
        data = page.values | written | ({button: "1"} if button else {})
        action = str(page.form.get("hx-post") if self.htmx else page.form["action"])
        return self.post(urljoin(page.url, action), data, referer=page.url)

    def follows(self, answer: Page) -> Page:
        """Go where a redirect leads, which has to be ours."""
        target = urljoin(answer.url, answer.headers["Location"])
        assert urlsplit(target)[:2] == urlsplit(OURS)[:2], f"led away to {target}"
        return self.request(
            "GET",
            target,
            headers=PERSON
            | {"Sec-Fetch-Site": "same-origin", "Referer": answer.url}
            | {"Sec-Fetch-Dest": "iframe" if self.parent else "document"}
            | ({"HX-Request": "true"} if self.htmx else {}),
        )

    def request(self, method: str, url: str, *, headers: dict[str, str] | None = None, **more: Any) -> Page:
        """Anything at all; an HTML answer is held to the house rules."""
        client = self.jar or self.app.test_client(use_cookies=False)
        base = more.pop("base_url", OURS)
        path = urldefrag(url.removeprefix(OURS)).url
        response = client.open(
            path,
            method=method,
            base_url=base,
            headers=(headers or {}) | self.extra,
            environ_overrides={"REMOTE_ADDR": self.address},
            **more,
        )
        if response.mimetype == "text/html" and method != "HEAD":
            house_rules.check(response)
        return Page(response, urljoin(OURS, path))

    def waits(self, seconds: float) -> None:
        """Let time pass, for the service and for everybody else."""
        moved = round(clock.timestamp() - clock.real_timestamp() + seconds)
        with db.writing() as session:
            session.execute(update(State).values(clock_offset_seconds=moved))
            session.commit()
        self.house.directory.forget()
        self.house.directory.keep_fresh()

    def notices(self) -> None:
        """Let a change in the database be seen now, not within a second."""
        self.house.directory.forget()


def named(headers: dict[str, str]) -> dict[str, str]:
    """Header names from keyword arguments: `Sec_Fetch_Site` is `Sec-Fetch-Site`."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


def solution(page: Page) -> str:
    """What a person reads in the captcha's picture."""
    return Challenge.read(page.values["captcha_challenge"]).letters


class CompiledTemplates(BytecodeCache):
    """Templates compiled once for all tests; Jinja compares their source before it uses them."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


@contextmanager
def browsing(settings: Settings) -> Iterator[Browser]:
    """A browser on a service with these settings, with limits that nobody has used yet."""
    browser = Browser(create_app(settings))
    browser.app.jinja_env.bytecode_cache = COMPILED
    if settings.limits:
        # It lives as long as the process: else it would still believe that another test's Redis is away.
        limiter._storage_dead = False
        limiter.reset()
    yield browser
    # Else its timer would write into the database of a later test.
    browser.house.ledger.flush()
    captcha.configure("image")
