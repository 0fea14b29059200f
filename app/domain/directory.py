"""Partners as pages need them, kept in memory and forgotten when any of them changes."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Executable, Row, and_, exists, func, select
from sqlalchemy.exc import NoResultFound

from app import clock
from app.config import Builder
from app.db import AWAY, Database
from app.domain import builders, weburl
from app.models import ChannelManager, Partner, Site, State, WebhookEndpoint, matchable

log = logging.getLogger(__name__)

FRESH_FOR = 1.0
"""Seconds for which what is known is believed without asking the database."""

MOST = 20_000


@dataclass(frozen=True, slots=True)
class KnownManager:
    """A channel manager as leads need one."""

    id: int
    email: str


@dataclass(frozen=True, slots=True)
class KnownPartner:
    """A partner as pages and forms see them; equal only while nothing changed."""

    id: int
    public_id: str
    company: str
    contact_name: str
    brand: str | None
    suspended: bool
    sites: tuple[str, ...]
    form_api: bool = False
    """Whether the partner's own form may post to us."""
    email: str = ""
    """As prospects read it."""
    number: str | None = None
    manager: KnownManager | None = None
    builders: tuple[Builder, ...] = ()
    """Site builders that its sites name; they decide who may frame, and nothing else."""
    logo: str | None = None
    """The name of the picture that it uploaded."""
    webhooks: bool = False
    """Whether any endpoint of its own hears of what happens."""

    @property
    def ancestors(self) -> tuple[str, ...]:
        """Who may frame its forms besides ourselves, as a policy writes it."""
        return (*self.sites, *(source for one in self.builders for source in one.frame_ancestors))

    def may_be_framed_by(self, origin: str) -> bool:
        """Whether a page of this origin may be right around one of its forms."""
        return origin in self.sites or any(builders.nests_in(one, origin) for one in self.builders)


class Directory:
    """Finds partners by PartnerID, with one query at most and none while it is fresh.

    Every process keeps its own. Triggers in the database count each change of a partner, a site
    or a channel manager; the count is read together with the partner, so one query does both.
    """

    def __init__(self, database: Database, vetted: Iterable[Builder] = ()) -> None:
        self._database = database
        self._vetted = tuple(vetted)
        self._known: OrderedDict[str, KnownPartner] = OrderedDict()
        self._managers: dict[str, KnownManager] | None = None
        self._revision = -1
        self._asked_at = float("-inf")
        self._lock = threading.Lock()

    def find(self, public_id: str | None) -> KnownPartner | None:
        """The partner with this PartnerID, or None."""
        if public_id is None:
            return None
        known = self._known.get(public_id)
        if known and self._is_fresh():
            return known
        try:
            return self._ask(public_id)
        except AWAY:
            if known is None:
                raise
            # With the database away, what was true a moment ago keeps pages and forms going.
            self._asked_at = clock.monotonic()
            return known

    def manager_for(self, name: str | None, partner: KnownPartner | None) -> KnownManager | None:
        """Who looks after a lead: the manager of this name (case and spaces ignored), else the
        partner's own, else nobody, which means the Sales queue."""
        named = self._all_managers().get(matchable(name)) if name else None
        return named or (partner.manager if partner else None)

    def _all_managers(self) -> dict[str, KnownManager]:
        # The vendor's own people are few enough to be known all at once.
        if not self._is_fresh():
            self._ask(None)
        known = self._managers
        if known is None:
            with self._database.reading() as session:
                rows = session.execute(
                    select(ChannelManager.match_name, ChannelManager.id, ChannelManager.email)
                )
                known = {row.match_name: KnownManager(row.id, row.email) for row in rows}
            self._managers = known
        return known

    def keep_fresh(self) -> None:
        """Read the shared state if that is due; the demo's clock moves by this."""
        if self._is_fresh():
            return
        try:
            self._ask(None)
        except AWAY:
            # A page that needs the database will say so itself.
            self._asked_at = clock.monotonic()

    def forget(self) -> None:
        """Believe nothing until asked again; for whoever has just changed a partner."""
        self._asked_at = float("-inf")

    def _is_fresh(self) -> bool:
        return clock.monotonic() - self._asked_at < FRESH_FOR

    def _ask(self, public_id: str | None) -> KnownPartner | None:
        asked_at = clock.monotonic()
        with self._database.reading() as session:
            rows = session.execute(_question(public_id)).all()
        if not rows:
            raise NoResultFound("the database holds no state row: has it been migrated?")
        clock.shift(timedelta(seconds=rows[0].clock_offset_seconds))
        partner = _partner(rows, self._vetted)
        with self._lock:
            if rows[0].partners_revision != self._revision:
                self._known.clear()
                self._managers = None
                self._revision = rows[0].partners_revision
            self._asked_at = asked_at
            if partner:
                self._known[partner.public_id] = partner
                if len(self._known) > MOST:
                    self._known.popitem(last=False)
        return partner


_LISTENS = exists().where(WebhookEndpoint.partner_id == Partner.id, WebhookEndpoint.disabled_at.is_(None))


def _question(public_id: str | None) -> Executable:
    return (
        select(
            State.partners_revision,
            State.clock_offset_seconds,
            Partner.id,
            Partner.public_id,
            Partner.company,
            Partner.contact_name,
            Partner.brand,
            Partner.suspended_at,
            Partner.form_api_activated_at,
            func.coalesce(Partner.public_email, Partner.email).label("email"),
            Partner.logo,
            Partner.number,
            Partner.channel_manager_id,
            ChannelManager.email.label("manager_email"),
            _LISTENS.label("webhooks"),
            Site.origin,
            Site.builder,
        )
        .select_from(State)
        # Before the vendor has approved a partner their PartnerID is nobody's.
        .outerjoin(Partner, and_(Partner.public_id == public_id, Partner.approved_at.is_not(None)))
        .outerjoin(ChannelManager, ChannelManager.id == Partner.channel_manager_id)
        .outerjoin(Site, Site.partner_id == Partner.id)
        .order_by(Site.id)
    )


def _partner(rows: Sequence[Row[Any]], vetted: Iterable[Builder]) -> KnownPartner | None:
    first = rows[0]
    if first.id is None:
        return None
    return KnownPartner(
        id=first.id,
        public_id=first.public_id,
        company=first.company,
        contact_name=first.contact_name,
        brand=first.brand,
        suspended=first.suspended_at is not None,
        form_api=first.form_api_activated_at is not None,
        email=first.email,
        webhooks=bool(first.webhooks),
        number=first.number,
        logo=first.logo,
        manager=KnownManager(first.channel_manager_id, first.manager_email)
        if first.channel_manager_id
        else None,
        sites=tuple(_origins(row.origin for row in rows if row.origin)),
        # What is no longer on the vendor's list counts no more.
        builders=tuple(one for one in vetted if one.slug in {row.builder for row in rows}),
    )


def _origins(registered: Iterable[str]) -> Iterator[str]:
    """The sites, written again from their parts: they stand in headers."""
    for text in registered:
        try:
            yield weburl.parse(text).origin
        except weburl.MalformedUrl:
            log.warning("site_malformed")
