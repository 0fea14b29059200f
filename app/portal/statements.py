"""A partner's statements: one for each month that is closed, as a document and as a file."""

from flask import Blueprint, Response

from app.db import db
from app.domain import lists
from app.domain.commission import stating
from app.edge import earnings, office, signed_in, spreadsheet
from app.edge.rights import open_to
from app.models import Statement
from app.portal.area import PORTAL

bp = Blueprint("statements", __name__, url_prefix="/statements")


@bp.get("")
@open_to("partner")
def index() -> Response:
    """Every statement that is ours, newest first."""
    with db.reading() as session:
        found = lists.page(session, stating.statements(signed_in.partner_id()), Statement.id, office.cursor())
        return PORTAL.show(
            "portal/statements/index.html",
            statements=found,
            totals=stating.totals(session, [one.id for one in found]),
            filters=office.filters(),
            **earnings.words(),
        )


@bp.get("/statements.csv")
@open_to("partner")
def download() -> Response:
    """The same list as a file."""
    query = stating.statements(signed_in.partner_id())
    return spreadsheet.answer(
        "statements",
        earnings.STATEMENTS,
        lambda session: earnings.with_totals(
            session, lists.everything(session, query, Statement.id, spreadsheet.MOST)
        ),
    )


@bp.get("/<int:number>")
@open_to("partner")
def show(number: int) -> Response:
    """One statement, to read and to print."""
    with db.reading() as session:
        statement = office.only(stating.find(session, number, signed_in.partner_id()))
        return PORTAL.show("portal/statements/show.html", **earnings.document(session, statement))


@bp.get("/<int:number>/lines.csv")
@open_to("partner")
def lines(number: int) -> Response:
    """Its entries as a file."""
    with db.reading() as session:
        statement = office.only(stating.find(session, number, signed_in.partner_id()))
    return earnings.file_of(statement)
