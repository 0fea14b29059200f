"""Everybody who can sign in to portal or console: the administrators’ list, and inviting colleagues."""

from typing import Any

from flask import Blueprint, Response, url_for

from app import clock
from app.console import people_deeds
from app.console.area import CONSOLE
from app.console.asking import Question
from app.db import db
from app.domain import audit, channel_managers, lists, users
from app.domain.channel_managers import NameTaken
from app.domain.users import AddressTaken
from app.edge import office, sending, signed_in
from app.edge.fields import address, line, one_of
from app.edge.house import house
from app.edge.own_form import OwnForm
from app.edge.rights import open_to
from app.models import Role, User

bp = Blueprint("people", __name__, url_prefix="/people")
people_deeds.attach(bp)

ROLES: tuple[Role, ...] = ("cm", "admin", "partner")
_NAME_TAKEN = "Another channel manager has this name, and leads find them by it. Write it differently."


class ColleagueForm(OwnForm):
    """Somebody who works for the vendor."""

    role = one_of(
        "They are",
        (("cm", "A channel manager: gets leads and looks after partners"), ("admin", "An administrator")),
        "Choose what they do.",
        radio=True,
    )
    name = line(
        "Name",
        "Enter the person’s name.",
        120,
        hint="Links name a channel manager by it: source_cm_name. Capitals and spaces do not matter there.",
        autocomplete="off",
    )
    email = address("E-mail", "Enter the person’s address.", 120, autocomplete="off")


@bp.get("")
@open_to("admin")
def index() -> Response:
    """Everybody, whoever was invited last first."""
    role, text = office.wanted("role", ROLES), office.search()
    with db.reading() as session:
        found = lists.page(session, users.listed(text, role or None), User.id, office.cursor())  # type: ignore[arg-type]
        return CONSOLE.show("console/people.html", people=found, role=role, q=text, filters=office.filters())


@bp.get("/new")
@open_to("admin")
def ask() -> Response:
    """Who else works for us."""
    return _question().show(ColleagueForm())


@bp.post("/new")
@open_to("admin")
def invite() -> Response:
    """Put a colleague on the list, and write to them; leads find a channel manager at once."""
    form = ColleagueForm()
    if not form.validate():
        return _question().show(form)
    name, email, role = form.name.data or "", form.email.data or "", form.role.data
    with db.writing() as session:
        sent = sending.claim(session)
        try:
            manager = channel_managers.come(session, name, email) if role == "cm" else None
            users.invite(session, name, email, role, clock.now(), manager=manager)
        except (AddressTaken, NameTaken) as error:
            return _question().show(form, _NAME_TAKEN if isinstance(error, NameTaken) else users.TAKEN)
        kept: dict[str, Any] = {"role": role}
        audit.note(session, signed_in.actor(), "person_invited", f"{name}, {email}", clock.now(), **kept)
        sent.leads_to(session, f"A letter is on its way to {email}.", "console.people.index")
        session.commit()
    house().directory.forget()
    return sent.answer()


def _question() -> Question:
    return Question(
        title="Invite a colleague",
        words=("They get a letter that lets them choose a password.",),
        label="Send the invitation",
        action=url_for("console.people.invite"),
        back=url_for("console.people.index"),
    )
