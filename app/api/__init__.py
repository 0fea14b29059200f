"""The API: what systems of the vendor tell us, with a token (SPEC section 18)."""

from flask import Blueprint

from app.api import payments, usage
from app.edge import problem

bp = Blueprint("api", __name__, url_prefix="/api")
for part in (payments, usage):
    bp.register_blueprint(part.bp)
problem.attach(bp)
