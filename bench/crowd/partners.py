"""Partners with a site each, and who of them a row belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from app.demo.cast import TMC_LABS
from app.models import matchable
from bench.crowd import rows
from bench.crowd.times import Times

MANAGERS = 20
SUSPENDED_EVERY = 500
PARTNERS = rows.table("partners")
SITES = rows.table("sites")
CHANNEL_MANAGERS = rows.table("channel_managers")


@dataclass(frozen=True, slots=True)
class Known:
    """A partner as other rows name it."""

    id: int
    public_id: str
    company: str
    email: str
    manager_id: int
    manager_email: str
    suspended: bool


@dataclass(frozen=True)
class All:
    """Every partner, and the big one, whose pages are measured."""

    big: Known
    others: Sequence[Known]

    def of(self, number: int) -> Known | None:
        """Whose the row of this number is: each twentieth is the big one's, a few are nobody's."""
        # Knuth's multiplicative hash: spread, and the same each time.
        spread = number * 2_654_435_761 % 2**32
        share, which = spread % 1_000, spread // 1_000
        if share < 50:
            return self.big
        return None if share < 80 else self.others[which % len(self.others)]


def public_id(number: int) -> str:
    """The PartnerID of the crowd's partner of this number."""
    return str(2_000_000 + number)


def write(connection: Connection, many: int, times: Times) -> All:
    """Write them; the big one is of the demo's cast, whose login opens its pages."""
    managers = _managers(connection)
    first = rows.last_id(connection, PARTNERS) + 1
    known = [_known(number, first, managers) for number in range(many)]
    ends = times.end
    rows.write(connection, PARTNERS, (_row(one, times.of(at, many)) for at, one in enumerate(known)))
    sites = ({"partner_id": one.id, "origin": _origin(one), "created_at": ends} for one in known)
    rows.write(connection, SITES, sites)
    return All(_big(connection), known)


def _managers(connection: Connection) -> list[tuple[int, str]]:
    """Those of the cast, and colleagues of theirs."""
    names = [f"Manager {number}" for number in range(MANAGERS)]
    people = ({"name": name, "match_name": matchable(name), "email": _address(name)} for name in names)
    rows.write(connection, CHANNEL_MANAGERS, people)
    table = CHANNEL_MANAGERS.c
    return [(row.id, row.email) for row in connection.execute(select(table.id, table.email))]


def _address(name: str) -> str:
    return f"{matchable(name)}@panterranetworks.com"


def _known(number: int, first: int, managers: Sequence[tuple[int, str]]) -> Known:
    manager_id, manager_email = managers[number % len(managers)]
    return Known(
        id=first + number,
        public_id=public_id(number),
        company=f"Reseller {number} & Co",
        email=f"reseller{number}@crowd.example",
        manager_id=manager_id,
        manager_email=manager_email,
        suspended=number % SUSPENDED_EVERY == SUSPENDED_EVERY - 1,
    )


def _row(one: Known, at: datetime) -> rows.Row:
    return {
        "id": one.id,
        "public_id": one.public_id,
        "company": one.company,
        "contact_name": "Ada Crowd",
        "email": one.email,
        "channel_manager_id": one.manager_id,
        "approved_at": at,
        "suspended_at": at if one.suspended else None,
        "suspended_for": "They no longer answer." if one.suspended else None,
        "created_at": at,
    }


def _origin(one: Known) -> str:
    return f"https://www.reseller{one.id}.example"


def _big(connection: Connection) -> Known:
    table, managers = PARTNERS.c, CHANNEL_MANAGERS.c
    row = connection.execute(
        select(table.id, table.company, table.email, managers.id.label("manager"), managers.email.label("to"))
        .join(CHANNEL_MANAGERS, managers.id == table.channel_manager_id)
        .where(table.public_id == TMC_LABS)
    ).one()
    return Known(row.id, TMC_LABS, row.company, row.email, row.manager, row.to, suspended=False)
