"""The first page of a manager: what waits, numbers first, and who waits longest."""

from flask import Blueprint, Response

from app import clock
from app.console.area import CONSOLE
from app.db import db
from app.domain import awaiting, chat_queues, lead_lists, lists, order_lists, partners
from app.domain.lists import Cursor
from app.edge import signed_in
from app.edge.rights import open_to
from app.models import Lead, Partner

bp = Blueprint("dashboard", __name__)

SHOWN = 5


@bp.get("")
@open_to("cm", "admin")
def show() -> Response:
    """A manager's own leads, an administrator's all."""
    actor = signed_in.actor()
    mine = (lead_lists.of_manager(actor.manager_id),) if actor.manager_id else ()
    decided = lead_lists.leads(*mine).where(lead_lists.decided())
    with db.reading() as session:
        return CONSOLE.show(
            "console/dashboard.html",
            figures=awaiting.read(session, clock.now(), *mine),
            most_held=awaiting.MOST_HELD,
            failed=list(session.scalars(order_lists.failed().limit(SHOWN))),
            chats=len(chat_queues.waiting(session, actor.manager_id)),
            waiting=lead_lists.waiting(session, *mine, most=SHOWN),
            most=SHOWN,
            whose="mine" if actor.manager_id else "all",
            approvals=lists.page(session, partners.listed(standing="waiting"), Partner.id, Cursor(), SHOWN),
            leads=lists.page(session, decided, Lead.id, Cursor(), SHOWN),
        )
