"""The forms, by the names of their fields, wherever they stand."""

from collections.abc import Mapping

from e2e.engines.engine import Engine
from e2e.pages import Person


class Form:
    """A form of ours, in the page itself or in a frame of it."""

    def __init__(self, web: Engine, frame: str, card: str, heading: str) -> None:
        self.web, self.frame, self.card = web, frame, card
        web.sees(heading, card, frame)

    def types(self, typed: Mapping[str, str]) -> None:
        """Fill in these fields."""
        for name, text in typed.items():
            self.web.types(f"{self.card} [name={name}]", text, self.frame)

    def ticks(self, name: str) -> None:
        """Click on a box or a choice."""
        self.web.clicks(f"{self.card} [name={name}]", self.frame)

    def sends(self) -> None:
        """Press the button."""
        self.web.clicks(f"{self.card} button.wide", self.frame)

    def complains(self, words: str) -> None:
        """It came back, with this to mend."""
        self.web.sees(words, "[id$=errors]", self.frame)


class LeadForm(Form):
    """A lead form."""

    def __init__(self, web: Engine, frame: str = "") -> None:
        super().__init__(web, frame, "section.lead form", "Work e-mail")

    def fills(self, person: Person, **changes: str) -> None:
        """Type what has to be typed."""
        typed = {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": person.email,
            "company": person.company,
        }
        self.types(typed | changes)

    def is_mended(self, **changes: str) -> None:
        """Type this anew, and the characters: they are asked of who is as quick as a browser's driver."""
        # They stand above the last line of the form.
        self.web.sees("Privacy notice", self.card, self.frame)
        if "Characters" in self.web.reads(self.card, self.frame):
            changes["captcha"] = "PASS"
        self.types(changes)

    def is_thanked(self, person: Person, by: str) -> None:
        """The thank-you stands where the form stood."""
        self.web.sees(f"Thank you, {person.first_name}", ".thanks", self.frame)
        self.web.sees(by, ".thanks", self.frame)


class GuestForm(Form):
    """A free account."""

    def __init__(self, web: Engine, frame: str = "") -> None:
        super().__init__(web, frame, "section[id$=signup] form", "Confirm password")

    def fills(self, person: Person, **changes: str) -> None:
        """Type everything, and accept the agreement."""
        typed = {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": person.email,
            "captcha": "PASS",
        }
        self.types(typed | changes)
        self.fills_passwords(person)
        self.ticks("eusa")

    def fills_passwords(self, person: Person) -> None:
        """Type what a form that comes back does not keep."""
        self.types({"password": person.password, "confirm_password": person.password})


class Rehearsal(Form):
    """The same form, of which nothing is processed."""

    def __init__(self, web: Engine, frame: str = "") -> None:
        super().__init__(web, frame, "body", "TEST")


class AfterSignup:
    """The page after signup."""

    def __init__(self, web: Engine, frame: str = "") -> None:
        self.web, self.frame = web, frame
        self._says("Confirm your address")

    def enters(self, code: str) -> None:
        """Type the code of the letter."""
        self.web.types("section.after [name=code]", code, self.frame)
        self.web.clicks("section.after form.code button", self.frame)

    def is_confirmed(self) -> None:
        """The account is there."""
        self._says("Your address is confirmed")

    def finishes(self) -> None:
        """Follow the way on."""
        self.web.clicks("section.after [data-finish]", self.frame)

    def _says(self, words: str) -> None:
        self.web.sees(words, "[id$=after-title]", self.frame)
