"""Invoices of services, what was paid on them, what partners earned by that, and their statements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from sqlalchemy import Connection, bindparam

from app.domain.billing import lines, numbering
from app.domain.billing.balance import due_on
from app.domain.money import half_even
from bench.crowd import rows
from bench.crowd.deals import USERS, Won, won_at
from bench.crowd.leads import LETTERS, letter
from bench.crowd.times import Times

INVOICES = rows.table("invoices")
RECEIVABLES = rows.table("receivables")
PAYMENTS = rows.table("payments")
ENTRIES = rows.table("commission_entries")
STATEMENTS = rows.table("statements")
STATEMENT_LINES = rows.table("statement_lines")
SERIES = rows.table("series")
SUBSCRIPTIONS = rows.table("subscriptions")

RATE = 1_000
UNPAID_EVERY = 50
MORNING = time(6, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Paper:
    """One invoice: a service from a day to the end of its month."""

    id: int
    number: int
    won: Won
    first: date
    at: datetime
    lines: list[lines.Line]

    @property
    def net(self) -> int:
        """In cents."""
        return lines.total(self.lines)

    @property
    def is_paid(self) -> bool:
        """Most are, at once."""
        return self.number % UNPAID_EVERY != 0

    @property
    def month(self) -> str:
        """As statements write it."""
        return f"{self.at:%Y-%m}"


def write(connection: Connection, won: Sequence[Won], times: Times) -> None:
    """Every invoice up to now, and what followed from it."""
    papers = _papers(won, times, rows.last_id(connection, INVOICES) + 1)
    rows.write(connection, INVOICES, map(_invoice, papers))
    rows.write(connection, LETTERS, (_letter(one) for one in papers if one.at > times.letters_since))
    rows.write(connection, SERIES, [{"name": numbering.INVOICES, "last": len(papers)}])
    rows.write(connection, RECEIVABLES, map(_receivable, papers))
    _bill(connection, papers)
    paid = [paper for paper in papers if paper.is_paid]
    payment, entry = rows.last_id(connection, PAYMENTS) + 1, rows.last_id(connection, ENTRIES) + 1
    rows.write(connection, PAYMENTS, (_payment(paper, payment + at) for at, paper in enumerate(paid)))
    entries = [_entry(paper, entry + at, payment + at) for at, paper in enumerate(paid)]
    rows.write(connection, ENTRIES, entries)
    _state(connection, entries, times)


def _papers(won: Sequence[Won], times: Times, first: int) -> list[Paper]:
    """In the order in which they were issued, which is that of their numbers."""
    told = [(at, one, day) for one in won for at, day in _days(one, times.now)]
    told.sort(key=lambda each: (each[0], each[1].order_id))
    return [
        Paper(first + at, at + 1, one, day, issued, lines.in_advance(one.service, day, USERS))
        for at, (issued, one, day) in enumerate(told)
    ]


def _days(won: Won, now: datetime) -> Iterator[tuple[datetime, date]]:
    """When each invoice of a service was issued, and the day with which it begins."""
    at, day = won_at(won.deal.at), won.service.starts_on
    while day <= now.date():
        yield at, day
        day = lines.next_month(day)
        at = datetime.combine(day, MORNING)


def _invoice(paper: Paper) -> rows.Row:
    deal, is_first = paper.won.deal, paper.first == paper.won.service.starts_on
    return {
        "id": paper.id,
        "series": numbering.INVOICES,
        "number": paper.number,
        "kind": "opening" if is_first else "period",
        "account_id": deal.account_id,
        "partner_id": deal.partner.id,
        "period": f"order {paper.won.order_id}" if is_first else f"{paper.first:%Y-%m} USD",
        "starts_on": paper.first,
        "ends_on": lines.last_of_month(paper.first),
        "currency": paper.won.service.currency,
        "lines": paper.lines,
        "net_cents": paper.net,
        "tax_bp": 0,
        "tax_cents": 0,
        "total_cents": paper.net,
        "customer": deal.customer,
        "issuer": {"company": deal.partner.company, "public_id": deal.partner.public_id},
        "issued_by": "system",
        "issued_at": paper.at,
        "due_on": due_on(paper.at),
    }


def _letter(paper: Paper) -> rows.Row:
    told = letter("invoice_issued", paper.won.deal.customer["email"], paper.at, paper.number)
    return told | {"details": {"invoice_id": paper.id}}


def _receivable(paper: Paper) -> rows.Row:
    return {
        "invoice_id": paper.id,
        "partner_id": paper.won.deal.partner.id,
        "state": "paid" if paper.is_paid else "open",
        "due_on": due_on(paper.at),
        "movements": int(paper.is_paid),
        "remind_on": None,
        "reminded_at": None if paper.is_paid else paper.at + timedelta(days=15),
    }


def _bill(connection: Connection, papers: Sequence[Paper]) -> None:
    """Up to when each service is invoiced: to the end of the month."""
    last = {paper.won.service.id: paper.first for paper in papers}
    table = SUBSCRIPTIONS
    connection.execute(
        table.update()
        .where(table.c.id == bindparam("service"))
        .values(billed_from=bindparam("first"), bill_from=bindparam("next")),
        [{"service": one, "first": day, "next": lines.next_month(day)} for one, day in last.items()],
    )


def _payment(paper: Paper, number: int) -> rows.Row:
    return {
        "id": number,
        "invoice_id": paper.id,
        "reference": f"Transfer {paper.number:09}",
        "amount_cents": paper.net,
        "received_on": paper.at.date(),
        "source": "csv",
        "actor": "Bank statement",
        "at": paper.at,
    }


def _entry(paper: Paper, number: int, payment: int) -> rows.Row:
    deal = paper.won.deal
    held = f"{deal.partner.company} is suspended. Credit is released on reinstatement."
    return {
        "id": number,
        "source": f"payment:{payment}",
        "kind": "accrued",
        "partner_id": deal.partner.id,
        "account_id": deal.account_id,
        "invoice_id": paper.id,
        "sub_partner_id": f"sub{deal.number % 7}" if deal.number % 3 == 0 else None,
        "currency": paper.won.service.currency,
        "net_cents": paper.net,
        "rate_bp": RATE,
        "amount_cents": half_even(paper.net * RATE, 10_000),
        "held_for": held if deal.partner.suspended else None,
        "at": paper.at,
    }


def _state(connection: Connection, entries: Sequence[rows.Row], times: Times) -> None:
    """The statements of every month that is over; what is held stands on none."""
    over = [one for one in entries if one["held_for"] is None and _month(one) < f"{times.now:%Y-%m}"]
    over.sort(key=lambda one: (_month(one), one["partner_id"], one["id"]))
    groups = [(key, list(some)) for key, some in groupby(over, lambda one: (_month(one), one["partner_id"]))]
    first = rows.last_id(connection, STATEMENTS) + 1
    statements = (
        {
            "id": first + at,
            "partner_id": partner_id,
            "month": month,
            "currency": some[0]["currency"],
            "closed_at": datetime.combine(lines.next_month(some[0]["at"].date()), MORNING),
        }
        for at, ((month, partner_id), some) in enumerate(groups)
    )
    rows.write(connection, STATEMENTS, statements)
    placed = (
        {"statement_id": first + at, "entry_id": one["id"]}
        for at, (_, some) in enumerate(groups)
        for one in some
    )
    rows.write(connection, STATEMENT_LINES, placed)


def _month(entry: rows.Row) -> str:
    return f"{entry['at']:%Y-%m}"
