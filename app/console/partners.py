"""Partners: the list, one page each, and inviting another."""

from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app import clock
from app.console import partner_deeds, partner_people, partner_rate
from app.console.area import CONSOLE
from app.console.asking import Question
from app.console.partner_forms import SALES, CompanyForm
from app.db import db
from app.domain import audit, channel_managers, lists, partners, users
from app.domain.users import AddressTaken
from app.edge import office, sending, signed_in
from app.edge.rights import open_to
from app.models import AuditEvent, Partner, User

bp = Blueprint("partners", __name__, url_prefix="/partners")
partner_deeds.attach(bp)
partner_people.attach(bp)
partner_rate.attach(bp)

STANDINGS: tuple[partners.Standing, ...] = ("waiting", "wanting", "suspended", "active")
NEWEST = 10


@bp.get("")
@open_to("cm", "admin")
def index() -> Response:
    """Every partner, the newest first."""
    standing, text = office.wanted("standing", STANDINGS), office.search()
    query = partners.listed(text, standing or None)  # type: ignore[arg-type]
    with db.reading() as session:
        return CONSOLE.show(
            "console/partners/index.html",
            partners=lists.page(session, query, Partner.id, office.cursor()),
            standing=standing,
            q=text,
            filters=office.filters(),
        )


@bp.get("/new")
@open_to("cm", "admin")
def ask() -> Response:
    """What we have to know of a new partner."""
    with db.reading() as session:
        return _question().show(_empty(session))


@bp.post("/new")
@open_to("cm", "admin")
def invite() -> Response:
    """Put them on the list, not approved yet, and write to their contact."""
    actor = signed_in.actor()
    with db.writing() as session:
        form = CompanyForm(channel_managers.at_work(session))
        if not form.validate():
            return _question().show(form)
        sent = sending.claim(session)
        try:
            partner = partners.invite(session, form.company_data, form.chosen, clock.now())
        except AddressTaken:
            return _question().show(form, users.TAKEN)
        subject = f"{partner.company} ({partner.public_id})"
        audit.note(session, actor, "partner_invited", subject, clock.now(), partner_id=partner.id)
        words = (
            f"{partner.company} is invited. The PartnerID {partner.public_id} works once you approve them."
        )
        sent.leads_to(session, words, "console.partners.show", public_id=partner.public_id)
        session.commit()
    return sent.answer()


@bp.get("/<public_id>")
@open_to("cm", "admin")
def show(public_id: str) -> Response:
    """Everything about one partner."""
    with db.reading() as session:
        partner = office.only(partners.find(session, public_id))
        return CONSOLE.show("console/partners/show.html", partner=partner, **_around(session, partner))


@bp.get("/<public_id>/history")
@open_to("cm", "admin")
def history(public_id: str) -> Response:
    """Who did what to them, and what they did themselves."""
    with db.reading() as session:
        partner = office.only(partners.find(session, public_id))
        return CONSOLE.show(
            "console/partners/history.html",
            partner=partner,
            events=lists.page(session, _deeds(partner), AuditEvent.id, office.cursor()),
            filters=office.filters() | {"public_id": public_id},
        )


def _around(session: Session, partner: Partner) -> dict[str, Any]:
    people = select(User).where(User.partner_id == partner.id).order_by(User.id)
    return partner_rate.around(session, partner) | {
        "sites": list(partner.sites),
        "people": list(session.scalars(people)),
        "events": list(session.scalars(_deeds(partner).order_by(AuditEvent.id.desc()).limit(NEWEST))),
    }


def _deeds(partner: Partner) -> Select[AuditEvent]:
    return select(AuditEvent).where(AuditEvent.partner_id == partner.id)


def _empty(session: Session) -> CompanyForm:
    mine = str(signed_in.actor().manager_id or SALES)
    return CompanyForm(channel_managers.at_work(session), data={"manager": mine})


def _question() -> Question:
    return Question(
        title="Invite a partner",
        words=(
            "They get a PartnerID and a letter that lets their contact choose a password and look around.",
            "Nothing works for them until you approve them.",
        ),
        label="Send the invitation",
        action=url_for("console.partners.invite"),
        back=url_for("console.partners.index"),
    )
