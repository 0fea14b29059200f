"""Lists stay fast: a page is found by an index, whatever the number of rows (SPEC section 17)."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Select, event, text
from sqlalchemy.dialects import sqlite as dialect
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.db import Database
from app.domain import (
    api_tokens,
    audit,
    customer_lists,
    dry_runs,
    holds,
    invoice_lists,
    lead_lists,
    order_lists,
    outbox_figures,
    partners,
    quote_lists,
    users,
    webhooks,
)
from app.domain.commission import ledger, stating
from app.domain.lists import PAGE
from app.domain.reports import leads, money
from app.domain.reports.scope import Scope
from app.models import (
    Account,
    ApiToken,
    Attribution,
    AuditEvent,
    CommissionEntry,
    DryRun,
    Invoice,
    Lead,
    Letter,
    Order,
    Partner,
    Quote,
    Signup,
    Statement,
    StatementLine,
    User,
    WebhookDelivery,
)

LISTS: dict[str, tuple[Callable[[], Select[object]], InstrumentedAttribute[int]]] = {
    "a partner's leads": (lambda: lead_lists.leads(lead_lists.of_partner(1)), Lead.id),
    "a manager's leads": (lambda: lead_lists.leads(lead_lists.of_manager(1)), Lead.id),
    "the leads of Sales": (lambda: lead_lists.leads(lead_lists.of_manager(None)), Lead.id),
    "all leads": (lead_lists.leads, Lead.id),
    "a partner's quotes": (lambda: quote_lists.quotes(1), Quote.id),
    "all quotes": (lambda: quote_lists.quotes(None), Quote.id),
    "the quotes of a PartnerID": (
        lambda: quote_lists.quotes(None).where(quote_lists.of_public_partner("1234567")),
        Quote.id,
    ),
    "a partner's orders": (lambda: order_lists.orders(1), Order.id),
    "a partner's failed orders": (lambda: order_lists.orders(1, "failed"), Order.id),
    "the orders of an account": (lambda: order_lists.orders(account=1), Order.id),
    "the orders of a partner in the console": (lambda: order_lists.orders(partner="1234567"), Order.id),
    "all orders": (order_lists.orders, Order.id),
    "a partner's commission": (lambda: ledger.entries(1), CommissionEntry.id),
    "all commission": (ledger.entries, CommissionEntry.id),
    "a partner's statements": (lambda: stating.statements(1), Statement.id),
    "all statements": (stating.statements, Statement.id),
    "the lines of a statement": (lambda: stating.lines(1), StatementLine.id),
    "a partner's invoices": (lambda: invoice_lists.invoices(partner_id=1), Invoice.id),
    "a customer's invoices": (lambda: invoice_lists.invoices(invoice_lists.of_account(1)), Invoice.id),
    "all invoices": (invoice_lists.invoices, Invoice.id),
    "all invoices that are overdue": (
        lambda: invoice_lists.invoices(standing="overdue", today=date(2027, 1, 1)),
        Invoice.id,
    ),
    "a partner's signups": (lambda: customer_lists.signups(1), Signup.id),
    "all API tokens": (api_tokens.listed, ApiToken.id),
    "all accounts": (customer_lists.all_accounts, Account.id),
    "accounts of one partner": (lambda: customer_lists.all_accounts(partner="1234567"), Account.id),
    "a partner's accounts": (lambda: customer_lists.accounts(1), Attribution.id),
    "a partner's test runs": (lambda: dry_runs.of_partner(1), DryRun.id),
    "a webhook's log": (lambda: webhooks.log_of(1), WebhookDelivery.id),
    "what managers have decided": (lambda: lead_lists.leads().where(lead_lists.decided()), Lead.id),
    "all letters": (outbox_figures.letters, Letter.id),
    "all partners": (partners.listed, Partner.id),
    "all people": (users.listed, User.id),
    "the audit log": (audit.events, AuditEvent.id),
    "the log of a partner": (lambda: audit.events(partner="1234567"), AuditEvent.id),
    "the log of one deed": (lambda: audit.events(deed="lead_forwarded"), AuditEvent.id),
}

# Few rows among many, each kind with an index of its own.
FEW: dict[str, tuple[Callable[[], Select[object]], str]] = {
    "held leads": (lambda: holds.leads().order_by(Lead.id.desc()), "ix_leads_held"),
    "held customers": (
        lambda: holds.customers().order_by(Attribution.id.desc()),
        "ix_attributions_partner_id_id",
    ),
    "held commission": (
        lambda: ledger.entries(1, "held").order_by(CommissionEntry.id.desc()),
        "ix_commission_entries_held",
    ),
    "a partner's payable commission": (
        lambda: ledger.entries(1, "payable").order_by(CommissionEntry.id.desc()),
        "ix_payables_partner_id_entry_id",
    ),
    "payable commission": (
        lambda: ledger.entries(None, "payable").order_by(CommissionEntry.id.desc()),
        "payables",
    ),
    "invoices that are overdue": (
        lambda: invoice_lists.invoices(standing="overdue", today=date(2027, 1, 1)).order_by(
            Invoice.id.desc()
        ),
        "ix_receivables_state_invoice_id",
    ),
    "a partner's invoices that are overdue": (
        lambda: invoice_lists.invoices(partner_id=1, standing="overdue", today=date(2027, 1, 1)).order_by(
            Invoice.id.desc()
        ),
        "ix_receivables_partner_id_state_invoice_id",
    ),
    "orders that stopped": (order_lists.failed, "ix_orders_state_due_at"),
    "quotes in one state": (
        lambda: quote_lists.quotes(None, "rejected").order_by(Quote.id.desc()),
        "ix_quotes_state_id",
    ),
    "letters that wait": (
        lambda: outbox_figures.letters("waiting").order_by(Letter.id.desc()),
        "ix_letters_open",
    ),
    "letters that nobody took": (
        lambda: outbox_figures.letters("bounced").order_by(Letter.id.desc()),
        "ix_letters_bounced",
    ),
    "a partner's leads in one state": (
        lambda: lead_lists.leads(lead_lists.of_partner(1), state="declined").order_by(Lead.id.desc()),
        "ix_leads_partner_id_state_id",
    ),
    "leads that wait for a manager": (
        lambda: lead_lists.leads(lead_lists.of_manager(1), state="new").order_by(Lead.created_at, Lead.id),
        "ix_leads_state_created_at",
    ),
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


@pytest.mark.parametrize("name", FEW)
def test_few_rows_are_not_looked_for_among_all(sqlite: Database, name: str) -> None:
    query, index = FEW[name]

    plan = explained(sqlite, query().limit(PAGE + 1))

    assert index in plan, plan
    many = "leads|letters|attributions|invoices|receivables|commission_entries"
    assert not re.search(rf"SCAN ({many})$", plan, re.M), plan


def explained(database: Database, query: Select[object]) -> str:
    """How SQLite would go about it."""
    sql = str(query.compile(dialect=dialect.dialect(), compile_kwargs={"literal_binds": True}))
    with database.reading() as session:
        return "\n".join(row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {sql}")))


def test_a_partners_leads_are_counted_without_reading_them(sqlite: Database) -> None:
    asked: list[tuple[str, Any]] = []
    event.listen(sqlite.engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))

    with sqlite.reading() as session:
        lead_lists.counts(session, lead_lists.of_partner(1))
        [(statement, values)] = asked
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)

        assert "COVERING INDEX ix_leads_partner_id_state_id" in str(plan.all())


MONTH = Scope(date(2026, 11, 1), date(2026, 11, 30))
SUMS: dict[str, Callable[[Session], object]] = {
    "the way of a month's leads": lambda session: leads.read(session, MONTH, "service"),
    "what was payable then": lambda session: session.scalars(money.behind("payable", MONTH)).all(),
    "what was stated in a month": lambda session: session.scalars(money.behind("stated", MONTH)).all(),
}


@pytest.mark.parametrize("name", SUMS)
def test_a_sum_goes_through_what_it_counts_alone(sqlite: Database, name: str) -> None:
    asked: list[tuple[str, Any]] = []
    event.listen(sqlite.engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))

    with sqlite.reading() as session:
        SUMS[name](session)
        [(statement, values)] = asked
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        lines = "\n".join(row.detail for row in plan)

    assert not re.search(r"SCAN (leads|commission_entries)\b", lines), lines
