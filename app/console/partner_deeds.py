"""What we do to a partner: approve, suspend, reinstate, let their own form post, change what we know."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from app import clock
from app.console import partner_questions
from app.console.asking import Question
from app.console.partner_forms import ActivateForm, CompanyForm, SuspendForm, filled
from app.db import db
from app.domain import audit, channel_managers, commission, partners
from app.domain.partners import NothingToChange
from app.edge import office, signed_in
from app.edge.house import house
from app.edge.own_form import DeedForm, OwnForm
from app.edge.rights import open_to
from app.models import Partner

_PAGE = "console.partners.show"
_SAME = "Nothing was changed: somebody has done that already, or it can not be done now."

Act = Callable[[Session, Partner], dict[str, Any]]
"""Does it, and returns what the audit log keeps besides."""


def attach(bp: Blueprint) -> None:
    """Add the deeds to the partners' pages."""
    bp.post("/<public_id>/approval")(approve)
    bp.get("/<public_id>/suspension")(ask_to_suspend)
    bp.post("/<public_id>/suspension")(suspend)
    bp.post("/<public_id>/reinstatement")(reinstate)
    bp.get("/<public_id>/own-form")(ask_to_activate)
    bp.post("/<public_id>/own-form")(activate)
    bp.get("/<public_id>/own-form/end")(ask_to_deactivate)
    bp.post("/<public_id>/own-form/end")(deactivate)
    bp.get("/<public_id>/company")(ask_to_edit)
    bp.post("/<public_id>/company")(edit)


@open_to("cm", "admin")
def approve(public_id: str) -> Response:
    """Let their PartnerID work."""

    def act(session: Session, partner: Partner) -> dict[str, Any]:
        partners.approve(session, partner, clock.now())
        return {}

    return _do(
        public_id, "partner_approved", DeedForm(), act, "{company} is approved: their PartnerID works."
    )


@open_to("cm", "admin")
def ask_to_suspend(public_id: str) -> Response:
    """What a suspension means, and for what reason."""
    return _asks(public_id, partner_questions.suspension, SuspendForm())


@open_to("cm", "admin")
def suspend(public_id: str) -> Response:
    """Hold the credit of whatever comes from now on."""
    form = SuspendForm()

    def act(session: Session, partner: Partner) -> dict[str, Any]:
        partners.suspend(session, partner, form.reason.data or "", clock.now())
        return {"reason": form.reason.data}

    words = "{company} is suspended: credit is held from now on."
    return _do(public_id, "partner_suspended", form, act, words, partner_questions.suspension)


@open_to("cm", "admin")
def reinstate(public_id: str) -> Response:
    """End a suspension, and release what was held."""
    actor = signed_in.actor()

    def act(session: Session, partner: Partner) -> dict[str, Any]:
        leads = partners.reinstate(session, partner, actor.name, clock.now())
        entries = commission.release_due(session, clock.now(), actor.name, partner.id)
        return {"released": leads, "commission_released": entries}

    words = "{company} is reinstated, and what was held because of the suspension is released."
    return _do(public_id, "partner_reinstated", DeedForm(), act, words)


@open_to("cm", "admin")
def ask_to_activate(public_id: str) -> Response:
    """Under which agreement their own form may post to us."""
    with db.reading() as session:
        partner = office.only(partners.find(session, public_id))
    version = partner.form_api_agreement or house().agreements.eusa().version
    return _asks(public_id, partner_questions.activation, ActivateForm(data={"agreement": version}))


@open_to("cm", "admin")
def activate(public_id: str) -> Response:
    """Let their own form post to us."""
    form = ActivateForm()

    def act(session: Session, partner: Partner) -> dict[str, Any]:
        partners.activate_form_api(session, partner, form.agreement.data or "", clock.now())
        return {"agreement": form.agreement.data}

    words = "The own form of {company} may post from their sites now."
    return _do(public_id, "own_form_activated", form, act, words, partner_questions.activation)


@open_to("cm", "admin")
def ask_to_deactivate(public_id: str) -> Response:
    """What happens to their customers then."""
    return _asks(public_id, partner_questions.deactivation, DeedForm())


@open_to("cm", "admin")
def deactivate(public_id: str) -> Response:
    """Take no post of their own form any more."""

    def act(session: Session, partner: Partner) -> dict[str, Any]:
        partners.deactivate_form_api(session, partner, clock.now())
        return {}

    words = "Posts of the own form of {company} are refused from now on."
    return _do(public_id, "own_form_deactivated", DeedForm(), act, words, partner_questions.deactivation)


@open_to("cm", "admin")
def ask_to_edit(public_id: str) -> Response:
    """What we know of them, to be changed."""
    with db.reading() as session:
        partner = office.only(partners.find(session, public_id))
        return partner_questions.company(partner).show(filled(partner, channel_managers.at_work(session)))


@open_to("cm", "admin")
def edit(public_id: str) -> Response:
    """Write down what has changed."""
    with db.reading() as session:
        form = CompanyForm(channel_managers.at_work(session))

    def act(session: Session, partner: Partner) -> dict[str, Any]:
        changes = partners.edit(session, partner, form.company_data, form.chosen)
        if not changes:
            raise NothingToChange
        return {"changes": changes}

    return _do(
        public_id,
        "partner_changed",
        form,
        act,
        "What we know of {company} is changed.",
        partner_questions.company,
    )


def _asks(public_id: str, question: Callable[[Partner], Question], form: OwnForm) -> Response:
    with db.reading() as session:
        partner = office.only(partners.find(session, public_id))
    return question(partner).show(form)


def _do(
    public_id: str,
    deed: str,
    form: OwnForm,
    act: Act,
    words: str,
    question: Callable[[Partner], Question] | None = None,
) -> Response:
    """Carry a deed out and write it down; every process believes nothing from before."""
    with db.writing() as session:
        partner = office.only(partners.find(session, public_id))
        if not form.validate():
            if question is None:
                return office.done(" ".join(form.form_errors), _PAGE, public_id=public_id)
            return question(partner).show(form)
        try:
            details = act(session, partner)
        except NothingToChange:
            return office.done(_SAME, _PAGE, public_id=public_id)
        subject = f"{partner.company} ({public_id})"
        audit.note(session, signed_in.actor(), deed, subject, clock.now(), partner_id=partner.id, **details)
        session.commit()
    house().directory.forget()
    return office.done(words.format(company=partner.company), _PAGE, public_id=public_id)
