"""The customer area: what a customer has, and the upgrade (SPEC section 8)."""

from flask import Blueprint

from app.account import invoices, orders, overview, upgrade
from app.edge import own_pages

bp = Blueprint("account", __name__)
for part in (overview, orders, invoices, upgrade):
    bp.register_blueprint(part.bp)
own_pages.keep_to_oneself(bp)
