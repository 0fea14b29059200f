"""Pages as people use them: what one opens, fills in, sends and reads there."""

import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, Self
from urllib.parse import urlencode

from playwright.sync_api import CDPSession, Error, FrameLocator, Locator, Page, expect

from e2e.stack import ARRIVES_WITHIN, Deployment, until

SLOWER_THAN_A_ROBOT = 2.1
"""Seconds: whoever sends a form sooner is asked for a captcha."""


@dataclass(frozen=True)
class Person:
    """A prospect, and what they type."""

    first_name: str
    last_name: str
    email: str
    phone: str = "408 555 0199"
    company: str = "Analytical Engines"
    users: str = "25"
    message: str = "Please call in the morning."

    def typed(self) -> dict[str, str]:
        """What goes into each field, by its label."""
        return {
            "First name": self.first_name,
            "Last name": self.last_name,
            "Work e-mail": self.email,
            "Phone": self.phone,
            "Company": self.company,
            "Number of users": self.users,
            "Message": self.message,
        }


class LeadForm:
    """The lead form, on a page of its own or in a partner's frame."""

    def __init__(self, page: Page, scope: Page | FrameLocator) -> None:
        self.page = page
        self.scope = scope
        expect(self.card).to_be_visible()
        self._shown_at = time.monotonic()

    @classmethod
    def on(cls, page: Page, url: str) -> Self:
        """Open the address and find the form on the page."""
        page.goto(url)
        return cls(page, page)

    @classmethod
    def framed(cls, page: Page, url: str) -> Self:
        """Open a partner's page and find the form in its frame."""
        page.goto(url)
        # The frame is lazy: it loads when somebody comes near.
        page.locator("iframe").scroll_into_view_if_needed()
        return cls(page, page.frame_locator("iframe"))

    @property
    def card(self) -> Locator:
        """The part of the page that is replaced."""
        return self.scope.locator("section.lead")

    @property
    def button(self) -> Locator:
        """What sends the form."""
        return self.scope.locator("form button.wide")

    @property
    def summary(self) -> Locator:
        """What has to be done before it can be sent."""
        return self.scope.locator("#errors")

    @property
    def notice(self) -> Locator:
        """What kept the form from arriving."""
        return self.scope.locator(".notice")

    def field(self, label: str) -> Locator:
        """A field by its label."""
        return self.card.get_by_label(label)

    def fills(self, person: Person, **changes: str) -> None:
        """Type everything, with some of it changed."""
        for label, text in (person.typed() | changes).items():
            self.field(label).fill(text)

    def holds(self, person: Person, **changes: str) -> None:
        """Everything that was typed is still there."""
        for label, text in (person.typed() | changes).items():
            expect(self.field(label)).to_have_value(text)

    def takes_time(self) -> None:
        """Let as much time pass as a person needs."""
        rest = self._shown_at + SLOWER_THAN_A_ROBOT - time.monotonic()
        if rest > 0:
            self.page.wait_for_timeout(rest * 1000)

    def sends(self) -> None:
        """Press the button, no sooner than a person can."""
        self.takes_time()
        self.button.click()

    def sends_like_a_robot(self) -> None:
        """Fill in even what people do not see, and press the button."""
        self.scope.locator("[name=website_url]").fill("https://robots.example", force=True)
        self.button.click()

    def is_thanked(self, person: Person, by: str) -> None:
        """The thank-you stands where the form stood, and names the contact."""
        title = self.card.get_by_role("heading", name=f"Thank you, {person.first_name}")
        expect(title).to_be_visible()
        expect(self.card).to_contain_text(f"Your request is on its way to {by}")

    def complains(self, *messages: str) -> None:
        """The summary lists these mistakes and no others, and each stands next to its field."""
        expect(self.summary.get_by_role("heading", name="There is a problem")).to_be_visible()
        expect(self.summary.get_by_role("listitem")).to_have_text(list(messages))
        for message in messages:
            expect(self.card.locator(".field .error", has_text=message)).to_be_visible()

    def asks_for_characters(self) -> None:
        """The captcha is there, and its picture has come."""
        expect(self.field("Characters")).to_be_visible()
        picture = self.picture
        until(lambda: picture.evaluate("image => image.naturalWidth"), ARRIVES_WITHIN, "the picture")

    @property
    def picture(self) -> Locator:
        """The picture of the captcha."""
        return self.card.locator(".captcha img")


