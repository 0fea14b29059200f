"""Lists stay fast: a page is found by an index, whatever the number of rows (SPEC section 17)."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import Select, text
from sqlalchemy.dialects import sqlite as dialect
from sqlalchemy.orm import InstrumentedAttribute

from app.db import Database
from app.domain import customer_lists, dry_runs, lead_lists, webhooks
from app.domain.lists import PAGE
from app.models import Attribution, DryRun, Lead, Signup, WebhookDelivery

LISTS: dict[str, tuple[Callable[[], Select[object]], InstrumentedAttribute[int]]] = {
    "a partner's leads": (lambda: lead_lists.leads(lead_lists.of_partner(1)), Lead.id),
    "a manager's leads": (lambda: lead_lists.leads(lead_lists.of_manager(1)), Lead.id),
    "the leads of Sales": (lambda: lead_lists.leads(lead_lists.of_manager(None)), Lead.id),
    "all leads": (lead_lists.leads, Lead.id),
    "a partner's signups": (lambda: customer_lists.signups(1), Signup.id),
    "a partner's accounts": (lambda: customer_lists.accounts(1), Attribution.id),
    "a partner's test runs": (lambda: dry_runs.of_partner(1), DryRun.id),
    "a webhook's log": (lambda: webhooks.log_of(1), WebhookDelivery.id),
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("forwards", [True, False], ids=["older", "newer"])
def test_a_page_is_found_without_sorting_or_reading_everything(
    sqlite: Database, name: str, forwards: bool
) -> None:
    query, key = LISTS[name]
    page = query().where(key < 1_000 if forwards else key > 1_000)
    ordered = page.order_by(key.desc() if forwards else key.asc()).limit(PAGE + 1)

    plan = explained(sqlite, ordered)

    assert not re.search(r"SCAN|TEMP B-TREE", plan), plan


def explained(database: Database, query: Select[object]) -> str:
    """How SQLite would go about it."""
    sql = str(query.compile(dialect=dialect.dialect(), compile_kwargs={"literal_binds": True}))
    with database.reading() as session:
        return "\n".join(row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {sql}")))
