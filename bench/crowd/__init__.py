"""A database as it stands after years: partners, leads, customers and their trade, in bulk.

Rows go straight into the tables, since a million leads by the service's own verbs would take hours;
they are what those verbs leave behind, and nothing in them is due.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bench.crowd import billing, customers, deals, leads, partners
from bench.crowd.times import Times


@dataclass(frozen=True)
class Crowd:
    """How many there are of each."""

    partners: int
    leads: int
    accounts: int


SMALL = Crowd(partners=100, leads=5_000, accounts=5_000)
"""What "empty" means for pages that show fifty rows: every list fills one, and few more."""

FULL = Crowd(partners=10_000, leads=1_000_000, accounts=100_000)
"""SPEC section 17."""


def fill(connection: Connection, crowd: Crowd, now: datetime) -> None:
    """Write the crowd beside the demo's cast and logins, which are there already."""
    times = Times(now)
    known = partners.write(connection, crowd.partners, times)
    lead = leads.write(connection, crowd.leads, known, times)
    account = customers.write(connection, crowd.accounts, known, times)
    won = deals.write(connection, crowd.accounts, known, times, lead, account)
    billing.write(connection, won, times)
