"""What a customer sees of a quote, behind the link of a letter and without an account (SPEC section 18)."""

from flask import Blueprint, Response

from app.quoting import changes, offer

bp = Blueprint("quoting", __name__, url_prefix="/q")
for part in (offer, changes):
    bp.register_blueprint(part.bp)


@bp.after_request
def forget(response: Response) -> Response:
    """Whoever has the address has the quote: no cache keeps its pages."""
    response.headers["Cache-Control"] = "no-store"
    return response
