"""Where a site builder's frames come from, read as browsers read a policy."""

import pytest

from app.config import Builder
from app.domain import builders

PAGES = Builder("pages", "Pages", ("https://frames.example.com", "https://*.example.net"))


@pytest.mark.parametrize(
    "origin", ["https://frames.example.com", "https://a.example.net", "https://www-tmclabs.a.example.net"]
)
def test_code_is_nested_in_the_origin_that_was_vetted_and_at_any_depth_below_a_star(origin: str) -> None:
    assert builders.nests_in(PAGES, origin)


@pytest.mark.parametrize(
    "origin",
    [
        "https://example.net",
        "https://evilexample.net",
        "https://a.example.net.evil.test",
        "http://a.example.net",
        "https://a.example.net:8443",
        "https://evil.test@a.example.net",
        "https://%00.example.net",
        "https://.example.net",
        "https://a.frames.example.com",
        "http://frames.example.com",
        "https://frames.example.com:8443",
        "null",
        "",
    ],
)
def test_nothing_else_is_a_frame_of_the_builder(origin: str) -> None:
    assert not builders.nests_in(PAGES, origin)
