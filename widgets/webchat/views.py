"""How a chat is opened: by the button beside a landing page, or on a page of its own."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, abort

from app import clock
from app.db import AWAY, db
from app.domain import chats
from app.domain.chats import Opening
from app.domain.services import Service
from app.edge import contact, form_token, fragment, limits, pages, report, visit
from app.edge.desk import Desk
from app.edge.form_token import Sheet
from app.edge.house import house
from app.edge.limits import TooMany
from app.edge.visit import Visit
from widgets.webchat import conversation, panel
from widgets.webchat.forms import OpenForm

bp = Blueprint("webchat", __name__, template_folder="templates")
bp.register_blueprint(conversation.bp)


@bp.get("/chats/<slug>")
def show(slug: str) -> Response:
    """A page with the button alone, for whoever has no landing page before them."""
    limits.show()
    service = house().services.find(slug)
    sheet = form_token.fresh(_landing(service), visit.arrive(leads=True))
    _refuse_where_off(sheet.visit)
    received = report.of(sheet.visit, visit.query(), panel.LEADS_TO) if sheet.visit.dry_run else None
    return _button(service, sheet, form=OpenForm(), report=received)


@bp.post("/chats/<slug>")
def begin(slug: str) -> Response:
    """Open a chat, or find the one that this page opened before."""
    service = house().services.find(slug)
    desk = Desk(_landing(service), OpenForm(), partial(_button, service), leads=True)
    try:
        desk.open()
        _refuse_where_off(desk.sheet.visit)
        if desk.sheet.visit.dry_run:
            return _rehearse(desk)
        limits.chat()
        if desk.is_stale:
            return desk.renewed()
        _open(service, desk.sheet)
    except TooMany as many:
        return desk.later(many)
    except AWAY:
        return desk.away()
    return panel.to_chat(desk.sheet.handle, desk.sheet.visit)


def _rehearse(desk: Desk[OpenForm]) -> Response:
    seen = desk.rehearse()
    if desk.is_stale:
        return desk.renewed(report=report.of(seen, visit.query(), panel.LEADS_TO))
    return panel.to_chat(desk.sheet.handle, seen)


def _landing(service: Service) -> str:
    """The form beside which the button stands; its token opens the chat too, in its visit's name."""
    return f"landing-{service.slug}"


def _refuse_where_off(seen: Visit) -> None:
    if not seen.parameters.webchat:
        abort(404)


def _open(service: Service, sheet: Sheet) -> None:
    asked = sheet.visit.parameters
    opening = Opening(
        handle_hash=form_token.handle_hash(sheet.handle),
        service=service.slug,
        partner=sheet.visit.partner,
        claimed_partner_id=asked.PartnerID,
        sub_partner_id=asked.SubPartnerID,
        manager=house().directory.manager_for(asked.source_cm_name, sheet.visit.partner),
        source=contact.snapshot(asked, house().vendor),
        site=sheet.visit.site,
        utm=sheet.visit.utm,
    )
    with db.writing() as session:
        chats.open_chat(session, opening, clock.now())
        session.commit()


def _button(service: Service, sheet: Sheet, *, status: int = 200, **context: Any) -> Response:
    part = fragment.is_part()
    return pages.fresh(
        "webchat/_start.html" if part else "webchat/start.html",
        sheet,
        status=status,
        service=service,
        # Beside a lead form, which has mistakes of its own.
        prefix="chat-" if part else "",
        **context,
    )
