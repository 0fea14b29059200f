"""People of a partner: another one is invited, or the same one again."""

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from app import clock
from app.console.asking import Question
from app.console.partner_forms import PersonForm
from app.db import db
from app.domain import audit, partners, users
from app.domain.users import AddressTaken
from app.edge import office, sending, signed_in
from app.edge.own_form import DeedForm
from app.edge.rights import open_to
from app.models import Partner, User

_PAGE = "console.partners.show"


def attach(bp: Blueprint) -> None:
    """Add the deeds to the partners' pages."""
    bp.add_url_rule("/<public_id>/people/new", "ask_person", ask)
    bp.add_url_rule("/<public_id>/people/new", "invite_person", invite, methods=["POST"])
    bp.post("/<public_id>/people/<int:person>/letters")(invite_again)


@open_to("cm", "admin")
def ask(public_id: str) -> Response:
    """Who else works for them."""
    with db.reading() as session:
        return _question(office.only(partners.find(session, public_id))).show(PersonForm())


@open_to("cm", "admin")
def invite(public_id: str) -> Response:
    """Put somebody on the list, and write to them."""
    actor, form = signed_in.actor(), PersonForm()
    name, email = form.name.data or "", form.email.data or ""
    with db.writing() as session:
        partner = office.only(partners.find(session, public_id))
        if not form.validate():
            return _question(partner).show(form)
        sent = sending.claim(session)
        try:
            users.invite(session, name, form.email.data or "", "partner", clock.now(), partner=partner)
        except AddressTaken:
            return _question(partner).show(form, users.TAKEN)
        audit.note(session, actor, "person_invited", f"{name}, {email}", clock.now(), partner_id=partner.id)
        sent.leads_to(session, f"A letter is on its way to {email}.", _PAGE, public_id=public_id)
        session.commit()
    return sent.answer()


@open_to("cm", "admin")
def invite_again(public_id: str, person: int) -> Response:
    """Write once more to somebody who has not joined."""
    form, actor = DeedForm(), signed_in.actor()
    with db.writing() as session:
        partner = office.only(partners.find(session, public_id))
        user = office.only(_invited(session, partner, person))
        if not form.validate():
            return office.done(" ".join(form.form_errors), _PAGE, public_id=public_id)
        sent = sending.claim(session)
        users.invite_again(session, user, clock.now())
        subject = f"{user.name}, {user.email}"
        audit.note(session, actor, "person_invited_again", subject, clock.now(), partner_id=partner.id)
        words = f"Another letter is on its way to {user.email}."
        sent.leads_to(session, words, _PAGE, public_id=public_id)
        session.commit()
    return sent.answer()


def _invited(session: Session, partner: Partner, person: int) -> User | None:
    user = users.read(session, person)
    return user if user and user.partner_id == partner.id and user.joined_at is None else None


def _question(partner: Partner) -> Question:
    return Question(
        title=f"Invite somebody of {partner.company}",
        words=("They see everything in the portal of this partner, and can do everything there.",),
        label="Send the invitation",
        action=url_for("console.partners.invite_person", public_id=partner.public_id),
        back=url_for(_PAGE, public_id=partner.public_id),
    )
