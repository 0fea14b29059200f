"""What operators read when something breaks: where, and under which id; nothing of the visitor."""

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO

import pytest
from flask import request

from app.edge import observing
from tests.browser import OURS, Browser
from tests.widgets.urls import ADA


@pytest.fixture
def written() -> StringIO:
    return StringIO()


@pytest.fixture
def breaking(browser: Browser, written: StringIO) -> Iterator[Browser]:
    """A browser on a service with a page that fails with the visitor's own words."""

    def fail(secret: str) -> str:
        raise LookupError(f"{secret} {request.query_string!r} {request.form.to_dict()}")

    browser.app.add_url_rule("/breaks/<secret>", "breaks", fail, methods=["POST"])
    root = logging.getLogger()
    before = root.handlers[:], root.level
    observing.configure_logging(written)
    yield browser
    root.handlers[:], level = before
    root.setLevel(level)


def test_a_500_is_written_down_by_route_and_id_without_a_word_of_the_visitor(
    breaking: Browser, written: StringIO
) -> None:
    answer = breaking.post(
        "/breaks/handle-in-the-path?PartnerID=1234567", ADA, X_Request_Id="of-somebody-else"
    )

    assert (answer.status, answer.says("h1")) == (500, "Something went wrong on our side")
    lines = {line["message"]: line for line in map(json.loads, written.getvalue().splitlines())}
    for name in ("unhandled", "request"):
        assert lines[name]["route"] == "/breaks/<secret>"
        assert lines[name]["request_id"] == answer.headers["X-Request-Id"] != "of-somebody-else"
    assert lines["unhandled"]["failure"] == "LookupError"
    assert lines["unhandled"]["at"][-1].endswith(" fail")
    for private in (
        "handle-in-the-path",
        "1234567",
        "192.0.2.10",
        OURS,
        ADA["email"],
        ADA["last_name"],
        ADA["company"],
    ):
        assert private not in written.getvalue()


@pytest.mark.parametrize("given", ["\xe9\xb2\xaa", "a\tb", "<x>", "", "x" * 65])
def test_an_id_that_is_more_than_plain_letters_is_replaced(browser: Browser, given: str) -> None:
    answer = browser.get("/nothing", X_Request_Id=given)

    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-Id"])
