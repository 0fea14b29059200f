"""The form on a partner's own page: its fields, their rules and their messages (SPEC section 4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.domain import addresses, passwords, registration
from app.domain.accounts import BusinessDetails
from app.domain.addresses import MalformedAddress
from app.domain.passwords import UnfitPassword
from app.domain.signups import Registration
from app.domain.text import is_readable_line

PATH = "/auth/webstore/createsbaccount.jsp"
"""Where partners' forms are sent."""

INVALID_PASSWORD = "Invalid Password. Please try again."  # noqa: S105  (words, not a password)
PHONE_DIGITS = "Phone Number must be 10 digits numeric. Example: 8008050558."
LAST_NAME_LETTERS = "Special characters and Numerics are not allowed in Last Name."
FIRST_NAME_LETTERS = "Special characters and Numerics are not allowed in First Name."
PASSWORDS_DIFFER = "Passwords don't match. Please try again."

Values = Mapping[str, str]


class Mistakes(Exception):
    """Raised with a message for each field that is wrong, in the order in which partners expect them."""

    def __init__(self, messages: tuple[str, ...]) -> None:
        super().__init__()
        self.messages = messages


@dataclass(frozen=True, slots=True)
class Order:
    """A form without mistakes."""

    registration: Registration
    password: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, how messages call it, and what it may hold."""

    name: str
    label: str
    fits: Callable[[str], bool] = lambda text: True
    most: int | None = None
    """Characters; None where the rule itself counts them."""
    required: bool = True
    misfit: str = ""
    """What is said of a value that does not fit; else that it is invalid."""
    secret: bool = False
    """A password counts as it was typed, and is judged by its own rule alone."""

    def read(self, values: Values) -> str:
        """What was typed, without white space around it."""
        text = values.get(self.name, "")
        # Line breaks stay, to be refused: no browser sends them from a field of one line.
        return text if self.secret else text.strip(" \t\u00a0\u3000")

    def judge(self, values: Values) -> str | None:
        """What is wrong with it, if anything is."""
        text = self.read(values)
        if not text:
            return self._lacking if self.required else None
        if not (self.secret or _is_readable(text)):
            return self._invalid
        if self.most is not None and len(text) > self.most:
            return self._too_long
        return None if self.fits(text) else self.misfit or self._invalid

    @property
    def messages(self) -> tuple[str, ...]:
        """Everything that may be said of it."""
        long = self._too_long if self.most is not None else ""
        all_of_them = (self._lacking if self.required else "", self._invalid, long, self.misfit)
        return tuple(words for words in all_of_them if words)

    @property
    def _lacking(self) -> str:
        return f"{self.label} is required."

    @property
    def _invalid(self) -> str:
        return f"Invalid {self.label}."

    @property
    def _too_long(self) -> str:
        return f"{self.label} must be at most {self.most} characters."


def _is_readable(text: str) -> bool:
    return is_readable_line(text) and "\N{REPLACEMENT CHARACTER}" not in text


def _is_address(text: str) -> bool:
    try:
        addresses.parse(text)
    except MalformedAddress:
        return False
    return True


def _is_password(text: str) -> bool:
    try:
        passwords.judge(text)
    except UnfitPassword:
        return False
    return _is_readable(text)


FIELDS = (
    Field("sb_companyname", "Company Name", most=registration.COMPANY),
    Field("sb_address1", "Address Line 1", most=registration.ADDRESS),
    Field("sb_address2", "Address Line 2", most=registration.ADDRESS, required=False),
    Field("sb_city", "City", most=registration.CITY),
    Field("sb_postalcode", "Postal Code", most=registration.POSTAL_CODE, required=False),
    Field("sb_country", "Country", registration.is_country, required=False),
    Field(
        "sb_firstname",
        "First Name",
        registration.is_person_name,
        registration.NAME,
        misfit=FIRST_NAME_LETTERS,
    ),
    Field(
        "sb_lastname", "Last Name", registration.is_person_name, registration.NAME, misfit=LAST_NAME_LETTERS
    ),
    Field("sb_phoneNumber", "Phone Number", registration.is_phone, misfit=PHONE_DIGITS),
    Field("sb_emailAddress", "Email Address", _is_address, registration.EMAIL),
    Field("sb_password", "Password", _is_password, misfit=INVALID_PASSWORD, secret=True),
    Field("sb_confirmpassword", "Confirm Password", misfit=PASSWORDS_DIFFER, secret=True),
    Field("sb_nusers", "Number of Users", registration.is_users),
    Field("term", "Term", registration.is_term),
)
"""In the order of the vendor's own table."""

_FIRST = ("sb_password", "sb_phoneNumber", "sb_lastname", "sb_firstname")
_IN_ORDER = (*_FIRST, *(field.name for field in FIELDS if field.name not in _FIRST))


def judge(values: Values, country: str) -> Order:
    """What was typed as a registration; a blank country is `country`. Raises Mistakes."""
    wrong = {field.name: words for field in FIELDS if (words := field.judge(values))}
    if values.get("sb_confirmpassword") and values["sb_confirmpassword"] != values.get("sb_password"):
        wrong["sb_confirmpassword"] = PASSWORDS_DIFFER
    if wrong:
        raise Mistakes(tuple(wrong[name] for name in _IN_ORDER if name in wrong))
    typed = {field.name: field.read(values) for field in FIELDS}
    business = BusinessDetails(
        company=typed["sb_companyname"],
        address1=typed["sb_address1"],
        address2=typed["sb_address2"],
        city=typed["sb_city"],
        postal_code=typed["sb_postalcode"],
        country=typed["sb_country"] or country,
        phone=typed["sb_phoneNumber"],
        users=int(typed["sb_nusers"]),
        term=int(typed["term"]),
    )
    email = addresses.parse(typed["sb_emailAddress"])
    person = Registration(typed["sb_firstname"], typed["sb_lastname"], email, business)
    return Order(person, typed["sb_password"])
