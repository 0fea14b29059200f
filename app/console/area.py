"""The console's navigation."""

from app.edge.office import Area, Entry

CONSOLE = Area(
    "Console",
    (
        Entry("Leads", "console.leads.index", "people"),
        Entry("Partners", "console.partners.index", "building"),
    ),
)
