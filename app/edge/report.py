"""What a dry run tells a partner about their own call (SPEC section 7)."""

from dataclasses import dataclass

from app.domain.findings import Noted
from app.edge import params
from app.edge.visit import Visit
from app.models import Finding


@dataclass(frozen=True, slots=True)
class Line:
    """One parameter: as it came, as it was understood, and what is wrong with it."""

    name: str
    received: str
    understood: str
    finding: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything about one call."""

    parameters: tuple[Line, ...]
    findings: tuple[Noted, ...]
    site: str | None
    site_registered: bool | None
    """None where the browser did not tell which site frames the page."""
    leads_to: str


def words(row: Finding) -> str:
    """What is wrong and what to do, for the partner whom a stored finding is about."""
    rule, _, hint = row.rule.partition(":")
    return Noted(rule, hint, row.value, params.advice(hint, row.value)).words


def of(visit: Visit, query: str, leads_to: str) -> Report:
    """The report on a visit that came with this query; `leads_to` says what the button does."""
    lines = tuple(_line(visit, name, text) for name, text in params.received(query))
    about_lines = {line.finding for line in lines}
    return Report(
        parameters=lines,
        findings=tuple(found for found in visit.findings if found.words not in about_lines),
        site=visit.site,
        site_registered=visit.site_registered,
        leads_to=leads_to,
    )


def _line(visit: Visit, name: str, text: str) -> Line:
    words = [
        found.words
        for found in visit.findings
        if name in (found.hint, found.value) and found.rule != "foreign_returnurl"
    ]
    return Line(name, text, _understood(visit, name), " ".join(words))


def _understood(visit: Visit, name: str) -> str:
    if name in params.UTM:
        return visit.utm.get(name, "ignored")
    if name not in params.NAMES:
        return "not a parameter of ours, ignored"
    value = getattr(visit.parameters, name)
    match value:
        case None:
            return "as if absent"
        case bool():
            return "on" if value else "off"
        case _:
            return str(value)
