"""What operators see of requests: JSON lines and counters, by route, never by path or query."""

import logging
import sys
from functools import cache
from time import perf_counter
from traceback import extract_tb
from typing import Any

from flask import Flask, Request, Response
from prometheus_client import Counter, Histogram
from pythonjsonlogger.json import JsonFormatter

from app import tracing
from app.edge import siblings
from app.edge.current import current_request

COUNTED = siblings.join()
"""What this process has counted, or all those behind its port."""

LATENCY = Histogram(
    "partner_tools_request_seconds",
    "Seconds from request to answer, by route and status; its count is that of the requests.",
    ["route", "status"],
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3),
)
SUBMISSIONS = Counter(
    "partner_tools_submissions", "Forms that were sent, by form and what came of them.", ["form", "outcome"]
)
LIMITED = Counter("partner_tools_limits_hit", "What was asked too often, by limit.", ["limit"])
FINDINGS = Counter("partner_tools_findings", "Findings about partners' calls, by rule.", ["rule"])
_series = cache(LATENCY.labels)
_BEGAN = "partner_tools.began"
log = logging.getLogger("app.request")


def configure_logging(stream: object = None) -> None:
    """One JSON object a line on standard error."""
    handler = logging.StreamHandler(stream or sys.stderr)  # type: ignore[arg-type]
    handler.addFilter(_trace)
    handler.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # Its messages hold keys and routes of people who were slowed down.
    logging.getLogger("flask-limiter").setLevel(logging.ERROR)


def _trace(record: logging.LogRecord) -> bool:
    """Give a line the id of the request that it belongs to, if it belongs to one."""
    if request_id := tracing.current():
        record.request_id = request_id
    return True


def attach(app: Flask) -> None:
    """Count each request; write down, with an id, what was sent to us and what went wrong."""

    @app.before_request
    def begin() -> None:
        environ = current_request().environ
        environ[_BEGAN] = perf_counter()
        tracing.begin(environ.get("HTTP_X_REQUEST_ID", ""))

    @app.after_request
    def end(response: Response) -> Response:
        request = current_request()
        seconds = perf_counter() - request.environ.get(_BEGAN, perf_counter())
        route = _route(request)
        _series(route, response.status_code).observe(seconds)
        # Plain views are counted, not written down one by one.
        if request.method == "POST" or response.status_code >= 400:
            # The answer bears it, too, even where nobody keeps the log.
            tracing.current()
            log.info(
                "request",
                extra={
                    "method": request.method,
                    "route": route,
                    "status": response.status_code,
                    "ms": round(seconds * 1000, 1),
                },
            )
        # A plain view that nobody wrote down has none, unless the proxy gave it one.
        if tracing.is_known():
            response.headers["X-Request-Id"] = tracing.current() or ""
        return response

    @app.teardown_request
    def end_trace(_failure: BaseException | None) -> None:
        tracing.end()


def submitted(form: str, outcome: str) -> None:
    """Count a form: stored, amended, the same once more, or a dry run."""
    SUBMISSIONS.labels(form, outcome).inc()


def limited(limit: str) -> None:
    """Count a limit that somebody has reached."""
    LIMITED.labels(limit).inc()


def found(rule: str) -> None:
    """Count a finding about a partner's call."""
    FINDINGS.labels(rule).inc()


def note_failure(failure: BaseException) -> None:
    """Write down what nobody expected: what it was and where, under the id that its answer bears."""
    log.error("unhandled", extra={"route": _route(current_request()), **place(failure)})


def place(failure: BaseException) -> dict[str, Any]:
    """What it was and where, for a log."""
    # Its words stay out: they can quote what was typed, or a path that holds a secret.
    steps = extract_tb(failure.__traceback__)
    return {
        "failure": type(failure).__name__,
        "at": [f"{step.filename}:{step.lineno} {step.name}" for step in steps],
    }


def _route(request: Request) -> str:
    return request.url_rule.rule if request.url_rule else "unknown"
