"""The console's navigation."""

from app.edge.office import Area, Entry

CONSOLE = Area(
    "Console",
    (
        Entry("Leads", "console.leads.index", "people"),
        Entry("Chats", "console.chats.index", "chat"),
        Entry("Partners", "console.partners.index", "building"),
    ),
)
