"""The statements of all partners."""

from flask import Blueprint, Response

from app.console.area import CONSOLE
from app.db import db
from app.domain import lists
from app.domain.commission import stating
from app.edge import earnings, office, spreadsheet
from app.edge.rights import open_to
from app.models import Statement

bp = Blueprint("statements", __name__, url_prefix="/statements")


@bp.get("")
@open_to("cm", "admin")
def index() -> Response:
    """Every statement, newest first."""
    text = office.search()
    with db.reading() as session:
        found = lists.page(session, stating.statements(None, text), Statement.id, office.cursor())
        return CONSOLE.show(
            "console/statements/index.html",
            statements=found,
            totals=stating.totals(session, [one.id for one in found]),
            q=text,
            filters=office.filters(),
            **earnings.words(),
        )


@bp.get("/statements.csv")
@open_to("cm", "admin")
def download() -> Response:
    """The same list as a file."""
    query = stating.statements(None, office.search())
    return spreadsheet.answer(
        "statements",
        earnings.STATEMENTS_OF_ALL,
        lambda session: earnings.with_totals(
            session, lists.everything(session, query, Statement.id, spreadsheet.MOST)
        ),
    )


@bp.get("/<int:number>")
@open_to("cm", "admin")
def show(number: int) -> Response:
    """One statement, as the partner sees it."""
    with db.reading() as session:
        statement = office.only(stating.find(session, number))
        return CONSOLE.show("console/statements/show.html", **earnings.document(session, statement))


@bp.get("/<int:number>/lines.csv")
@open_to("cm", "admin")
def lines(number: int) -> Response:
    """Its entries as a file."""
    with db.reading() as session:
        statement = office.only(stating.find(session, number))
    return earnings.file_of(statement)
