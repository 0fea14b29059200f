"""The agreement that every customer accepts."""

from flask import Blueprint, render_template

from app.edge import limits
from app.edge.house import house

bp = Blueprint("agreement", __name__)


@bp.get("/agreements/eusa_agreement.html")
def show() -> str:
    """The End User Service Agreement, as its content file says."""
    limits.show()
    return render_template(
        "signup/agreement.html",
        document=house().agreements.eusa(),
        stylesheet=house().assets.stylesheet(None),
    )
