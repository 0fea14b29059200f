"""Landing pages of the vendor's services, and their lead form alone."""

from collections.abc import Iterator

from app.domain.services import Shelf
from app.edge.widget import Placement, Widget
from widgets.landing.views import bp


def _placements(services: Shelf) -> Iterator[Placement]:
    for service in services.all():
        page = f"/custom_landing_pages/landing_page_{service.slug}.php"
        yield Placement(f"landing-{service.slug}", f"{service.title}: landing page", page, height=2200)
        yield Placement(f"lead-{service.slug}", f"{service.title}: lead form", f"/lead/{service.slug}", 980)


widget = Widget(slug="landing", title="Landing page", blueprint=bp, placements=_placements)
