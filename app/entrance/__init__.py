"""The entrance: signing in and out, and a forgotten password: the same doors for everybody (SPEC 8)."""

from flask import Blueprint

from app.edge import own_pages
from app.entrance import code, doors, forgotten

bp = Blueprint("entrance", __name__)
for part in (doors, code, forgotten):
    bp.register_blueprint(part.bp)
own_pages.keep_to_oneself(bp)
