"""Pages as people use them: what one opens, fills in, sends and reads there."""

import time
from dataclasses import dataclass
from typing import ClassVar, Self

from playwright.sync_api import FrameLocator, Locator, Page, expect

from e2e.stack import ARRIVES_WITHIN, until

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
    password: str = "engine-1842"  # noqa: S105  (of nobody)

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


class Form:
    """A form of ours, on a page of its own or in a partner's frame."""

    CARD: ClassVar[str]

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
        return self.scope.locator(self.CARD)

    @property
    def button(self) -> Locator:
        """What sends the form."""
        return self.scope.locator("form button.wide")

    @property
    def summary(self) -> Locator:
        """What has to be done before it can be sent."""
        return self.scope.locator("[id$=errors]")

    def field(self, label: str) -> Locator:
        """A field by its label."""
        return self.card.get_by_label(label)

    def takes_time(self) -> None:
        """Let as much time pass as a person needs."""
        rest = self._shown_at + SLOWER_THAN_A_ROBOT - time.monotonic()
        if rest > 0:
            self.page.wait_for_timeout(rest * 1000)

    def complains(self, *messages: str) -> None:
        """The summary lists these mistakes and no others, and each stands next to its field."""
        expect(self.summary.get_by_role("heading", name="There is a problem")).to_be_visible()
        expect(self.summary.get_by_role("listitem")).to_have_text(list(messages))
        for message in messages:
            expect(self.card.locator(".error", has_text=message)).to_be_visible()

    def asks_for_characters(self) -> None:
        """The captcha is there, and its picture has come."""
        expect(self.field("Characters")).to_be_visible()
        picture = self.picture
        until(lambda: picture.evaluate("image => image.naturalWidth"), ARRIVES_WITHIN, "the picture")

    @property
    def picture(self) -> Locator:
        """The picture of the captcha."""
        return self.card.locator(".captcha img")


class LeadForm(Form):
    """The lead form."""

    CARD = "section.lead"

    @property
    def notice(self) -> Locator:
        """What kept the form from arriving."""
        return self.scope.locator(".notice")

    def fills(self, person: Person, **changes: str) -> None:
        """Type everything, with some of it changed."""
        for label, text in (person.typed() | changes).items():
            self.field(label).fill(text)

    def holds(self, person: Person, **changes: str) -> None:
        """Everything that was typed is still there."""
        for label, text in (person.typed() | changes).items():
            expect(self.field(label)).to_have_value(text)

    def sends(self) -> None:
        """Press the button, no sooner than a person can."""
        self.takes_time()
        self.button.click()

    def is_sent_by(self, person: Person) -> None:
        """Fill it in, send it, and read the thank-you, on a page of the mock partner."""
        self.fills(person)
        self.sends()
        self.is_thanked(person, by="Maren Holt")

    def sends_like_a_robot(self) -> None:
        """Fill in even what people do not see, and press the button."""
        unseen = self.scope.locator("[name=website_url]")
        unseen.evaluate("field => { field.value = 'https://robots.example' }")
        self.button.click()

    def is_thanked(self, person: Person, by: str) -> None:
        """The thank-you stands where the form stood, and names the contact."""
        title = self.card.get_by_role("heading", name=f"Thank you, {person.first_name}")
        expect(title).to_be_visible()
        expect(self.card).to_contain_text(f"Your request is on its way to {by}")


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
