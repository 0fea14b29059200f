"""What administrators do to those who can sign in: let them in no more or again, write to them again."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from app import clock
from app.console import people_questions
from app.console.asking import Question
from app.db import db
from app.domain import audit, channel_managers, users
from app.domain.channel_managers import NameTaken
from app.domain.users import LastAdministrator, NotYourself
from app.edge import office, sending, signed_in
from app.edge.fields import offer, one_of
from app.edge.house import house
from app.edge.own_form import DeedForm, OwnForm
from app.edge.rights import open_to
from app.models import ChannelManager, User

_LIST = "console.people.index"
SALES = "sales"

Act = Callable[[Session, User], tuple[str, dict[str, Any]] | None]
"""Does it, and returns what to say and what the audit log keeps; None where there is nothing to do."""


class SuccessorForm(OwnForm):
    """Who takes over from a channel manager."""

    successor = one_of("Their partners and open leads go to", (), "Choose who takes over.", width="medium")

    def __init__(self, others: Sequence[ChannelManager], **more: Any) -> None:
        super().__init__(**more)
        self._others = {str(one.id): one for one in others}
        named = [(key, one.name) for key, one in self._others.items()]
        offer(self.successor, [*named, (SALES, "The Sales queue")])

    @property
    def chosen(self) -> ChannelManager | None:
        """The successor; None for the Sales queue."""
        return self._others.get(self.successor.data)


def attach(bp: Blueprint) -> None:
    """Add the deeds to the list."""
    bp.post("/<int:person>/letters")(invite_again)
    bp.get("/<int:person>/end")(ask_to_disable)
    bp.post("/<int:person>/end")(disable)
    bp.post("/<int:person>/return")(enable)
    bp.get("/<int:person>/second-factor/end")(ask_to_end_second_factor)
    bp.post("/<int:person>/second-factor/end")(end_second_factor)


@open_to("admin")
def invite_again(person: int) -> Response:
    """Write once more to somebody who has not joined."""

    def act(session: Session, user: User) -> tuple[str, dict[str, Any]] | None:
        if user.joined_at or user.disabled_at:
            return None
        users.invite_again(session, user, clock.now())
        return f"Another letter is on its way to {user.email}.", {}

    return _do(person, "person_invited_again", lambda session, user: DeedForm(), act)


@open_to("admin")
def ask_to_disable(person: int) -> Response:
    """What it means, and who takes over."""
    with db.reading() as session:
        user = office.only(users.read(session, person))
        return people_questions.disabling(user).show(_form_to_disable(session, user))


@open_to("admin")
def disable(person: int) -> Response:
    """Let somebody in no more, and hand over what is theirs."""
    actor = signed_in.actor()
    form: OwnForm = DeedForm(formdata=None)

    def asked(session: Session, user: User) -> OwnForm:
        nonlocal form
        form = _form_to_disable(session, user)
        return form

    def act(session: Session, user: User) -> tuple[str, dict[str, Any]] | None:
        if user.disabled_at:
            return None
        users.disable(session, user, actor, clock.now())
        words = f"{user.name} can not sign in any more."
        if not isinstance(form, SuccessorForm) or user.channel_manager is None:
            return words, {}
        left = channel_managers.leave(session, user.channel_manager, form.chosen, actor.name, clock.now())
        name = form.chosen.name if form.chosen else "Sales"
        return (
            f"{words} {name} takes over. Partners: {left.partners}, open leads: {left.leads}.",
            {"successor": name, "partners": left.partners, "leads": left.leads},
        )

    return _do(person, "person_disabled", asked, act, people_questions.disabling)


@open_to("admin")
def enable(person: int) -> Response:
    """Let somebody in again."""

    def act(session: Session, user: User) -> tuple[str, dict[str, Any]] | None:
        if user.disabled_at is None:
            return None
        if user.channel_manager:
            channel_managers.come_back(session, user.channel_manager)
        users.enable(session, user)
        return f"{user.name} can sign in again.", {}

    return _do(person, "person_enabled", lambda session, user: DeedForm(), act)


@open_to("admin")
def ask_to_end_second_factor(person: int) -> Response:
    """What it means."""
    with db.reading() as session:
        user = office.only(users.read(session, person))
    return people_questions.ending(user).show(DeedForm())


@open_to("admin")
def end_second_factor(person: int) -> Response:
    """For somebody who has lost their telephone."""

    def act(session: Session, user: User) -> tuple[str, dict[str, Any]] | None:
        if user.totp_since is None:
            return None
        users.end_second_factor(session, user)
        return f"{user.name} signs in with the password alone now.", {}

    return _do(
        person, "second_factor_taken_off", lambda session, user: DeedForm(), act, people_questions.ending
    )


def _do(
    person: int,
    deed: str,
    asked: Callable[[Session, User], OwnForm],
    act: Act,
    question: Callable[[User], Question] | None = None,
) -> Response:
    """Carry a deed out and write it down."""
    with db.writing() as session:
        user = office.only(users.read(session, person))
        form = asked(session, user)
        if not form.validate():
            if question is None:
                return office.done(" ".join(form.form_errors), _LIST)
            return question(user).show(form)
        sent = sending.claim(session)
        try:
            done = act(session, user)
        except (NotYourself, LastAdministrator, NameTaken) as error:
            return office.done(_REFUSED[type(error)], _LIST)
        if done is None:
            return office.done("Nothing was changed: it is so already.", _LIST)
        words, details = done
        subject = f"{user.name}, {user.email}"
        audit.note(
            session, signed_in.actor(), deed, subject, clock.now(), partner_id=user.partner_id, **details
        )
        sent.leads_to(session, words, _LIST)
        session.commit()
    house().directory.forget()
    return sent.answer()


_REFUSED = {
    NotYourself: "Nothing was changed: nobody can lock themselves out. Ask another administrator.",
    LastAdministrator: "Nothing was changed: nobody would be left to let others in. Invite another"
    " administrator first.",
    NameTaken: "Nothing was changed: another channel manager has this name by now.",
}


def _form_to_disable(session: Session, user: User) -> OwnForm:
    if user.channel_manager_id is None:
        return DeedForm()
    others = [one for one in channel_managers.at_work(session) if one.id != user.channel_manager_id]
    return SuccessorForm(others)
