"""What programs are answered: JSON, and where something is wrong a problem in words (RFC 9457)."""

import json
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from app.db import AWAY
from app.edge.errors import RETRY_AFTER
from app.edge.limits import TooMany

MOST_ITEMS = 1_000
"""Of one body."""


class Problem(Exception):
    """Raised with a status, with words that say what to do, and whatever helps a program to find it."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.more = status, detail, more


def attach(bp: Blueprint) -> None:
    """Answer every failure below a blueprint with a problem."""
    bp.register_error_handler(Problem, _problem)
    bp.register_error_handler(TooMany, _too_many)
    bp.register_error_handler(HTTPException, _http)
    for failure in AWAY:
        bp.register_error_handler(failure, _away)


def answer(content: Any, status: int = 200, kind: str = "application/json") -> Response:
    """Something that a program reads, and nobody keeps."""
    response = Response(json.dumps(content) + "\n", status, content_type=kind)
    response.headers["Cache-Control"] = "no-store"
    return response


def items() -> list[Any]:
    """What was sent: an array as it is, anything else as its only item. Raises Problem."""
    if request.mimetype != "application/json":
        raise Problem(415, "Send JSON, with the header Content-Type: application/json.")
    try:
        sent = json.loads(request.get_data(cache=False), parse_constant=_no_constant)
    except RequestEntityTooLarge:
        raise Problem(413, "The body is too large. Send it in parts of at most 256 KB.") from None
    except (ValueError, RecursionError):
        raise Problem(400, "The body is not JSON. Check it for quotes, commas and UTF-8.") from None
    found = sent if isinstance(sent, list) else [sent]
    if not found:
        raise Problem(422, "The array is empty. Send at least one item.")
    if len(found) > MOST_ITEMS:
        raise Problem(413, f"That are {len(found):,} items. Send at most {MOST_ITEMS:,} at a time.")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _problem(problem: Problem) -> Response:
    title = HTTPStatus(problem.status).phrase
    content = {"title": title, "status": problem.status, "detail": problem.detail} | problem.more
    response = answer(content, problem.status, "application/problem+json")
    if problem.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Partner Tools"'
    return response


def _too_many(many: TooMany) -> Response:
    response = _problem(Problem(429, many.words))
    response.headers["Retry-After"] = str(many.retry_after)
    return response


def _http(error: HTTPException) -> Response:
    return _problem(Problem(error.code or 500, "This request can not be answered as it is."))


def _away(_error: Exception) -> Response:
    response = _problem(Problem(503, "Something that we need does not answer. Send it again in a minute."))
    response.headers["Retry-After"] = RETRY_AFTER
    return response
