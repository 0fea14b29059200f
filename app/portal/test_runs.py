"""A partner's test runs: what was received with `test=true`, and how it was understood."""

from flask import Blueprint, Response

from app.db import db
from app.domain import dry_runs, lists
from app.edge import office, report, signed_in, visit
from app.edge.rights import open_to
from app.models import DryRun
from app.portal.area import PORTAL

bp = Blueprint("test_runs", __name__, url_prefix="/test-runs")


@bp.get("")
@open_to("partner")
def index() -> Response:
    """Every test run of the last days, newest first."""
    with db.reading() as session:
        runs = lists.page(session, dry_runs.of_partner(signed_in.partner_id()), DryRun.id, office.cursor())
        days = dry_runs.KEPT_FOR.days
        return PORTAL.show("portal/test_runs/index.html", runs=runs, filters=office.filters(), kept_for=days)


@bp.get("/<int:number>")
@open_to("partner")
def show(number: int) -> Response:
    """One test run, as its page said it; judged again by today's rules and sites."""
    with db.reading() as session:
        mine = dry_runs.of_partner(signed_in.partner_id())
        run = office.only(session.scalar(mine.where(DryRun.id == number)))
    seen = visit.understand(run.query, run.site)
    return PORTAL.show(
        "portal/test_runs/show.html", run=run, report=report.of(seen, run.query, "nothing: this was a test")
    )
