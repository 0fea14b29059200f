"""Orders as those look after them who sell: the portal a partner's own, the console all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app import clock
from app.db import db
from app.domain import attribution, audit, lists, offers, order_lists, orders
from app.domain.orders import StepNotPossible
from app.edge import office, signed_in, spreadsheet
from app.edge.fields import lines
from app.edge.office import Area
from app.edge.own_form import DeedForm, OwnForm
from app.edge.spreadsheet import Columns
from app.models import Order

_STALE = "This page was open for too long. Please try again."
_MOVED_ON = "Nothing was changed: the order has moved on. This is how it stands now."

COLUMNS: Columns = {
    "Order": lambda order: order.id,
    "Placed (UTC)": lambda order: order.created_at,
    "State": lambda order: order.state,
    "Reason": lambda order: order.reason,
    "Made from": lambda order: order.origin,
    "Quote": lambda order: order.quote_id,
    "Account": lambda order: order.account_id,
    "Company": lambda order: order.company,
    "Contact": lambda order: order.name,
    "E-mail": lambda order: order.email,
    "Product": lambda order: order.lines[0]["name"],
    "Users": lambda order: order.configuration["users"],
    "Term": lambda order: order.configuration["term"],
    "Currency": lambda order: order.currency,
    "Monthly, cents": lambda order: order.monthly_cents,
    "Once, cents": lambda order: order.once_cents,
    "Provisioned (UTC)": lambda order: order.provisioned_at,
}

COLUMNS_OF_ALL: Columns = {
    "Partner": lambda order: order.partner and order.partner.company,
    "PartnerID": lambda order: order.partner and order.partner.public_id,
    **COLUMNS,
}


class CancelForm(OwnForm):
    """Why it is given up."""

    reason = lines("Reason", "Say why: the customer reads it.", 500, rows=2)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where orders are looked after."""

    area: Area
    name: str
    """Of the blueprint, like "portal.orders"."""
    columns: Columns
    partner_id: Callable[[], int | None]
    """Whose orders they are; None for those of all."""

    def index(self) -> Response:
        """Every order, newest first."""
        wanted = self._wanted()
        with db.reading() as session:
            return self.area.show(
                "office/orders/index.html",
                orders=lists.page(session, self._query(wanted), Order.id, office.cursor()),
                here=self.name,
                whose=self.partner_id() is None,
                q=wanted["text"],
                asked=wanted,
                filters=office.filters(),
            )

    def download(self) -> Response:
        """The same list as a file."""
        query = self._query(self._wanted())
        return spreadsheet.answer(
            "orders",
            self.columns,
            lambda session: lists.everything(session, query, Order.id, spreadsheet.MOST),
        )

    def show(self, number: int) -> Response:
        """One order: how far it is, and what comes next."""
        with db.reading() as session:
            order = self._ours(session, number)
            tie = attribution.of(session, order.account_id) if order.account_id else None
            return self.area.show(
                "office/orders/show.html",
                order=order,
                tie=tie,
                is_ours=tie is not None and tie.partner_id == order.partner_id,
                progress=orders.progress(order),
                offer=offers.of_order(order),
                can_be_cancelled=orders.can_be_cancelled(session, order),
                here=self.name,
                whose=self.partner_id() is None,
            )

    def retry(self, number: int) -> Response:
        """Go on with the step at which it failed."""

        def deed(session: Session, order: Order) -> None:
            orders.retry(session, order, signed_in.actor().name, clock.now())

        return self._do(number, "order_retried", f"Order {number} goes on where it stopped.", deed)

    def ask(self, number: int) -> Response:
        """Say what cancelling does, and ask why."""
        with db.reading() as session:
            return self._asking(session, number, CancelForm())

    def cancel(self, number: int) -> Response:
        """Give it up for good."""
        form = CancelForm()
        if not form.validate():
            with db.reading() as session:
                return self._asking(session, number, form, 422)
        reason = form.reason.data or ""

        def deed(session: Session, order: Order) -> None:
            orders.cancel(session, order, reason, signed_in.actor().name, clock.now())

        words = f"Order {number} is cancelled, and a letter tells the customer why."
        return self._do(number, "order_cancelled", words, deed, reason=reason)

    def _wanted(self) -> dict[str, Any]:
        """What the list is narrowed down to."""
        return {
            "state": office.wanted("state", order_lists.STATES),
            "text": office.search(),
            "account": office.number("account"),
            "partner": office.typed("partner") if self.partner_id() is None else "",
        }

    def _query(self, wanted: dict[str, Any]) -> Select[Order]:
        return order_lists.orders(self.partner_id(), **wanted)

    def _ours(self, session: Session, number: int) -> Order:
        return office.only(order_lists.find(session, number, self.partner_id()))

    def _asking(self, session: Session, number: int, form: CancelForm, status: int = 200) -> Response:
        order = self._ours(session, number)
        if not orders.can_be_cancelled(session, order):
            return office.done(_MOVED_ON, f"{self.name}.show", number=number)
        return self.area.show(
            "office/orders/cancel.html", status=status, order=order, form=form, here=self.name
        )

    def _do(
        self, number: int, name: str, words: str, deed: Callable[[Session, Order], None], **details: Any
    ) -> Response:
        fits, actor = DeedForm().validate(), signed_in.actor()
        with db.writing() as session:
            order = self._ours(session, number)
            if not fits:
                return office.done(_STALE, f"{self.name}.show", number=number)
            try:
                deed(session, order)
            except StepNotPossible:
                session.rollback()
                return office.done(_MOVED_ON, f"{self.name}.show", number=number)
            partner_id = order.partner_id
            audit.note(session, actor, name, f"Order {number}", clock.now(), partner_id=partner_id, **details)
            session.commit()
        return office.done(words, f"{self.name}.show", number=number)
