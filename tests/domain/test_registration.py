"""The rules of a signup's fields, at their edges."""

import pytest

from app.domain import passwords, registration
from app.domain.passwords import UnfitPassword, Vault


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("Ada", True),
        ("Jean-Luc O'Neil Jr.", True),
        ("O’Hara", True),
        ("Zoë", True),
        ("Zoe\u0308", True),
        ("李小龍", True),
        ("प्रियंका", True),
        ("Ada1", False),
        ("Ada_Lovelace", False),
        ("<b>", False),
        ("-", False),
        ("", False),
    ],
)
def test_names_have_letters_of_any_script(name: str, fits: bool) -> None:
    assert registration.is_person_name(name) is fits


@pytest.mark.parametrize(
    ("phone", "fits"),
    [
        ("8008050558", True),
        ("800805055", False),
        ("80080505580", False),
        ("800.805.0558", False),
        ("٨٠٠٨٠٥٠٥٥٨", False),
    ],
)
def test_phones_have_ten_digits(phone: str, fits: bool) -> None:
    assert registration.is_phone(phone) is fits


@pytest.mark.parametrize(
    ("users", "fits"),
    [
        ("1", True),
        ("999999", True),
        ("000001", True),
        ("0", False),
        ("000000", False),
        ("1000000", False),
        ("1.5", False),
        ("-1", False),
        ("١", False),
    ],
)
def test_users_are_a_whole_number_of_six_digits(users: str, fits: bool) -> None:
    assert registration.is_users(users) is fits


@pytest.mark.parametrize(
    ("code", "fits"), [("US", True), ("GB", True), ("us", False), ("UK", False), ("XX", False), ("", False)]
)
def test_countries_are_those_of_iso_3166(code: str, fits: bool) -> None:
    assert registration.is_country(code) is fits


@pytest.mark.parametrize(
    "password", ["engine 1842", "1234567a"[:7], "a" + "1" * 20, "12345678", "password1", "Passw0rd\x00"]
)
def test_unfit_passwords_are_told_why(password: str) -> None:
    with pytest.raises(UnfitPassword):
        passwords.judge(password)


@pytest.mark.parametrize("password", ["engine42", "x" + "7" * 19, "Analytical!", "пароль2026"])
def test_fit_passwords_pass(password: str) -> None:
    passwords.judge(password)


def test_a_vault_knows_a_password_again_and_nobody_elses() -> None:
    vault = Vault(memory=8, passes=1)

    stored = vault.hash("engine42")

    assert vault.verify(stored, "engine42")
    assert not vault.verify(stored, "Engine42")
    assert not vault.verify(None, "nobody knows this one")
    assert not vault.verify("no hash at all", "engine42")
    assert stored.startswith("$argon2id$")
