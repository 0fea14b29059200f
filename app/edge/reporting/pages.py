"""The pages of all reports, for portal and console."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy.orm import Session

from app import clock
from app.db import db
from app.domain import lists
from app.edge import office, spreadsheet
from app.edge.office import Area
from app.edge.reporting import asking, leads, money, quotes, seats, usage
from app.edge.reporting.asking import Asked
from app.edge.reporting.report import Behind, Report
from app.edge.rights import open_to
from app.models import Role

REPORTS = {one.slug: one for one in (quotes.REPORT, leads.REPORT, seats.REPORT, usage.REPORT, money.REPORT)}

Whose = Callable[[Session], int | None]


def attach(bp: Blueprint, area: Area, whose: Whose, *roles: Role) -> None:
    """Add the pages to a blueprint; `whose` is the partner they are about, None for all."""

    @bp.get("")
    @open_to(*roles)
    def index() -> Response:
        """The first of them."""
        return _page(area, REPORTS["quotes"], whose)

    @bp.get("/<report>")
    @open_to(*roles)
    def show(report: str) -> Response:
        """One report."""
        return _page(area, _known(report), whose)

    @bp.get("/<report>.csv")
    @open_to(*roles)
    def download(report: str) -> Response:
        """The same as a file."""
        known = _known(report)
        scope = _asked(known, whose).scope
        return spreadsheet.answer(
            f"report-{report}", known.columns, lambda session: iter(known.lines(session, scope))
        )

    @bp.get("/<report>/<measure>")
    @open_to(*roles)
    def behind(report: str, measure: str) -> Response:
        """The rows behind one of its numbers."""
        known = _known(report)
        asked = _asked(known, whose)
        found = _behind(known, measure, asked)
        with db.reading() as session:
            return _show(
                area,
                "office/reports/behind.html",
                known,
                asked,
                behind=found,
                measure=measure,
                rows=lists.page(session, found.rows, found.key, office.cursor()),
                **found.more,
            )

    @bp.get("/<report>/<measure>.csv")
    @open_to(*roles)
    def download_behind(report: str, measure: str) -> Response:
        """The same rows as a file."""
        known = _known(report)
        found = _behind(known, measure, _asked(known, whose))
        return spreadsheet.answer(
            f"report-{report}-{measure}",
            found.columns,
            lambda session: lists.everything(session, found.rows, found.key, spreadsheet.MOST),
        )


def _page(area: Area, report: Report, whose: Whose) -> Response:
    asked = _asked(report, whose)
    with db.reading() as session:
        told = report.fill(session, asked.scope)
        return _show(area, "office/reports/show.html", report, asked, **told)


def _show(area: Area, template: str, report: Report, asked: Asked, **context: Any) -> Response:
    name = (request.blueprint or "").partition(".")[0]
    filters = office.filters()

    def to(endpoint: str, **more: Any) -> str:
        """An address among the reports, with the filters of this page."""
        return url_for(f"{name}.reports.{endpoint}", **{**filters, **more})

    return area.show(
        template,
        report=report,
        reports=REPORTS,
        asked=asked,
        scope=asked.scope,
        services=asking.services(),
        shortcuts=asking.shortcuts(asked.today),
        filters=filters,
        to=to,
        where=name,
        looked_at=clock.now(),
        **context,
    )


def _asked(report: Report, whose: Whose) -> Asked:
    with db.reading() as session:
        return asking.asked(whose(session), report.fields)


def _known(slug: str) -> Report:
    return office.only(REPORTS.get(slug))


def _behind(report: Report, measure: str, asked: Asked) -> Behind:
    return office.only(report.behind(measure, asked.scope))
