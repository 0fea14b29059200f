"""What is wrong with the snippets of all partners, in the words that each of them reads."""

from flask import Blueprint, Response

from app.console.area import CONSOLE
from app.db import db
from app.domain import findings
from app.edge import office, report
from app.edge.rights import open_to

bp = Blueprint("findings", __name__, url_prefix="/findings")

MOST = 200


@bp.get("")
@open_to("cm", "admin")
def index() -> Response:
    """The latest ones, narrowed down by partner, rule and value."""
    rule, text, partner = office.wanted("rule", findings.RULES), office.search(), office.typed("partner")
    with db.reading() as session:
        return CONSOLE.show(
            "console/findings.html",
            found=findings.latest(session, text=text, rule=rule, partner=partner, most=MOST),
            words=report.words,
            rules={name: name.replace("_", " ") for name in findings.RULES},
            rule=rule,
            partner=partner,
            q=text,
            most=MOST,
        )
