"""The console's navigation."""

from app.edge.office import Area, Entry, Group

CONSOLE = Area(
    "Console",
    Entry("What waits", "console.dashboard.show", "home"),
    (
        Group(
            "Enquiries",
            (
                Entry("Leads", "console.leads.index", "people"),
                Entry("Chats", "console.chats.index", "chat"),
            ),
        ),
        Group(
            "Customers",
            (
                Entry("Accounts", "console.accounts.index", "card", ("account_deeds",)),
                Entry("Quotes", "console.quotes.index", "quote"),
                Entry("Orders", "console.orders.index", "box"),
                Entry("Invoices", "console.invoices.index", "invoice", ("payments",)),
                Entry("Usage", "console.usage.show", "chart"),
            ),
        ),
        Group(
            "Partners",
            (
                Entry("Partners", "console.partners.index", "building"),
                Entry("Held credit", "console.holds.index", "pause"),
                Entry("Commission", "console.commission.index", "coins", ("credit",)),
                Entry("Statements", "console.statements.index", "sheet"),
                Entry("Reports", "console.reports.index", "chart"),
            ),
        ),
        Group(
            "Service",
            (
                Entry("Outbox", "console.outbox.index", "outbox"),
                Entry("Findings", "console.findings.index", "alert"),
            ),
        ),
        Group(
            "Access",
            (
                Entry("People", "console.people.index", "badge"),
                Entry("Audit log", "console.audit.index", "book"),
                Entry("API tokens", "console.usage_tokens.index", "plug"),
                Entry("Security", "console.security.show", "shield"),
            ),
        ),
    ),
)
