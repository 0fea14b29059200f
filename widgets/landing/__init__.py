"""Landing pages of the vendor's services, and their lead form alone."""

from collections.abc import Iterator

from app.domain.services import Shelf
from app.edge.widget import Placement, Widget
from widgets.landing.views import bp


def _placements(services: Shelf) -> Iterator[Placement]:
    for service in services.all():
        slug, title = service.slug, service.title
        page = f"/custom_landing_pages/landing_page_{slug}.php"
        yield Placement(f"landing-{slug}", f"{title}: landing page", page, 2200, f"Learn more about {title}")
        yield Placement(f"lead-{slug}", f"{title}: lead form", f"/lead/{slug}", 980, f"Ask about {title}")


widget = Widget(slug="landing", title="Landing page", blueprint=bp, placements=_placements)
