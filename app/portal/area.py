"""The portal's navigation."""

from app.edge.office import Area, Entry, Group

PORTAL = Area(
    "Partner portal",
    Entry("Dashboard", "portal.dashboard.show", "home"),
    (
        Group(
            "Sell",
            (
                Entry("Leads", "portal.leads.index", "people"),
                Entry("Quotes", "portal.quotes.index", "quote"),
                Entry("Orders", "portal.orders.index", "box"),
            ),
        ),
        Group(
            "Customers",
            (
                Entry("Signups", "portal.signups.index", "pen"),
                Entry("Accounts", "portal.accounts.index", "card", ("account_deeds",)),
            ),
        ),
        Group(
            "Earnings",
            (
                Entry("Invoices", "portal.invoices.index", "invoice"),
                Entry("Commission", "portal.commission.index", "coins"),
                Entry("Statements", "portal.statements.index", "sheet"),
                Entry("Reports", "portal.reports.index", "chart"),
            ),
        ),
        Group(
            "Embed",
            (
                Entry("Scripts", "portal.scripts.index", "code"),
                Entry("Doctor", "portal.doctor.show", "pulse"),
                Entry("Test runs", "portal.test_runs.index", "flask"),
                Entry("Findings", "portal.findings.index", "alert"),
                Entry("Sites", "portal.sites.index", "globe"),
            ),
        ),
        Group(
            "Settings",
            (
                Entry("Webhooks", "portal.webhooks.index", "plug"),
                Entry("Branding", "portal.branding.show", "brush"),
            ),
        ),
    ),
)
