"""What the pages of one process share; `create_app` fills it in, views ask for it."""

from dataclasses import dataclass
from functools import cached_property
from typing import cast

from app import clock
from app.config import Settings, Vendor
from app.domain.agreements import Agreements
from app.domain.catalog import Catalog
from app.domain.directory import Directory
from app.domain.findings import Ledger
from app.domain.links import Links
from app.domain.passwords import Vault
from app.domain.pinned_scripts import Archive
from app.domain.products import Products
from app.domain.services import Shelf
from app.edge import loader
from app.edge.assets import Assets
from app.edge.current import current_app
from app.edge.loader import Loader
from app.edge.rendered import PageCache
from app.edge.widget import Placement, Widget

NAME = "partner_tools"


@dataclass(frozen=True)
class House:
    """The long-lived parts of one web process."""

    settings: Settings
    vendor: Vendor
    catalog: Catalog
    directory: Directory
    ledger: Ledger
    services: Shelf
    products: Products
    links: Links
    agreements: Agreements
    vault: Vault
    assets: Assets
    pages: PageCache
    archive: Archive
    offered: tuple[Widget, ...]

    @cached_property
    def embeddable(self) -> frozenset[str]:
        """Names of the blueprints whose pages partners may frame."""
        return frozenset(widget.blueprint.name for widget in self.offered)

    def placements(self) -> dict[str, Placement]:
        """Everything that a partner can place now, by slug."""
        return {one.slug: one for widget in self.offered for one in widget.placements(self.services)}

    def loader(self) -> Loader:
        """The script that places them on partners' pages."""
        return loader.build(self.assets.loader, self.settings.base_url, self.placements().values())

    def pinned_loader(self) -> Loader:
        """The same for whoever pins it: from now on it stays where its name says."""
        now = self.loader()
        self.archive.keep(now.name, now.content, clock.now())
        return now


def house() -> House:
    """The parts of the app that serves this request."""
    return cast(House, current_app().extensions[NAME])
