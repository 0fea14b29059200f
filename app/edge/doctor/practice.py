"""What the doctor knows: where the service is, what can be placed, and who asks."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain import partner_form
from app.domain.directory import KnownPartner
from app.edge import fragment
from app.edge.house import house
from app.edge.loader import NEWEST
from app.edge.widget import Placement


@dataclass(frozen=True, slots=True)
class Practice:
    """One installation, seen by one partner."""

    base_url: str
    origins: tuple[str, ...]
    placements: Mapping[str, Placement]
    reading: tuple[str, ...]
    """Paths of the product pages."""
    partner: KnownPartner

    @property
    def scheme(self) -> str:
        """`https` but for a rehearsal."""
        return self.base_url.partition("://")[0]

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host name of ours, with its port."""
        return tuple(origin.partition("://")[2] for origin in self.origins)

    @property
    def form_url(self) -> str:
        """Where the partner's own form has to be sent."""
        return f"{self.base_url}{partner_form.PATH}"

    @property
    def loader_url(self) -> str:
        """Where the script is."""
        return f"{self.base_url}{NEWEST}"

    def page(self, path: str) -> Placement | None:
        """What is placed by this path, be it written in capitals or without its last slash."""
        folded = _folded(path)
        for place in self.placements.values():
            if folded in (_folded(place.path), f"{fragment.PATH}/{place.slug}"):
                return place
        if folded in map(_folded, self.reading) or not folded:
            return next((one for one in self.placements.values() if not one.has_form), None)
        return None

    def is_fragment(self, path: str) -> bool:
        """Whether this path is one that HTMX asks for on a partner's own page."""
        return _folded(path).startswith(f"{fragment.PATH}/")


def for_partner(partner: KnownPartner) -> Practice:
    """The practice of the app that serves this request."""
    here = house()
    return Practice(
        base_url=here.settings.base_url,
        origins=here.settings.origins,
        placements=here.placements(),
        reading=tuple(product.path for product in here.products.now().pages),
        partner=partner,
    )


def _folded(path: str) -> str:
    return path.lower().rstrip("/")
