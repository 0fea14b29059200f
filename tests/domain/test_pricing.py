"""Prices and rules: whole cents, sums of lines, and a way out of every violation."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import Settings
from app.domain import catalog, pricing
from app.domain.catalog import Choice, Product
from app.domain.pricing import Configuration, UnknownChoice

CATALOG = catalog.read(Settings.catalog_file)
PBX = CATALOG.products[0]
SMALL = Configuration("pbx", "essential", 10, 12)


@st.composite
def configurations(draw: st.DrawFn) -> tuple[Product, Configuration]:
    product = draw(st.sampled_from(CATALOG.products))
    return product, Configuration(
        product=product.slug,
        plan=draw(st.sampled_from(product.plans)).slug,
        users=draw(st.integers(1, catalog.MOST_USERS)),
        term=draw(st.sampled_from([*product.terms])),
        features=draw(chosen(product.features)),
        items=draw(chosen(product.items)),
    )


def chosen(offered: tuple[Choice, ...]) -> st.SearchStrategy[tuple[tuple[str, int], ...]]:
    some = st.lists(st.sampled_from(offered), unique=True)
    return some.flatmap(
        lambda choices: st.tuples(
            *(
                st.tuples(st.just(one.slug), st.integers(1, catalog.MOST_PIECES))
                for one in offered
                if one in choices
            )
        )
    )


@given(configurations())
def test_totals_are_sums_of_lines_in_whole_cents(wanted: tuple[Product, Configuration]) -> None:
    price = pricing.price(*wanted)

    assert price.monthly == sum(line.total for line in price.lines if line.monthly)
    assert price.once == sum(line.total for line in price.lines if not line.monthly)
    assert price.whole_term == price.monthly * wanted[1].term + price.once
    amounts = [price.monthly, price.once, price.whole_term, *(line.total for line in price.lines)]
    assert all(type(amount) is int and amount >= 0 for amount in amounts)


@given(configurations())
def test_each_line_is_within_half_a_cent_of_its_exact_price(wanted: tuple[Product, Configuration]) -> None:
    for line in pricing.price(*wanted).lines:
        exact = line.price * line.quantity * (100 - line.discount)
        assert abs(line.total * 100 - exact) <= 50


@given(configurations())
def test_a_mend_leads_to_a_configuration_without_that_violation(
    wanted: tuple[Product, Configuration],
) -> None:
    product, configuration = wanted

    for broken in pricing.violations(product, configuration):
        left = [(one.owner, one.rule) for one in pricing.violations(product, broken.mended)]
        assert (broken.owner, broken.rule) not in left


@given(configurations())
def test_mending_again_and_again_comes_to_an_end(wanted: tuple[Product, Configuration]) -> None:
    product, configuration = wanted

    for _ in range(20):
        broken = pricing.violations(product, configuration)
        if not broken:
            return
        configuration = broken[0].mended

    raise AssertionError(f"still broken: {configuration}")


@given(configurations())
def test_what_is_stored_comes_back_as_it_was(wanted: tuple[Product, Configuration]) -> None:
    product, configuration = wanted

    assert Configuration.of(configuration.content(), product) == configuration


@pytest.mark.parametrize(
    ("price", "quantity", "discount", "total"),
    [(25, 1, 10, 22), (35, 1, 10, 32), (45, 1, 10, 40), (15, 1, 10, 14), (1, 1, 49, 1), (1, 1, 51, 0)],
)
def test_a_half_goes_to_the_even_cent(price: int, quantity: int, discount: int, total: int) -> None:
    plan = replace(PBX.plans[0], price=price)
    product = replace(PBX, plans=(plan,), terms={12: discount})

    (line,) = pricing.price(product, replace(SMALL, users=quantity)).lines

    assert line.total == total


def test_what_is_counted_by_the_user_by_the_piece_and_by_the_account() -> None:
    cc = CATALOG.product("cc")
    assert cc
    wanted = Configuration(
        "cc", "voice", 4, 24, (("recording", 1), ("wallboards", 3), ("crm", 1)), (("setup", 1),)
    )

    price = pricing.price(cc, wanted)

    assert [(line.slug, line.quantity, line.total) for line in price.lines] == [
        ("voice", 4, 24_840),
        ("recording", 4, 2_340),
        ("wallboards", 3, 7_830),
        ("crm", 1, 13_410),
        ("setup", 1, 75_000),
    ]
    assert (price.monthly, price.once, price.whole_term) == (48_420, 75_000, 48_420 * 24 + 75_000)


@pytest.mark.parametrize(
    ("wanted", "owner", "mend", "changed"),
    [
        ({"features": (("analytics", 1),)}, "Speech Analytics", "Add Call Recording", "features"),
        (
            {"features": (("recording", 1), ("confidential", 1))},
            "Call Recording",
            "Remove Confidential Lines",
            "features",
        ),
        ({"users": 51}, "Essential", "Change to Professional", "plan"),
        (
            {"users": 4, "features": (("recording", 1), ("analytics", 1))},
            "Speech Analytics",
            "Change to 5 users",
            "users",
        ),
        ({"features": (("fax", 21),)}, "Fax lines", "Change Fax lines to 20", "features"),
    ],
)
def test_a_violation_names_its_rule_and_offers_the_mend(
    wanted: dict[str, object], owner: str, mend: str, changed: str
) -> None:
    configuration = replace(SMALL, **wanted)  # type: ignore[arg-type]

    (broken,) = pricing.violations(PBX, configuration)

    assert (broken.owner, broken.mend) == (owner, mend)
    names = [field.name for field in fields(configuration)]
    assert [name for name in names if getattr(configuration, name) != getattr(broken.mended, name)] == [
        changed
    ]
    assert pricing.violations(PBX, broken.mended) == ()


@pytest.mark.parametrize(
    "wanted", [{"plan": "gold"}, {"term": 13}, {"features": (("tape", 1),)}, {"items": (("car", 1),)}]
)
def test_what_the_product_does_not_have_has_no_price(wanted: dict[str, object]) -> None:
    with pytest.raises(UnknownChoice):
        pricing.price(PBX, replace(SMALL, **wanted))  # type: ignore[arg-type]
