"""The commission that we pay a partner: asked for, changed, and every change with who made it."""

from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session
from wtforms import Field, ValidationError
from wtforms.form import BaseForm

from app import clock
from app.console.asking import Question
from app.db import db
from app.domain import audit, partners
from app.domain.commission import rates
from app.edge import office, signed_in
from app.edge.fields import line
from app.edge.own_form import OwnForm
from app.edge.rights import open_to
from app.models import AuditEvent, Partner

_PAGE = "console.partners.show"
NEWEST = 5


def attach(bp: Blueprint) -> None:
    """Add the rate to the partners' pages."""
    bp.get("/<public_id>/commission")(ask_for_rate)
    bp.post("/<public_id>/commission")(change_rate)


def _is_rate(form: BaseForm, field: Field) -> None:
    try:
        rates.parse(field.data)
    except rates.MalformedRate as error:
        raise ValidationError(str(error)) from error


class RateForm(OwnForm):
    """What a partner earns of what their customers pay."""

    rate = line(
        "Commission, per cent",
        rates.ADVICE,
        10,
        _is_rate,
        hint="Of what their customers pay, without taxes.",
        width="short",
        inputmode="decimal",
        autocomplete="off",
    )


@open_to("cm", "admin")
def ask_for_rate(public_id: str) -> Response:
    """The rate as it is, to be changed."""
    with db.reading() as session:
        partner = office.only(partners.find(session, public_id))
    return _question(partner).show(RateForm(data={"rate": rates.shown(partner.commission_bp)}))


@open_to("cm", "admin")
def change_rate(public_id: str) -> Response:
    """Pay another rate from now on."""
    form = RateForm()
    with db.writing() as session:
        partner = office.only(partners.find(session, public_id))
        if not form.validate():
            return _question(partner).show(form)
        old = rates.shown(partner.commission_bp)
        if not rates.change(session, partner, rates.parse(form.rate.data or "")):
            return office.done(f"It is {old} % already.", _PAGE, public_id=public_id)
        new = rates.shown(partner.commission_bp)
        subject = f"{partner.company} ({public_id})"
        audit.note(
            session,
            signed_in.actor(),
            rates.CHANGED,
            subject,
            clock.now(),
            partner_id=partner.id,
            old=old,
            new=new,
        )
        session.commit()
    words = f"{partner.company} earns {new} % of whatever is paid from now on."
    return office.done(words, _PAGE, public_id=public_id)


def around(session: Session, partner: Partner) -> dict[str, Any]:
    """What the partner's page says about the rate."""
    newest = rates.changes(partner).order_by(AuditEvent.id.desc()).limit(NEWEST)
    return {"rate": rates.shown(partner.commission_bp), "rate_changes": list(session.scalars(newest))}


def _question(partner: Partner) -> Question:
    return Question(
        title=f"Commission of {partner.company}",
        words=("It counts for payments from now on; what they have earned already stays as it is.",),
        label="Save",
        action=url_for("console.partners.change_rate", public_id=partner.public_id),
        back=url_for(_PAGE, public_id=partner.public_id),
    )
