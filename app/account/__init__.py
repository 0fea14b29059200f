"""The customer area: signing in, what a customer has, and the upgrade (SPEC section 8)."""

from flask import Blueprint, Response

from app.account import doors, forgotten, overview, signed_in, upgrade
from app.account.signed_in import SignInFirst

bp = Blueprint("account", __name__)
for part in (doors, forgotten, overview, upgrade):
    bp.register_blueprint(part.bp)
bp.register_error_handler(SignInFirst, signed_in.to_login)


@bp.after_request
def keep_to_oneself(response: Response) -> Response:
    """Nobody finds these pages in a cache after somebody has left."""
    response.headers["Cache-Control"] = "no-store"
    return response