class LandingPage(LeadForm):
    """A service's landing page, with the places that the vendor's page names."""

    @property
    def upper_right(self) -> Locator:
        """Whom to call."""
        return self.page.get_by_role("complementary", name="Your contact")

    @property
    def footer(self) -> Locator:
        """Everything about the contact."""
        return self.page.locator("footer")

    @property
    def partner_logo(self) -> Locator:
        """The logo that the URL names."""
        return self.page.locator(".plate img.partner")


class Bystander:
    """Sends leads of her own, so that a test knows when all letters before hers have arrived."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._numbers = count(1)
        self._url = f"{deployment.base_url}/lead/sb"
        with urllib.request.urlopen(self._url, timeout=30) as answer:  # noqa: S310
            found = re.search(r'name="form_token" value="([^"]+)"', answer.read().decode())
        if found is None:
            raise LookupError("the form has no token")
        self._token = found[1]

    def letters(self) -> list[dict[str, str]]:
        """Every letter but her own, once all that were accepted so far are delivered."""
        message = f"This is message {next(self._numbers)} of the bystander."
        until(lambda: self._sends(message), ARRIVES_WITHIN, "her lead")
        self._deployment.letters_about(message)
        return [one for one in self._deployment.letters() if "of the bystander" not in one["text"]]

    def letters_about(self, person: Person) -> list[dict[str, str]]:
        """The letters that name this person, when no other can come any more."""
        return [letter for letter in self.letters() if person.email in letter["text"]]

    def _sends(self, message: str) -> bool:
        # Always the same form, so that she is one lead, amended again and again.
        content = {
            "form_token": self._token,
            "first_name": "Barbara",
            "last_name": "Liskov",
            "email": "barbara@bystander.example",
            "company": "Substitution",
            "message": message,
        }
        request = urllib.request.Request(  # noqa: S310
            self._url, urlencode(content).encode(), {"Origin": self._deployment.base_url}
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return "/thanks/" in answer.url
        except urllib.error.HTTPError as error:
            if error.code != 422:
                raise
            # Too soon after the form was shown: a captcha was asked for, and nothing stored.
            return False


def facts(letter: dict[str, str]) -> dict[str, str]:
    """What the text part of a letter says, by label."""
    lines = re.findall(r"^([A-Za-z][\w -]*): +(\S.*)$", letter["text"], re.MULTILINE)
    return dict(lines)


def turns_pages(page: Page, steps: int) -> None:
    """Press Back or Forward, whether the page as a whole moves or only a frame in it."""

    def history() -> tuple[CDPSession, dict[str, Any]] | None:
        # A page from the back-forward cache has a target of its own, so each look takes a session anew.
        try:
            session = page.context.new_cdp_session(page)
            return session, session.send("Page.getNavigationHistory")
        except Error:
            # One page has gone and the other is not there yet.
            return None

    session, now = until(history, ARRIVES_WITHIN, "the page's history")
    there = now["entries"][now["currentIndex"] + steps]["id"]
    session.send("Page.navigateToHistoryEntry", {"entryId": there})

    def arrived() -> bool:
        found = history()
        return found is not None and found[1]["entries"][found[1]["currentIndex"]]["id"] == there

    until(arrived, ARRIVES_WITHIN, "the other page")


def stops(page: Page) -> Iterator[str]:
    """Where the Tab key leads, one control after another, and where nobody sees that, until it leaves."""
    describe = """() => {
      const at = document.activeElement
      if (!at || at === document.body || at === document.documentElement) return null
      const style = getComputedStyle(at)
      const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1
      const words = at.id || at.name || at.innerText
      const name = words.trim().replace(/\\s+/g, ' ').slice(0, 60)
      return [at.tagName.toLowerCase() + ' ' + name, seen]
    }"""
    while True:
        page.keyboard.press("Tab")
        stop = page.evaluate(describe)
        if stop is None:
            return
        name, seen = stop
        yield name if seen else f"{name}, unseen"
