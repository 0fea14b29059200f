"""Ink on white: a brand's own where it can be read, darker where it can not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import colours


@pytest.mark.parametrize("brand", ["#000000", "#8a1538", "#0b6470"])
def test_what_can_be_read_stays_as_it_is(brand: str) -> None:
    assert colours.ink(brand) == brand


@pytest.mark.parametrize(("brand", "ink"), [("#ffffff", "#717171"), ("#ffcc00", "#8d7000")])
def test_what_is_too_light_gets_darker(brand: str, ink: str) -> None:
    assert colours.ink(brand) == ink


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_every_brand_can_be_read(parts: tuple[int, int, int]) -> None:
    ink = colours.ink("#{:02x}{:02x}{:02x}".format(*parts))

    assert colours.contrast_to_white([int(ink[at : at + 2], 16) for at in (1, 3, 5)]) >= 4.5
