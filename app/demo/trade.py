"""A season of trade, told day by day by the verbs that the service itself uses.

So quotes, orders, seats, invoices, payments and statements agree with each other as they would
if all of it had happened.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.deals import DEALS, DECIDES_AFTER, Deal
from app.domain import accounts, billing, commission, orders, payments, quotes, seats, subscriptions, usage
from app.domain.catalog import Catalog
from app.domain.pricing import Configuration
from app.domain.quotes import Customer
from app.domain.usage_lines import Told
from app.models import Account, Invoice, Lead, Partner, Quote

_LEASE = timedelta(minutes=1)
_USED = (("minutes", 37), ("messages", 12))
"""What is used for each seat on a day, more or less."""


class Season:
    """The deals, and what has come of them by a day."""

    def __init__(self, session: Session, catalog: Catalog, leads: dict[str, Lead], now: datetime) -> None:
        self._session = session
        self._catalog = catalog
        self._leads = leads
        self._now = now
        self._quotes: dict[Deal, Quote] = {}
        self._partners = {one.public_id: one for one in session.scalars(select(Partner))}

    def tell(self) -> None:
        """From the first quote to this day."""
        for days_ago in range(max(deal.quoted for deal in DEALS), -1, -1):
            # In the morning people deal, and what follows from it is done by the same evening.
            at = self._now - timedelta(days=days_ago)
            for deal in DEALS:
                self._go_on(deal, deal.quoted - days_ago, at)
            self._work(at)
            self._pay(at)

    def _go_on(self, deal: Deal, day: int, at: datetime) -> None:
        if day == 0:
            self._quote(deal, at)
        elif day == DECIDES_AFTER:
            self._decide(deal, self._quotes[deal], at)
        for on, number, reason in deal.seats:
            if on == day:
                self._change_seats(deal, number, reason, at)
        if deal.gives_back and deal.gives_back[0] == day:
            self._give_back(deal, *deal.gives_back[1:], at)

    def _quote(self, deal: Deal, at: datetime) -> None:
        lead, partner = self._leads.get(deal.email), self._partners[deal.partner]
        customer = Customer(deal.company, f"{deal.first_name} {deal.last_name}", deal.email, "902.555.0164")
        maker = partner.contact_name
        quote = quotes.start(
            *(self._session, partner.id, self._catalog, customer, deal.wanted, maker, at),
            lead.id if lead else None,
        )
        self._quotes[deal] = quote
        if deal.ending != "draft":
            quotes.send(self._session, quote, maker, at)
            quotes.visited(self._session, quote, at + timedelta(hours=5))

    def _decide(self, deal: Deal, quote: Quote, at: datetime) -> None:
        partner = self._partners[deal.partner]
        match deal.ending:
            case "accepted":
                quotes.visited(self._session, quote, at)
                quotes.accept(self._session, quote, 1, quote.name, at)
            case "rejected":
                quotes.reject(self._session, quote, deal.reason, at)
            case "lost" | "withdrawn" as outcome:
                quotes.close(self._session, quote, outcome, partner.contact_name, deal.reason, at)
            case "asked":
                more = _ten_more(deal.wanted)
                note = "We have grown since we talked."
                quotes.ask(self._session, quote, 1, more, note, f"story {quote.id}", at)

    def _change_seats(self, deal: Deal, number: int, reason: str, at: datetime) -> None:
        account = accounts.find(self._session, deal.email)
        for service in subscriptions.of_account(self._session, account.id) if account else ():
            maker = self._partners[deal.partner].contact_name
            seats.change(self._session, service, number, at.date(), reason, maker, at)

    def _give_back(self, deal: Deal, cents: int, reason: str, at: datetime) -> None:
        last = self._invoices(deal.email)[-1]
        largest = max(range(len(last.lines)), key=lambda index: int(last.lines[index]["amount"]))
        billing.credit(self._session, last, {largest: cents}, reason, "Dave Ryan", at)

    def _invoices(self, email: str) -> list[Invoice]:
        account = accounts.find(self._session, email)
        query = select(Invoice).where(Invoice.account_id == (account.id if account else 0))
        return list(self._session.scalars(query.where(Invoice.kind != "credit").order_by(Invoice.id)))

    def _work(self, at: datetime) -> None:
        """What the worker does in a day."""
        while claims := orders.claim(self._session, at, _LEASE, 100):
            for claim in claims:
                at += timedelta(seconds=2)
                orders.take(self._session, claim, at)
        while billing.issue_due(self._session, at):
            pass
        billing.remind(self._session, at)
        commission.release_due(self._session, at)
        while commission.close_due(self._session, at):
            pass

    def _pay(self, at: datetime) -> None:
        """Whoever pays does so some days after each invoice."""
        for deal in DEALS:
            if deal.ending != "accepted" or deal.pays_after is None:
                continue
            for invoice in self._invoices(deal.email):
                to_come = billing.awaited(invoice)
                if to_come > 0 and invoice.issued_at + timedelta(days=deal.pays_after) <= at:
                    reference = f"Transfer {invoice.number:06}"
                    payments.record(
                        *(self._session, invoice, to_come, reference, at.date(), "csv", "Bank statement", at)
                    )


def use(session: Session, now: datetime) -> None:
    """Have every account in production use something on each of the last 40 days."""
    for account in session.scalars(select(Account).where(Account.production_at.is_not(None))).all():
        usage.take(session, list(_used(session, account, now)), now)


def _used(session: Session, account: Account, now: datetime) -> Iterator[Told]:
    services = subscriptions.of_account(session, account.id)
    for days_ago in range(1, 41):
        at = now - timedelta(days=days_ago)
        people = sum(seats.on(session, service.id, at.date()) for service in services)
        if not people or at.weekday() >= 5:
            continue
        for kind, each in _USED:
            quantity = people * each + (days_ago * 7919 + account.id * 104_729) % (people * each)
            name = f"story-{account.id}-{kind}-{at:%Y%m%d}"
            yield Told(external_id=name, account=account.id, kind=kind, quantity=quantity, used_at=at)


def _ten_more(wanted: Configuration) -> Configuration:
    return replace(wanted, users=wanted.users + 10)
