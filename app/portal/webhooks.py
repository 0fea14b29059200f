"""A partner's webhooks: where their own systems hear of what happens, and what was sent there."""

from datetime import timedelta

from flask import Blueprint, Response
from sqlalchemy.orm import Session
from wtforms import SelectMultipleField, StringField

from app import clock
from app.db import db
from app.domain import audit, lists, webhooks
from app.domain.webhooks import SecretRef, WebhookError
from app.edge import office, sending, signed_in, webhook_secrets
from app.edge.fields import line
from app.edge.house import house
from app.edge.own_form import DeedForm, OwnForm
from app.edge.rights import open_to
from app.edge.webhook_secrets import LostSecret
from app.models import WebhookDelivery, WebhookEndpoint
from app.portal.area import PORTAL

bp = Blueprint("webhooks", __name__, url_prefix="/webhooks")

SHOWN_FOR = timedelta(minutes=10)
"""A new secret can be seen for so long."""
MISSED = timedelta(days=30)
"""How far back missed messages can be sent again: as long as they are kept."""


class EndpointForm(OwnForm):
    """Where messages go, and which."""

    url: StringField = line(
        "Address",
        "Write the address that takes our messages.",
        2048,
        hint="It begins with https:// and is reached from the internet.",
        type="url",
        inputmode="url",
        autocomplete="off",
    )
    events = SelectMultipleField("Events", choices=list(webhooks.KINDS.items()), validate_choice=False)


@bp.get("")
@open_to("partner")
def index() -> Response:
    """All of them, and a form for another."""
    with db.reading() as session:
        return _list(session, EndpointForm())


@bp.post("")
@open_to("partner")
def create() -> Response:
    """Add one, and show its secret."""
    form, minted = EndpointForm(), webhook_secrets.mint()
    with db.writing() as session:
        if not form.validate():
            return _list(session, form, 422)
        sent = sending.claim(session)
        chosen = form.url.data or "", form.events.data or []
        try:
            rehearsal = house().settings.rehearsal
            made = webhooks.create(
                session, signed_in.partner_id(), *chosen, minted.ref, clock.now(), rehearsal=rehearsal
            )
        except WebhookError as error:
            form.form_errors.append(str(error))
            return _list(session, form, 422)
        _note(session, "webhook_added", made)
        sent.leads_to(session, "The webhook is there.", "portal.webhooks.secret", number=made.id)
        session.commit()
    house().directory.forget()
    return sent.answer()


@bp.get("/<int:number>")
@open_to("partner")
def show(number: int) -> Response:
    """One of them, and what was sent to it, newest first."""
    with db.reading() as session:
        endpoint = _mine(session, number)
        return _page(session, endpoint, EndpointForm(data={"url": endpoint.url, "events": endpoint.events}))


@bp.get("/<int:number>/secret")
@open_to("partner")
def secret(number: int) -> Response:
    """The signing secret, for a few minutes after it was made."""
    with db.reading() as session:
        endpoint = _mine(session, number)
    try:
        if clock.now() - webhooks.secret_since(endpoint) > SHOWN_FOR:
            raise LostSecret
        shown = webhook_secrets.opened(SecretRef(endpoint.secret_nonce, endpoint.secret_check))
    except LostSecret:
        return PORTAL.show("portal/webhooks/secret_hidden.html", status=410, endpoint=endpoint)
    return PORTAL.show("portal/webhooks/secret.html", endpoint=endpoint, secret=shown)


@bp.post("/<int:number>")
@open_to("partner")
def change(number: int) -> Response:
    """Send elsewhere, or other events."""
    form = EndpointForm()
    with db.writing() as session:
        endpoint = _mine(session, number)
        if not form.validate():
            return _page(session, endpoint, form, 422)
        try:
            rehearsal = house().settings.rehearsal
            chosen = form.url.data or "", form.events.data or []
            changed = webhooks.change(endpoint, *chosen, rehearsal=rehearsal)
        except WebhookError as error:
            form.form_errors.append(str(error))
            return _page(session, endpoint, form, 422)
        if changed:
            _note(session, "webhook_changed", endpoint)
        session.commit()
    return office.done("The webhook is changed.", "portal.webhooks.show", number=number)


