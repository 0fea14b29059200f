"""The catalogue's file: everything in it is judged before anything starts with it."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings, SettingsError
from app.domain import catalog, catalog_problems

SHIPPED = "version = " + Settings.catalog_file.read_text("utf-8").partition("\nversion = ")[2]
"""Without the words above it."""


def parsed() -> dict[str, Any]:
    return tomllib.loads(SHIPPED)


def test_the_file_that_is_shipped_has_the_five_products() -> None:
    shipped = catalog.read(Settings.catalog_file)

    assert [product.name for product in shipped.products] == [
        "Cloud PBX",
        "Unified Communications",
        "Contact Center",
        "SmartBox",
        "Streams",
    ]
    assert all({*product.terms} == {12, 24, 36} and product.plans for product in shipped.products)


@pytest.mark.parametrize(
    ("line", "other", "words"),
    [
        ('version = "2026-11"', "", "version must be"),
        ('currency = "USD"', 'currency = "usd"', "the three capitals of ISO 4217"),
        ("price = 1995", "price = 19.95", "price is 19.95; it must be whole cents"),
        ("price = 1995", "price = -1", "whole cents"),
        ("price = 1995", "price = true", "whole cents"),
        ("price = 1995", "", "price is None"),
        ('slug = "essential"', 'slug = "Essential"', "small letters"),
        ('slug = "essential"', 'slug = "professional"', "two with the slug professional"),
        ('slug = "uc"', 'slug = "pbx"', "two with the slug pbx"),
        ('name = "Essential"', "", "name is None"),
        ("12 = 0, 24 = 8", "12 = 0, 24 = 100", "the term 24 takes off 100"),
        ("12 = 0, 24 = 8", "12 = 0, year = 8", "no number of months"),
        ('per = "piece"', 'per = "floor"', "per is 'floor'"),
        ('requires = "recording"', 'requires = "tape"', "requires 'tape', which is no feature"),
        ('requires = "recording"', 'requires = "analytics"', "requires itself"),
        ('requires = "recording"', 'wants = "recording"', "a rule says wants"),
        ("max_users = 50", "max_users = 0", "whole number from 1 on"),
        ("max_users = 50", 'max_users = "50"', "whole number from 1 on"),
        ("min_users = 5", "min_quantity = 5", "only what is ordered by the piece"),
        ("{ max_users = 50, because =", "{ max_users = 50, as =", "a rule says max_users, as"),
        ('summary = "Fax to and from e-mail."', 'colour = "red"', "colour is no line of it"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, line: str, other: str, words: str) -> None:
    assert line in SHIPPED
    file = tmp_path / "catalog.toml"
    file.write_text(SHIPPED.replace(line, other, 1), "utf-8")

    with pytest.raises(SettingsError, match="CATALOG_FILE") as caught:
        catalog.read(file)

    assert any(words in problem for problem in caught.value.problems), caught.value.problems


@pytest.mark.parametrize("text", ["", "products = 3", "products = []", "products = [3]", "\x00"])
def test_a_file_that_is_not_whole_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "catalog.toml"
    file.write_text(text, "utf-8")

    with pytest.raises(SettingsError):
        catalog.read(file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="nowhere"):
        catalog.read(tmp_path / "nowhere.toml")


def test_what_nobody_could_ever_order_is_told() -> None:
    lines = parsed()
    features = lines["products"][0]["features"]
    confidential = next(one for one in features if one["slug"] == "confidential")
    # Speech Analytics needs Call Recording, which Confidential Lines exclude.
    confidential["rules"] = [{"requires": "analytics", "because": "No reason."}]

    problems = list(catalog_problems.of(lines))

    assert problems == [
        "product pbx: features confidential: what it requires is excluded at the same time,"
        " so nobody can order it."
    ]


def test_a_range_without_a_number_in_it_is_told() -> None:
    lines = parsed()
    lines["products"][0]["plans"][0]["rules"].append({"min_users": 51, "because": "No reason."})

    (problem,) = catalog_problems.of(lines)

    assert problem.endswith("min_users is above max_users, so nobody can order it.")


def test_a_changed_file_is_another_catalogue_whatever_it_calls_itself() -> None:
    lines = parsed()
    lines["products"][0]["plans"][0]["price"] += 1

    assert catalog.Catalog(lines).digest != catalog.Catalog(parsed()).digest
    assert catalog.Catalog(lines).version == catalog.Catalog(parsed()).version
