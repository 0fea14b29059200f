"""The pages of portal and console that grow with an installation, if any does."""

from bench.crowd import Crowd
from bench.office import OfficePage

# TMC Labs, who has each twentieth lead, quote and customer of the crowd.
_PARTNER = {
    "dashboard": "/portal",
    "leads": "/portal/leads",
    "leads, halfway": "/portal/leads?before={lead}",
    "leads, one state": "/portal/leads?state=declined",
    "leads, search": "/portal/leads?q=hopper7",
    "signups": "/portal/signups",
    "accounts": "/portal/accounts",
    "accounts, halfway": "/portal/accounts?before={account}",
    "accounts, search": "/portal/accounts?q=murray7",
    "quotes": "/portal/quotes",
    "orders": "/portal/orders",
    "invoices": "/portal/invoices",
    "commission": "/portal/commission",
    "statements": "/portal/statements",
}
_ADMIN = {
    "dashboard": "/console",
    "leads": "/console/leads",
    "leads, halfway": "/console/leads?before={lead}",
    "leads, search": "/console/leads?q=hopper7",
    "partners": "/console/partners",
    "accounts": "/console/accounts",
    "accounts, search": "/console/accounts?q=murray7",
    "quotes": "/console/quotes",
    "orders": "/console/orders",
    "invoices": "/console/invoices",
    "invoices, overdue": "/console/invoices?standing=overdue",
    "commission": "/console/commission",
    "statements": "/console/statements",
    "outbox": "/console/outbox",
    "outbox, waiting": "/console/outbox?state=waiting",
    "holds": "/console/holds",
    "audit": "/console/audit",
}
_REPORTS = ("quotes", "leads", "seats", "usage", "money")


Pages = dict[str, OfficePage]


def office_pages(crowd: Crowd) -> Pages:
    """Every list by its name; "halfway" is the middle of what this crowd has."""
    half = {"lead": crowd.leads // 2, "account": crowd.accounts // 2}
    mine = {f"portal {name}": OfficePage(path.format(**half), "partner") for name, path in _PARTNER.items()}
    ours = {f"console {name}": OfficePage(path.format(**half), "admin") for name, path in _ADMIN.items()}
    return mine | ours


def reports() -> Pages:
    """The reports, which are sums over what they are asked for: half a year, unless somebody says more."""
    areas = (("portal", "partner"), ("console", "admin"))
    return {
        f"{area} report {slug}": OfficePage(f"/{area}/reports/{slug}", who)
        for area, who in areas
        for slug in _REPORTS
    }