@bp.post("/<int:number>/<any(secret, trial, pause, resumption, replay):deed>")
@open_to("partner")
def do(number: int, deed: str) -> Response:
    """One of the small deeds, each behind a button of its own."""
    form = DeedForm()
    with db.writing() as session:
        endpoint = _mine(session, number)
        if not form.validate():
            return _page(session, endpoint, form, 422)
        sent = sending.claim(session)
        changed, words = _do(session, endpoint, deed)
        if changed:
            _note(session, f"webhook_{deed}", endpoint)
        page = "secret" if deed == "secret" else "show"
        sent.leads_to(session, words, f"portal.webhooks.{page}", number=number)
        session.commit()
    house().directory.forget()
    return sent.answer()


def _do(session: Session, endpoint: WebhookEndpoint, deed: str) -> tuple[bool, str]:
    """Whether that has changed anything, and what to say."""
    now = clock.now()
    match deed:
        case "secret":
            webhooks.rotate(endpoint, webhook_secrets.mint().ref, now)
            return True, "There is a new secret. The one before signs as well for 24 hours."
        case "trial":
            webhooks.try_out(session, endpoint, now)
            return True, "A test message is on its way. It stands in the log below in a moment."
        case "pause":
            changed = webhooks.disable(session, endpoint.id, now)
            return changed, "The webhook is off. Nothing more is sent."
        case "resumption":
            changed = webhooks.enable(endpoint)
            return changed, "The webhook is on again. Send again what it has missed, if you like."
        case _:
            sent = webhooks.replay_given_up(session, endpoint, now - MISSED, now)
            return sent > 0, f"{sent} missed messages are on their way." if sent else "Nothing was missed."


@bp.post("/<int:number>/messages/<int:message>/replay")
@open_to("partner")
def replay(number: int, message: int) -> Response:
    """Send one message once more."""
    form = DeedForm()
    with db.writing() as session:
        endpoint = _mine(session, number)
        if not form.validate():
            return _page(session, endpoint, form, 422)
        log = webhooks.log_of(endpoint.id).where(WebhookDelivery.id == message)
        sent = sending.claim(session)
        if not webhooks.replay(session, office.only(session.scalar(log)), clock.now()):
            words = "It is on its way already, or the webhook is off."
            return office.done(words, "portal.webhooks.show", number=number)
        _note(session, "webhook_replay", endpoint)
        words = "The message is on its way once more."
        sent.leads_to(session, words, "portal.webhooks.show", number=number)
        session.commit()
    return sent.answer()


@bp.get("/<int:number>/removal")
@open_to("partner")
def ask_removal(number: int) -> Response:
    """What will be gone, and one button."""
    with db.reading() as session:
        return PORTAL.show("portal/webhooks/removal.html", endpoint=_mine(session, number), form=DeedForm())


@bp.post("/<int:number>/removal")
@open_to("partner")
def remove(number: int) -> Response:
    """Forget it and its log."""
    form = DeedForm()
    with db.writing() as session:
        sent = sending.claim(session)
        endpoint = _mine(session, number)
        if not form.validate():
            return PORTAL.again("portal/webhooks/removal.html", form, endpoint=endpoint)
        _note(session, "webhook_removed", endpoint)
        webhooks.remove(session, endpoint)
        sent.leads_to(session, "The webhook is gone.", "portal.webhooks.index")
        session.commit()
    house().directory.forget()
    return sent.answer()


def _list(session: Session, form: EndpointForm, status: int = 200) -> Response:
    found = webhooks.of_partner(session, signed_in.partner_id())
    return PORTAL.show("portal/webhooks/index.html", status=status, endpoints=found, form=form)


def _page(session: Session, endpoint: WebhookEndpoint, form: OwnForm, status: int = 200) -> Response:
    log = lists.page(session, webhooks.log_of(endpoint.id), WebhookDelivery.id, office.cursor())
    return PORTAL.show("portal/webhooks/show.html", status=status, endpoint=endpoint, form=form, log=log)


def _mine(session: Session, number: int) -> WebhookEndpoint:
    return office.only(webhooks.find(session, signed_in.partner_id(), number))


def _note(session: Session, deed: str, endpoint: WebhookEndpoint) -> None:
    audit.note(session, signed_in.actor(), deed, endpoint.url, clock.now())
