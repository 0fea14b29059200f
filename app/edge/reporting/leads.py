"""The report on the way of leads."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy.orm import Session

from app.domain.reports import leads
from app.domain.reports.leads import ORIGINS, STAGES, Line
from app.domain.reports.scope import Scope
from app.edge import office
from app.edge.reporting.report import Behind, Report
from app.edge.spreadsheet import Columns
from app.models import Lead

MOST = 10_000
"""Lines of the file."""


def _by() -> str:
    return office.wanted("by", tuple(ORIGINS)) or "service"


def _fill(session: Session, scope: Scope) -> dict[str, Any]:
    return {
        "way": leads.read(session, scope, _by()),
        "stages": list(STAGES.values()),
        "by": _by(),
        "origins": {slug: title for slug, (title, _) in ORIGINS.items()},
    }


def _lines(session: Session, scope: Scope) -> Iterator[tuple[Scope, str, Line]]:
    by = _by()
    for line in leads.read(session, scope, by, MOST).lines:
        yield scope, ORIGINS[by][0], line


def _number(place: int) -> Callable[[Any], object]:
    return lambda line: line[2].numbers[place]


COLUMNS: Columns = {
    "From": lambda line: line[0].first,
    "To": lambda line: line[0].last,
    "By": lambda line: line[1],
    "Origin": lambda line: line[2].origin,
    **{stage.title: _number(place) for place, stage in enumerate(STAGES.values())},
}

ROWS: Columns = {
    "Lead": lambda lead: lead.id,
    "Received (UTC)": lambda lead: lead.created_at,
    "State": lambda lead: lead.shown_state,
    "First name": lambda lead: lead.first_name,
    "Last name": lambda lead: lead.last_name,
    "Company": lambda lead: lead.company,
    "Service": lambda lead: lead.service,
    "PartnerID": lambda lead: lead.claimed_partner_id,
    "SubPartnerID": lambda lead: lead.sub_partner_id,
    "Site": lambda lead: lead.site,
    "UTM source": lambda lead: lead.utm.get("utm_source"),
    "UTM campaign": lambda lead: lead.utm.get("utm_campaign"),
}


def _behind(name: str, scope: Scope) -> Behind | None:
    stage = STAGES.get(name)
    if stage is None:
        return None
    value = office.exactly("value") or None
    narrowed = value or office.wanted("missing", ("yes",))
    origin = office.wanted("by", tuple(ORIGINS)) if narrowed else ""
    words = f" {ORIGINS[origin][0]}: {value or 'not told'}." if origin else ""
    return Behind(
        f"Leads: {stage.title.lower()}" if name != "leads" else "Leads",
        stage.definition + words,
        leads.behind(name, scope, origin, value),
        Lead.id,
        "_lead_rows.html",
        ROWS,
    )


REPORT = Report("leads", "Way of leads", frozenset({"service", "by"}), _fill, COLUMNS, _lines, _behind)
