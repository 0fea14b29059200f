"""Letters as they are delivered, and what stands in them."""

import re
import urllib.error
import urllib.request
from itertools import count
from urllib.parse import urlencode

from e2e.pages import Person
from e2e.stack import ARRIVES_WITHIN, Deployment, until

FORM_LASTS = 50
"""Messages by one form: a lead that is amended ever so often is at last taken for no correction."""


class Bystander:
    """Sends leads of her own, so that a test knows when all letters before hers have arrived."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._numbers = count(1)
        self._url = f"{deployment.base_url}/lead/sb"
        self._token = self._opens()

    def letters(self) -> list[dict[str, str]]:
        """Every letter but her own, once all that were accepted so far are delivered."""
        number = next(self._numbers)
        if number % FORM_LASTS == 0:
            self._token = self._opens()
        message = f"This is message {number} of the bystander."
        until(lambda: self._sends(message), ARRIVES_WITHIN, "her lead")
        self._deployment.letters_about(message)
        # Another worker may still have an earlier one in hand.
        until(self._deployment.all_are_delivered, ARRIVES_WITHIN, "every letter")
        return [one for one in self._deployment.letters() if "of the bystander" not in one["text"]]

    def letters_about(self, person: Person) -> list[dict[str, str]]:
        """The letters that name this person, when no other can come any more."""
        return [letter for letter in self.letters() if person.email in letter["text"]]

    def letters_to(self, email: str) -> list[dict[str, str]]:
        """The letters to this address, when no other can come any more."""
        return [letter for letter in self.letters() if letter["to"] == email]

    def _opens(self) -> str:
        """The token of a form of her own."""
        with urllib.request.urlopen(self._url, timeout=30) as answer:  # noqa: S310
            found = re.search(r'name="form_token" value="([^"]+)"', answer.read().decode())
        if found is None:
            raise LookupError("the form has no token")
        return found[1]

    def _sends(self, message: str) -> bool:
        # The same form for long, so that she is few leads, amended again and again.
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


def code_in(letter: dict[str, str]) -> str:
    """The code of a letter that asks for a confirmation, as people copy it."""
    return _found(r"^    (\w{4} \w{4})$", letter)


def link_in(letter: dict[str, str]) -> str:
    """Its link."""
    return _found(r"^(http\S+/(?:verify|login/reset)/\S+)$", letter)


def _found(pattern: str, letter: dict[str, str]) -> str:
    found = re.search(pattern, letter["text"], re.MULTILINE)
    if found is None:
        raise LookupError(f"not in the letter: {letter['text']}")
    return found[1]
