"""One lead, and what we do with it: forward it, hand it to somebody else, or put it aside."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from app import clock
from app.console.area import CONSOLE
from app.db import db
from app.domain import audit, channel_managers, lead_lists, lead_times, leads
from app.domain.leads import StepNotPossible
from app.edge import office, signed_in
from app.edge.fields import address, lines, offer, one_of
from app.edge.house import house
from app.edge.own_form import DeedForm, OwnForm
from app.edge.rights import open_to
from app.models import ChannelManager, Lead, LeadState

SALES = "sales"
_LISTS = {"inbox": "console.leads.index", "dashboard": "console.dashboard.show"}
"""Where somebody goes on who forwards with one click."""

# What somebody may say of a lead that is here, besides forwarding it.
VERDICTS: dict[LeadState, tuple[tuple[LeadState, str], ...]] = {
    "new": (("spam", "Spam: nobody asked for anything"), ("duplicate", "Duplicate: we have it already")),
    "forwarded": (
        ("declined", "Declined: the partner does not take it"),
        ("spam", "Spam: nobody asked for anything"),
        ("duplicate", "Duplicate: we have it already"),
    ),
    "spam": (("new", "New: it was no spam"),),
    "duplicate": (("new", "New: it was no duplicate"),),
}


class ForwardForm(OwnForm):
    """Where a lead goes that came without a partner."""

    address = address("Partner’s e-mail", "Enter the address that this lead should go to.")


class VerdictForm(OwnForm):
    """What else a lead is, and why."""

    verdict = one_of("It is", (), "Choose what it is.", radio=True)
    reason = lines("Reason", None, 500, rows=2, hint="It stays with the lead, and the partner can read it.")

    def __init__(self, state: LeadState, **more: Any) -> None:
        super().__init__(**more)
        offer(self.verdict, VERDICTS.get(state, ()))

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge each field; whoever declines says why, as partners do."""
        fits = super().validate(extra_validators)
        if fits and self.verdict.data == "declined" and not self.reason.data:
            self.reason.errors = ["Say why the partner does not take it."]
            return False
        return fits


class PassOnForm(OwnForm):
    """Who looks after a lead from now on."""

    manager = one_of("To", (), "Choose who looks after it from now on.")
    note = lines("Note", None, 500, rows=2, hint="It stands in the letter to them.")

    def __init__(self, lead: Lead, managers: Sequence[ChannelManager], **more: Any) -> None:
        super().__init__(**more)
        others = [(str(one.id), one.name) for one in managers if one.id != lead.channel_manager_id]
        offer(self.manager, [*others, *([(SALES, "Sales queue")] if lead.channel_manager_id else [])])


def attach(bp: Blueprint) -> None:
    """Add the page of one lead to the inbox."""
    bp.get("/<int:number>")(show)
    bp.post("/<int:number>/forwarding")(forward)
    bp.post("/<int:number>/verdict")(judge)
    bp.post("/<int:number>/manager")(pass_on)


@open_to("cm", "admin")
def show(number: int) -> Response:
    """One lead, and everything that has happened to it."""
    with db.reading() as session:
        return _page(session, office.only(lead_lists.find(session, number)))


@open_to("cm", "admin")
def forward(number: int) -> Response:
    """Send it on: to the partner's registered address, or without a partner to one that is typed."""
    actor = signed_in.actor()
    with db.writing() as session:
        lead = office.only(lead_lists.find(session, number))
        form = DeedForm() if lead.partner else ForwardForm()
        if not form.validate():
            return _page(session, lead, form)
        to = form.address.data if isinstance(form, ForwardForm) else None
        try:
            recipient = leads.forward(session, lead, actor.name, clock.now(), to)
        except StepNotPossible:
            return _moved_on(lead)
        audit.note(
            session, actor, "lead_forwarded", f"Lead {number}", clock.now(), partner_id=lead.partner_id
        )
        session.commit()
    words = f"{lead.first_name} {lead.last_name} is forwarded to {recipient}."
    if request.args.get("then") in _LISTS:
        return office.done(words, _LISTS[request.args["then"]])
    return office.done(words, "console.leads.show", number=number)


@open_to("cm", "admin")
def judge(number: int) -> Response:
    """Put it aside as what it is, or take it back from there."""
    actor = signed_in.actor()
    with db.writing() as session:
        lead = office.only(lead_lists.find(session, number))
        form = VerdictForm(lead.state)
        if lead.state not in VERDICTS:
            return _moved_on(lead)
        if not form.validate():
            return _page(session, lead, form)
        verdict, reason = form.verdict.data, form.reason.data or ""
        try:
            leads.move(session, lead, verdict, actor.name, clock.now(), reason)
        except StepNotPossible:
            return _moved_on(lead)
        audit.note(
            session,
            actor,
            f"lead_{verdict}",
            f"Lead {number}",
            clock.now(),
            partner_id=lead.partner_id,
            reason=reason,
        )
        session.commit()
    return office.done(f"The lead is {verdict} now.", "console.leads.show", number=number)


@open_to("cm", "admin")
def pass_on(number: int) -> Response:
    """Let somebody else look after it."""
    actor = signed_in.actor()
    with db.writing() as session:
        lead = office.only(lead_lists.find(session, number))
        managers = channel_managers.at_work(session)
        form = PassOnForm(lead, managers)
        if not form.validate():
            return _page(session, lead, form)
        manager = next((one for one in managers if str(one.id) == form.manager.data), None)
        sales_email = house().vendor.sales_email
        try:
            leads.reassign(session, lead, manager, actor.name, sales_email, clock.now(), form.note.data or "")
        except StepNotPossible:
            return _moved_on(lead)
        name = manager.name if manager else "Sales"
        audit.note(
            session,
            actor,
            "lead_reassigned",
            f"Lead {number}",
            clock.now(),
            partner_id=lead.partner_id,
            to=name,
        )
        session.commit()
    return office.done(f"{name} looks after it now.", "console.leads.show", number=number)


def _page(session: Session, lead: Lead, sent: OwnForm | None = None) -> Response:
    """The lead with its forms; `sent` is the one that has to be mended."""
    forms: dict[str, OwnForm] = {
        "forwarding": ForwardForm(formdata=None),
        "verdict": VerdictForm(lead.state, formdata=None),
        "handing": PassOnForm(lead, channel_managers.at_work(session), formdata=None),
    }
    for name, form in forms.items():
        if type(sent) is type(form):
            forms[name] = sent
    return CONSOLE.show(
        "console/leads/show.html",
        handed_over=True,
        status=422 if sent else 200,
        lead=lead,
        stays=lead_times.of(session, lead),
        form=sent,
        can_be_judged=lead.state in VERDICTS,
        can_be_passed_on=lead.state in leads.OPEN,
        **forms,
    )


def _moved_on(lead: Lead) -> Response:
    words = f"Nothing was changed: this lead is {lead.state} already."
    return office.done(words, "console.leads.show", number=lead.id)
