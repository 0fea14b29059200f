"""Health of a web process, for whoever runs it; these routes answer under any host name."""

import hmac
from collections.abc import Iterator
from typing import Any

import prometheus_client
from flask import Blueprint, Response, abort, jsonify, request
from prometheus_client.core import (
    CollectorRegistry,
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.db import AWAY, db
from app.domain import operating_figures, outbox_figures
from app.edge import limits, observing
from app.edge.house import house

bp = Blueprint("health", __name__)

ROUTES = frozenset({"/healthz", "/readyz", "/metrics"})


@bp.get("/healthz")
def alive() -> Response:
    """This process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
def ready() -> tuple[Response, int]:
    """What this process needs answers: the database, and Redis where one is configured.

    Without Redis the limits go on in memory, so that is said and is no failure.
    """
    checks: dict[str, Any] = {"database": _database()}
    if house().settings.redis_url:
        checks["redis"] = "ok" if limits.storage_answers() else "away, limits go on in memory"
    up = checks["database"] == "ok"
    return jsonify(status="ok" if up else "unavailable", **checks), 200 if up else 503


@bp.get("/metrics")
def metrics() -> Response:
    """Prometheus figures, for whoever has METRICS_TOKEN."""
    token = house().settings.metrics_token
    given = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        abort(404)
    figures = prometheus_client.generate_latest(observing.COUNTED) + prometheus_client.generate_latest(_ours)
    return Response(figures, content_type=prometheus_client.CONTENT_TYPE_LATEST)


class _Outbox(Collector):
    """How the outbox stands: the same in every process, asked when somebody wants to know."""

    def collect(self) -> Iterator[Metric]:
        """The figures; none while the database is away."""
        try:
            with db.reading() as session:
                now = outbox_figures.read(session, clock.now())
        except AWAY:
            return
        yield GaugeMetricFamily("partner_tools_letters_open", "Letters that wait.", value=now.open)
        yield GaugeMetricFamily(
            "partner_tools_letters_oldest_open_seconds",
            "Age of the oldest letter that waits.",
            value=now.oldest.total_seconds(),
        )
        yield CounterMetricFamily(
            "partner_tools_letters_bounced", "Letters that nobody took.", value=now.bounced
        )


class _Waiting(Collector):
    """What waits or has stopped: the same in every process, too."""

    def collect(self) -> Iterator[Metric]:
        """The figures; none while the database is away."""
        try:
            with db.reading() as session:
                now = operating_figures.read(session, clock.now())
        except AWAY:
            return
        for name, words, value in (
            ("leads_new", "Leads that no channel manager has touched.", now.leads_new),
            ("orders_open", "Orders that are being provisioned.", now.orders_open),
            ("orders_failed", "Orders that stopped and wait for somebody.", now.orders_failed),
            ("invoices_overdue", "Invoices that should have been paid.", now.invoices_overdue),
            ("webhooks_open", "Messages to webhooks that wait.", now.webhooks_open),
            (
                "webhooks_oldest_open_seconds",
                "Age of the oldest message that waits.",
                now.webhooks_oldest.total_seconds(),
            ),
            ("webhooks_given_up", "Messages of 30 days that nobody took.", now.webhooks_given_up),
        ):
            yield GaugeMetricFamily(f"partner_tools_{name}", words, value=value)
        if now.worker_silent is not None:
            yield GaugeMetricFamily(
                "partner_tools_worker_silent_seconds",
                "Since when no worker has said that it works.",
                value=now.worker_silent.total_seconds(),
            )


_ours = CollectorRegistry(auto_describe=False)
_ours.register(_Outbox())
_ours.register(_Waiting())


def _database() -> str:
    try:
        with db.reading() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return "away"
    return "ok"
