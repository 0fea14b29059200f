"""The headers of every route, as they were reviewed: a change to any of them has to be meant.

After a change that is meant, `python -m tests.edge.snapshot` writes them anew for review.
"""

import json

import pytest

from tests.browser import Browser
from tests.edge.snapshot import FILE, ROUTES, headers_of

REVIEWED: dict[str, dict[str, str]] = json.loads(FILE.read_text("utf-8"))


def test_every_case_was_reviewed() -> None:
    assert sorted(REVIEWED) == sorted(ROUTES)


@pytest.mark.parametrize("case", ROUTES)
def test_the_headers_are_those_that_were_reviewed(browser: Browser, case: str) -> None:
    assert headers_of(browser, case) == REVIEWED[case]


# Nobody embeds these, and nobody else's answers know of a session.
SIGNED_IN_AREA = ("login", "logout", "signed ", "account", "forgotten", "reset")


@pytest.mark.parametrize("case", ROUTES)
def test_only_the_signed_in_area_has_a_session_and_nobody_allows_anything_unsafe(
    browser: Browser, case: str
) -> None:
    headers = headers_of(browser, case)

    if case.startswith(SIGNED_IN_AREA):
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "no-store"
    else:
        assert "Set-Cookie" not in headers
        assert "Cookie" not in headers.get("Vary", "")
    assert "unsafe" not in headers.get("Content-Security-Policy", "")
    assert "Server" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
