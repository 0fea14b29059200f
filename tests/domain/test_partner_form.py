"""The fields of a partner's own form, at their edges, and what is said of each (SPEC section 4)."""

import pytest

from app.domain import partner_form
from app.domain.partner_form import Mistakes
from tests.widgets.partner_page import ORDER

PASSWORD = "Invalid Password. Please try again."
PHONE = "Phone Number must be 10 digits numeric. Example: 8008050558."
LAST = "Special characters and Numerics are not allowed in Last Name."
FIRST = "Special characters and Numerics are not allowed in First Name."
DIFFER = "Passwords don't match. Please try again."


def judged(**changes: str) -> tuple[str, ...]:
    """The messages."""
    try:
        partner_form.judge(ORDER | changes, "US")
    except Mistakes as mistakes:
        return mistakes.messages
    return ()


def password(text: str) -> dict[str, str]:
    return {"sb_password": text, "sb_confirmpassword": text}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"sb_companyname": "c" * 50},
        {"sb_address1": "a" * 200},
        {"sb_address2": "a" * 200},
        {"sb_city": "c" * 32},
        {"sb_postalcode": "p" * 16},
        {"sb_postalcode": ""},
        {"sb_country": ""},
        {"sb_country": "ZW"},
        {"sb_firstname": "a" * 64},
        {"sb_firstname": " Ada "},
        {"sb_lastname": "O'Neil-Łukasz St. John"},
        {"sb_lastname": "李"},
        {"sb_phoneNumber": "0000000000"},
        {"sb_emailAddress": f"{'a' * 52}@example.com"},
        password("engine42"),
        password("e" + "1" * 19),
        password("!!!!!!!e"),
        {"sb_nusers": "1"},
        {"sb_nusers": "999999"},
        {"term": "12"},
        {"term": "36"},
    ],
)
def test_what_fits_passes(changes: dict[str, str]) -> None:
    assert judged(**changes) == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sb_companyname": ""}, "Company Name is required."),
        ({"sb_companyname": " \u00a0"}, "Company Name is required."),
        ({"sb_companyname": "c" * 51}, "Company Name must be at most 50 characters."),
        ({"sb_companyname": "A\x00"}, "Invalid Company Name."),
        ({"sb_companyname": "A\nB"}, "Invalid Company Name."),
        ({"sb_companyname": f"A{chr(0xD800)}"}, "Invalid Company Name."),
        ({"sb_companyname": "A\ufffd"}, "Invalid Company Name."),
        ({"sb_companyname": "\x00" * 51}, "Invalid Company Name."),
        ({"sb_address1": ""}, "Address Line 1 is required."),
        ({"sb_address1": "a" * 201}, "Address Line 1 must be at most 200 characters."),
        ({"sb_address2": "a" * 201}, "Address Line 2 must be at most 200 characters."),
        ({"sb_address2": "\x07"}, "Invalid Address Line 2."),
        ({"sb_city": ""}, "City is required."),
        ({"sb_city": "c" * 33}, "City must be at most 32 characters."),
        ({"sb_postalcode": "p" * 17}, "Postal Code must be at most 16 characters."),
        ({"sb_country": "UK"}, "Invalid Country."),
        ({"sb_country": "gb"}, "Invalid Country."),
        ({"sb_country": "GBR"}, "Invalid Country."),
        ({"sb_firstname": ""}, "First Name is required."),
        ({"sb_firstname": "a" * 65}, "First Name must be at most 64 characters."),
        ({"sb_firstname": "Ada1"}, FIRST),
        ({"sb_firstname": "<b>"}, FIRST),
        ({"sb_firstname": "{{7*7}}"}, FIRST),
        ({"sb_firstname": "A\x00"}, "Invalid First Name."),
        ({"sb_lastname": ""}, "Last Name is required."),
        ({"sb_lastname": "a" * 65}, "Last Name must be at most 64 characters."),
        ({"sb_lastname": "Love_lace"}, LAST),
        ({"sb_phoneNumber": ""}, "Phone Number is required."),
        ({"sb_phoneNumber": "800805055"}, PHONE),
        ({"sb_phoneNumber": "80080505588"}, PHONE),
        ({"sb_phoneNumber": "800.805.0558"}, PHONE),
        ({"sb_phoneNumber": "٨٠٠٨٠٥٠٥٥٨"}, PHONE),
        ({"sb_emailAddress": ""}, "Email Address is required."),
        ({"sb_emailAddress": "ada"}, "Invalid Email Address."),
        ({"sb_emailAddress": "ada@example.com\r\nBcc: eve@evil.test"}, "Invalid Email Address."),
        ({"sb_emailAddress": f"{'a' * 53}@example.com"}, "Email Address must be at most 64 characters."),
        (password("engin42"), PASSWORD),
        (password("e" + "1" * 20), PASSWORD),
        (password("12345678"), PASSWORD),
        (password("engine 42"), PASSWORD),
        (password(" engine42"), PASSWORD),
        (password("engine42\ufffd"), PASSWORD),
        (password("engine42\x00"), PASSWORD),
        (password("password1"), PASSWORD),
        ({"sb_confirmpassword": ""}, "Confirm Password is required."),
        ({"sb_confirmpassword": "Engine42"}, DIFFER),
        ({"sb_confirmpassword": "engine42 "}, DIFFER),
        ({"sb_nusers": ""}, "Number of Users is required."),
        ({"sb_nusers": "0"}, "Invalid Number of Users."),
        ({"sb_nusers": "1000000"}, "Invalid Number of Users."),
        ({"sb_nusers": "2.5"}, "Invalid Number of Users."),
        ({"sb_nusers": "１２"}, "Invalid Number of Users."),
        ({"term": ""}, "Term is required."),
        ({"term": "1"}, "Invalid Term."),
        ({"term": "012"}, "Invalid Term."),
    ],
)
def test_what_does_not_fit_has_one_message(changes: dict[str, str], message: str) -> None:
    assert judged(**changes) == (message,)


def test_an_empty_form_is_told_everything_in_the_order_that_partners_expect() -> None:
    with pytest.raises(Mistakes) as wrong:
        partner_form.judge({}, "US")

    labels = [message.removesuffix(" is required.") for message in wrong.value.messages]
    assert labels == [
        *("Password", "Phone Number", "Last Name", "First Name", "Company Name", "Address Line 1", "City"),
        *("Email Address", "Confirm Password", "Number of Users", "Term"),
    ]


def test_a_form_without_mistakes_is_a_registration() -> None:
    order = partner_form.judge(ORDER | {"sb_country": "", "sb_nusers": "000025", "sb_city": " London "}, "US")

    business = order.registration.business
    assert business is not None
    assert (business.country, business.users, business.term, business.city) == ("US", 25, 24, "London")
    assert (order.registration.email, order.password) == ("ada@analytical.example", "engine42")
