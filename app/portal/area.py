"""The portal's navigation."""

from app.edge.office import Area, Entry

PORTAL = Area(
    "Partner portal",
    (
        Entry("Dashboard", "portal.dashboard.show", "home"),
        Entry("Leads", "portal.leads.index", "people"),
    ),
)
