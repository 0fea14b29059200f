"""The portal: where partners get their codes and see what came of them (SPEC section 14)."""

from flask import Blueprint

from app.portal import (
    account_deeds,
    accounts,
    branding,
    commission,
    dashboard,
    doctor,
    findings,
    invoices,
    leads,
    orders,
    quote_requests,
    reports,
    scripts,
    signups,
    sites,
    statements,
    test_runs,
    webhooks,
)
from app.portal.area import PORTAL

bp = Blueprint("portal", __name__, url_prefix="/portal")
for part in (
    dashboard,
    leads,
    quote_requests,
    orders,
    signups,
    accounts,
    account_deeds,
    invoices,
    commission,
    statements,
    reports,
    scripts,
    doctor,
    test_runs,
    findings,
    sites,
    branding,
    webhooks,
):
    bp.register_blueprint(part.bp)
PORTAL.attach(bp)
