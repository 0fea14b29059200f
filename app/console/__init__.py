"""The console: where the vendor's people run the programme (SPEC section 14)."""

from flask import Blueprint

from app.console import chats, leads, partners
from app.console.area import CONSOLE

bp = Blueprint("console", __name__, url_prefix="/console")
for part in (leads, partners, chats):
    bp.register_blueprint(part.bp)
CONSOLE.attach(bp)
