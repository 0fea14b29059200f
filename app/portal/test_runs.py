"""A partner's test runs: what was received with `test=true`, and how it was understood."""

from flask import Blueprint, Response

from app.db import db
from app.domain import dry_runs, lists
from app.edge import office, report, signed_in, spreadsheet, visit
from app.edge.rights import open_to
from app.edge.spreadsheet import Columns
from app.models import DryRun
from app.portal.area import PORTAL

bp = Blueprint("test_runs", __name__, url_prefix="/test-runs")


COLUMNS: Columns = {
    "Test run": lambda run: run.id,
    "When (UTC)": lambda run: run.created_at,
    "Form": lambda run: run.form,
    "Site": lambda run: run.site,
    "Query": lambda run: run.query,
    "Findings": lambda run: " ".join(found["words"] for found in run.findings),
}


@bp.get("")
@open_to("partner")
def index() -> Response:
    """Every test run of the last days, newest first."""
    with db.reading() as session:
        runs = lists.page(session, dry_runs.of_partner(signed_in.partner_id()), DryRun.id, office.cursor())
        days = dry_runs.KEPT_FOR.days
        return PORTAL.show("portal/test_runs/index.html", runs=runs, filters=office.filters(), kept_for=days)


@bp.get("/test-runs.csv")
@open_to("partner")
def download() -> Response:
    """The same list as a file."""
    query = dry_runs.of_partner(signed_in.partner_id())
    return spreadsheet.answer(
        "test-runs", COLUMNS, lambda session: lists.everything(session, query, DryRun.id, spreadsheet.MOST)
    )


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
