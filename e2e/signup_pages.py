"""The signup forms and what comes after them, as people use them."""

from typing import Any, ClassVar, Self

from playwright.sync_api import FrameLocator, Locator, Page, expect

from app.edge import signing
from app.edge.captcha.challenge import Challenge
from e2e.pages import Form, Person


class SignupForm(Form):
    """What both signup forms have in common."""

    CARD = "section[id$=signup]"
    EMAIL: ClassVar[str]
    PASSWORDS = ("Password", "Confirm password")

    def field(self, label: str) -> Locator:
        """A field by the whole of its label; that of a password is the end of another's."""
        return self.card.get_by_label(label, exact=True)

    @property
    def agreement(self) -> Locator:
        """The box that accepts the agreement."""
        return self.card.get_by_role("checkbox")

    def typed(self, person: Person) -> dict[str, str]:
        """What goes into each field of text, by its label."""
        return {
            "First name": person.first_name,
            "Last name": person.last_name,
            self.EMAIL: person.email,
            **dict.fromkeys(self.PASSWORDS, person.password),
        }

    def fills(self, person: Person, *, characters: str = "PASS", **changes: str) -> None:
        """Type everything, with some of it changed, and accept the agreement."""
        for label, text in (self.typed(person) | changes).items():
            self.field(label).fill(text)
        self.agreement.check()
        self.field("Characters").fill(characters)

    def characters(self, key: str) -> str:
        """What a person reads in the picture, for whoever knows the SECRET_KEY of the service."""
        signing.configure((key,))
        return Challenge.read(self.card.locator("[name=captcha_challenge]").input_value()).letters

    def fills_passwords(self, person: Person) -> None:
        """Type what a form that comes back does not keep."""
        for label in self.PASSWORDS:
            self.field(label).fill(person.password)

    def holds(self, person: Person, **changes: str) -> None:
        """Everything that was typed is still there, but for the passwords."""
        for label, text in (self.typed(person) | changes | dict.fromkeys(self.PASSWORDS, "")).items():
            expect(self.field(label)).to_have_value(text)
        expect(self.agreement).to_be_checked()

    def is_solved(self) -> None:
        """No characters are asked for any more."""
        expect(self.picture).to_have_count(0)

    def sends(self) -> "AfterSignup":
        """Press the button; the page after signup."""
        self.button.click()
        return AfterSignup(self.page, self.scope)


class GuestForm(SignupForm):
    """A free account."""

    EMAIL = "E-mail"


class WebstoreForm(SignupForm):
    """A company's account."""

    EMAIL = "E-mail address"

    def typed(self, person: Person) -> dict[str, str]:
        """What goes into each field of text, by its label."""
        return {
            "Company name": person.company,
            "Address line 1": "12 Mill Lane",
            "Address line 2 (optional)": "Loft",
            "City": "Halifax",
            "Postal code (optional)": "B3H 0A1",
            "Phone number": "9025550142",
            "Number of users": person.users,
        } | super().typed(person)

    def fills(self, person: Person, *, characters: str = "PASS", **changes: str) -> None:
        """Type and choose everything."""
        super().fills(person, characters=characters, **changes)
        self.field("Country").select_option(label="Canada")
        self.field("2 years").check()

    def holds(self, person: Person, **changes: str) -> None:
        """Everything that was typed and chosen is still there, but for the passwords."""
        super().holds(person, **changes)
        expect(self.field("Country").locator("option:checked")).to_have_text("Canada")
        expect(self.field("2 years")).to_be_checked()


class AfterSignup:
    """The page after signup, wherever the form stood."""

    def __init__(self, page: Page, scope: Page | FrameLocator) -> None:
        self.page = page
        self.scope = scope
        expect(self.card).to_be_visible()

    @classmethod
    def on(cls, page: Page, url: str) -> Self:
        """Open its address."""
        page.goto(url)
        return cls(page, page)

    @property
    def card(self) -> Locator:
        """The part of the page that each deed replaces."""
        return self.scope.locator("section.after")

    @property
    def heading(self) -> Locator:
        """How things stand."""
        return self.card.locator("[id$=after-title]")

    @property
    def summary(self) -> Locator:
        """What is wrong with the last deed."""
        return self.card.locator("[id$=errors]")

    def waits_for(self, masked: str) -> None:
        """It asks for the code of a letter to this address."""
        expect(self.heading).to_have_text("Confirm your address")
        expect(self.card).to_contain_text(masked)

    def enters(self, code: str) -> None:
        """Type a code and press the button."""
        self.card.get_by_label("Code").fill(code)
        self.card.get_by_role("button", name="Confirm").click()

    def asks_again(self) -> None:
        """Have the letter sent again."""
        self.card.get_by_role("button", name="Send the letter again").click()

    def changes_address(self, email: str) -> None:
        """Have the letter sent elsewhere."""
        address = self.card.get_by_label("New e-mail address")
        # A form that comes back with a mistake is open already.
        if not address.is_visible():
            self.card.get_by_text("The address is wrong").click()
        address.fill(email)
        self.card.get_by_role("button", name="Change address").click()

    def complains(self, words: Any) -> None:
        """The summary says this and has the focus."""
        expect(self.summary.get_by_role("listitem")).to_have_text([words])
        expect(self.summary).to_be_focused()

    def is_confirmed(self) -> None:
        """The account is there."""
        expect(self.heading).to_have_text("Your address is confirmed")
        expect(self.heading).to_be_focused()

    def finishes(self) -> None:
        """Follow the way on."""
        self.card.get_by_role("link", name="Finish").click()
