"""An embed leaves nothing behind in a visitor's browser, and needs nothing that was left there."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, Playwright, Response

from e2e.letters import code_in
from e2e.pages import LeadForm, Person
from e2e.signup_pages import GuestForm, SignupForm, WebstoreForm
from e2e.stack import ARRIVES_WITHIN, Deployment, until

# What the others do to third-party cookies by themselves is theirs to change, and has no switch here.
pytestmark = pytest.mark.chromium("only it is told by its profile what becomes of third-party cookies")

BLOCKED, ALLOWED = 1, 0
"""Chromium's `cookie_controls_mode`."""

LEFT_BEHIND = """async () => {
  const places = {
    cookies: async () => document.cookie.length,
    local: async () => localStorage.length,
    session: async () => sessionStorage.length,
    databases: async () => (await indexedDB.databases()).length,
    caches: async () => (await caches.keys()).length,
    workers: async () => (await navigator.serviceWorker.getRegistrations()).length,
  }
  const found = {}
  for (const name in places) found[name] = await places[name]().catch(() => 'refused')
  return found
}"""
PLACES = ("cookies", "local", "session", "databases", "caches", "workers")
NOTHING = dict.fromkeys(PLACES, 0)
# A browser that blocks third-party cookies lets a frame of another site store nothing at all.
REFUSED = NOTHING | dict.fromkeys(("local", "session", "databases", "caches", "workers"), "refused")


class CookieShop:
    """Another origin, which sets an ordinary cookie and shows what it gets back: the control."""

    def __init__(self) -> None:
        shop = self
        self.received: dict[str, str] = {}
        """The Cookie header of the last request, by path."""

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                shop.received[self.path] = self.headers.get("Cookie", "")
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                if self.path != "/host":
                    self.send_header("Set-Cookie", "biscuit=1; SameSite=None; Secure; Path=/")
                self.end_headers()
                frame = f'<iframe src="{shop.url}/framed"></iframe>' if self.path == "/host" else "biscuits"
                self.wfile.write(f"<!doctype html><title>Shop</title>{frame}".encode())

            def log_message(self, *_: Any) -> None:
                """Keep quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        port = self._server.server_address[1]
        self.url, self.elsewhere = f"http://127.0.0.1:{port}", f"http://localhost:{port}"

    def __enter__(self) -> "CookieShop":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def cookies_sent_by(self, context: BrowserContext) -> tuple[str, str]:
        """What a browser that has the cookie sends: to the shop itself, and to it in another site's frame."""
        page = context.new_page()
        page.goto(f"{self.url}/first")
        page.goto(f"{self.url}/again")
        page.goto(f"{self.elsewhere}/host")
        until(lambda: "/framed" in self.received, ARRIVES_WITHIN, "the frame")
        page.close()
        return self.received["/again"], self.received["/framed"]


@pytest.fixture
def shop() -> Iterator[CookieShop]:
    with CookieShop() as shop:
        yield shop


@pytest.fixture
def profiles(playwright: Playwright, browser_options: dict[str, Any], tmp_path: Path) -> Any:
    """Makes browsers whose profile says what becomes of third-party cookies."""

    @contextmanager
    def profile(mode: int) -> Iterator[BrowserContext]:
        preferences = tmp_path / str(mode) / "Default" / "Preferences"
        preferences.parent.mkdir(parents=True)
        preferences.write_text(json.dumps({"profile": {"cookie_controls_mode": mode}}))
        context = playwright.chromium.launch_persistent_context(tmp_path / str(mode), **browser_options)
        yield context
        context.close()

    return profile


def frame_of(page: Page, stack: Deployment) -> Frame:
    [frame] = [frame for frame in page.frames if frame.url.startswith(stack.base_url)]
    return frame


def asks_for_a_quote(page: Page, stack: Deployment, ada: Person) -> None:
    """A captcha, a mistake and the thank-you."""
    form = LeadForm.framed(page, f"{stack.partner_url}/business-phones")
    form.sends_like_a_robot()
    form.asks_for_characters()
    form.fills(ada, Company="")
    form.field("Characters").fill("PASS")
    form.button.click()
    form.complains("Enter the name of your company.")
    form.field("Company").fill(ada.company)
    form.button.click()
    form.is_thanked(ada, by="Maren Holt")


def signs_up(kind: type[SignupForm], path: str, page: Page, stack: Deployment, ada: Person) -> None:
    """A mistake, the page after signup with each of its deeds, and the confirmation."""
    form = kind.framed(page, f"{stack.partner_url}{path}")
    form.fills(ada, **{"Last name": "L0velace"})
    form.button.click()
    form.complains("Last name: leave out numbers and special characters.")
    form.field("Last name").fill(ada.last_name)
    form.fills_passwords(ada)
    after = form.sends()
    after.asks_again()
    after.complains(re.compile("just sent"))
    after.changes_address(f"new.{ada.email}")
    after.waits_for("n•••@analytical.example")
    after.enters(code_in(stack.letter_to(f"new.{ada.email}")))
    after.is_confirmed()


JOURNEYS = {
    "quote": asks_for_a_quote,
    "guest": partial(signs_up, GuestForm, "/smartbox/try"),
    "webstore": partial(signs_up, WebstoreForm, "/smartbox/start"),
}
Journey = Callable[[Page, Deployment, Person], None]


def cookies_set_in(context: BrowserContext, goes: Callable[[Page], object]) -> list[str]:
    """Every Set-Cookie on the way."""
    responses: list[Response] = []
    page = context.new_page()
    page.on("response", lambda it: responses.append(it))
    goes(page)
    # Only this asks the browser itself: the plain `headers` leave cookies out.
    return [value for one in responses for value in one.header_values("set-cookie")]


@pytest.mark.parametrize("journey", JOURNEYS.values(), ids=JOURNEYS)
def test_third_party_cookies_are_really_blocked_and_the_form_does_not_mind(
    stack: Deployment,
    context: BrowserContext,
    shop: CookieShop,
    ada: Person,
    javascript: bool,
    journey: Journey,
) -> None:
    assert shop.cookies_sent_by(context) == ("biscuit=1", ""), "the control"
    context.clear_cookies()

    cookies = cookies_set_in(context, lambda page: journey(page, stack, ada))

    assert cookies == []
    assert context.cookies() == []
    assert context.storage_state(indexed_db=True)["origins"] == []
    assert cookies_set_in(context, lambda page: page.goto(shop.url)), "the control"


@pytest.mark.parametrize(
    ("mode", "sent_by_a_frame", "left"),
    [(ALLOWED, "biscuit=1", NOTHING), (BLOCKED, "", REFUSED)],
    ids=["allowed", "blocked"],
)
@pytest.mark.parametrize("journey", JOURNEYS.values(), ids=JOURNEYS)
def test_whether_or_not_things_may_be_stored_nothing_is(
    stack: Deployment,
    profiles: Any,
    shop: CookieShop,
    ada: Person,
    journey: Journey,
    mode: int,
    sent_by_a_frame: str,
    left: dict[str, object],
) -> None:
    with profiles(mode) as context:
        assert shop.cookies_sent_by(context) == ("biscuit=1", sent_by_a_frame), "the control"
        context.clear_cookies()

        cookies = cookies_set_in(context, lambda page: journey(page, stack, ada))

        assert cookies == []
        assert context.cookies() == []
        page = context.pages[-1]
        assert frame_of(page, stack).evaluate(LEFT_BEHIND) == left
        page.goto(f"{stack.base_url}/lead/pbx")
        assert page.evaluate(LEFT_BEHIND) == NOTHING
