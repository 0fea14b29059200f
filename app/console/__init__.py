"""The console: where the vendor's people run the programme (SPEC section 14)."""

from flask import Blueprint

from app.console import (
    account_deeds,
    accounts,
    audit_log,
    chats,
    commission,
    credit,
    dashboard,
    findings,
    holds,
    invoice_deeds,
    leads,
    orders,
    outbox,
    partners,
    payments,
    people,
    quotes,
    reports,
    security,
    statements,
    usage,
    usage_tokens,
)
from app.console.area import CONSOLE

bp = Blueprint("console", __name__, url_prefix="/console")
for part in (
    dashboard,
    account_deeds,
    leads,
    chats,
    quotes,
    orders,
    accounts,
    usage,
    usage_tokens,
    invoice_deeds,
    payments,
    partners,
    holds,
    commission,
    credit,
    statements,
    reports,
    outbox,
    findings,
    people,
    audit_log,
    security,
):
    bp.register_blueprint(part.bp)
CONSOLE.attach(bp)
