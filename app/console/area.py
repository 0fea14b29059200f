"""The console's navigation."""

from app.edge.office import Area, Entry

CONSOLE = Area(
    "Console",
    (
        Entry("What waits", "console.dashboard.show", "home"),
        Entry("Leads", "console.leads.index", "people"),
        Entry("Chats", "console.chats.index", "chat"),
        Entry("Partners", "console.partners.index", "building"),
        Entry("Held credit", "console.holds.index", "pause"),
        Entry("Outbox", "console.outbox.index", "outbox"),
        Entry("Findings", "console.findings.index", "alert"),
        Entry("People", "console.people.index", "badge"),
        Entry("Audit log", "console.audit.index", "book"),
        Entry("Security", "console.security.show", "shield"),
    ),
)
