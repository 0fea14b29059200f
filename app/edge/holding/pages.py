"""Services and seats of an account: the same pages in portal and console."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from app import clock
from app.db import db
from app.domain import attribution, audit, holdings, lists, money, seats, subscriptions, usage
from app.domain.seat_rules import SeatRuleBroken
from app.domain.seats import SeatsError
from app.edge import office, sending, signed_in, spreadsheet
from app.edge.holding.form import ADD, REMOVE, SeatsForm
from app.edge.office import Area
from app.edge.rights import open_to
from app.edge.spreadsheet import Columns
from app.models import Account, Role, SeatEvent, Subscription

Find = Callable[[Session, int], Account]
"""The account of a number, or the page that says that there is none."""

NEWEST = 5

LEDGER: Columns = {
    "Event": lambda entry: entry.event.id,
    "Service": lambda entry: entry.event.subscription.name,
    "Subscription": lambda entry: entry.event.subscription_id,
    "Kind": lambda entry: entry.event.kind,
    "Other service": lambda entry: entry.other,
    "Change": lambda entry: entry.event.change,
    "Effective on": lambda entry: entry.event.effective_on,
    "Seats after it": lambda entry: entry.after,
    "Reason": lambda entry: entry.event.reason,
    "By": lambda entry: entry.event.actor,
    "Written down (UTC)": lambda entry: entry.event.at,
}


def attach(bp: Blueprint, area: Area, where: str, find: Find, *roles: Role) -> None:
    """Add the pages to a blueprint; `where` is the name of its area."""

    @bp.get("/<int:number>/services/<int:service>")
    @open_to(*roles)
    def service(number: int, service: int) -> Response:
        """One service, what it costs, and the form that changes its seats."""
        form = SeatsForm(data={"what": ADD, "effective_on": clock.now().date().isoformat()})
        with db.reading() as session:
            return _page(session, find(session, number), service, form)

    @bp.post("/<int:number>/services/<int:service>/seats")
    @open_to(*roles)
    def change_seats(number: int, service: int) -> Response:
        """Add seats, remove them, or move them."""
        form = SeatsForm()
        try:
            with db.writing() as session:
                sent = sending.claim(session)
                account = find(session, number)
                held = office.only(holdings.find(session, account.id, service))
                _prepare(session, form, held)
                if not form.validate():
                    return _page(session, account, service, form, 422)
                words = _change(session, form, held)
                sent.leads_to(session, words, f"{where}.accounts.service", number=number, service=service)
                session.commit()
        except (SeatsError, SeatRuleBroken) as error:
            form.blame(error)
            with db.reading() as session:
                return _page(session, find(session, number), service, form, 422)
        return sent.answer()

    @bp.get("/<int:number>/seats")
    @open_to(*roles)
    def ledger(number: int) -> Response:
        """Everything that happened to the seats of an account."""
        with db.reading() as session:
            account = find(session, number)
            found = lists.page(session, seats.ledger(account.id), SeatEvent.id, office.cursor())
            entries = holdings.entries(session, found.rows)
            return area.show(
                "office/accounts/ledger.html", where=where, account=account, page=found, entries=entries
            )

    @bp.get("/<int:number>/seats.csv")
    @open_to(*roles)
    def download_ledger(number: int) -> Response:
        """The same as a file."""
        with db.reading() as session:
            account_id = find(session, number).id
        return spreadsheet.answer(
            f"seats-{number}",
            LEDGER,
            lambda session: holdings.whole_ledger(session, account_id, spreadsheet.MOST),
        )

    def _page(
        session: Session, account: Account, number: int, form: SeatsForm, status: int = 200
    ) -> Response:
        subscription = office.only(holdings.find(session, account.id, number))
        _prepare(session, form, subscription)
        form.changes.data = str(subscription.seat_changes)
        return area.show(
            "office/accounts/service.html",
            status=status,
            where=where,
            account=account,
            holding=holdings.held(session, subscription, clock.now().date()),
            form=form,
        )


def around(session: Session, account: Account) -> dict[str, Any]:
    """What an account's page says of its services, seats and usage."""
    today = clock.now().date()
    held = holdings.of_account(session, account.id, today)
    newest = seats.ledger(account.id).order_by(SeatEvent.id.desc()).limit(NEWEST)
    return {
        "holdings": held,
        "monthly": holdings.monthly(held),
        "entries": holdings.entries(session, list(session.scalars(newest))),
        "used": usage.by_month(session, account.id, today),
        "months": usage.last_months(today),
    }


def _prepare(session: Session, form: SeatsForm, held: Subscription) -> None:
    today = clock.now().date()
    form.offers(_others(session, held), seats.first_day(held, today), today + seats.FURTHEST)


def _others(session: Session, held: Subscription) -> list[Subscription]:
    return [one for one in subscriptions.of_account(session, held.account_id) if one.id != held.id]


def _change(session: Session, form: SeatsForm, held: Subscription) -> str:
    """Do it, write it down, and say so. Raises SeatsError, SeatRuleBroken."""
    actor, now, number = signed_in.actor(), clock.now(), form.number
    about = (form.day, form.reason.data or "", actor.name, now)
    one = number == 1
    if form.what.data in (ADD, REMOVE):
        adds = form.what.data == ADD
        seats.hold(session, held, form.seen)
        seats.change(session, held, number if adds else -number, *about)
        done = f"{'added to' if adds else 'removed from'} {held.name}"
    else:
        target = session.get_one(Subscription, int(form.what.data))
        seats.hold(session, held, form.seen, target)
        seats.move(session, held, target, number, *about)
        done = f"moved from {held.name} to {target.name}"
    tie = attribution.of(session, held.account_id)
    words = f"{number:,} {'seat is' if one else 'seats are'} {done} from {money.day(form.day)} on."
    audit.note(
        session,
        actor,
        "seats_changed",
        f"Account {held.account_id}, {held.name}",
        now,
        partner_id=tie.partner_id if tie else None,
        change=words,
        reason=form.reason.data,
    )
    return words
