"""What a partner does with accounts: opens one for a customer, blocks it, opens it again."""

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from app import clock
from app.db import db
from app.domain import account_openings, attribution, audit, blocking, customer_lists
from app.domain.account_openings import AddressTaken
from app.domain.accounts import find
from app.edge import office, sending, signed_in
from app.edge.holding.blocking import BlockForm
from app.edge.house import house
from app.edge.own_form import DeedForm
from app.edge.rights import open_to
from app.models import Account, Partner
from app.portal.account_forms import NewAccountForm
from app.portal.area import PORTAL

bp = Blueprint("account_deeds", __name__, url_prefix="/accounts")

_SHOW = "portal.accounts.show"
_NEW = "portal/accounts/new.html"
_TAKEN = (
    "An account for this address can not be opened here. If the customer has one already, quote them instead,"
    " or ask your channel manager."
)
_SAME = "Nothing was changed: somebody has done that already."


@bp.get("/new")
@open_to("partner")
def ask() -> Response:
    """Whom an account is for."""
    return PORTAL.show(_NEW, form=NewAccountForm())


@bp.post("/new")
@open_to("partner")
def create() -> Response:
    """Open it; the same form sent twice leads to the account that the first one has opened."""
    form, actor = NewAccountForm(), signed_in.actor()
    if not form.validate():
        return PORTAL.again(_NEW, form)
    words = "The account is open, and an invitation is on its way."
    if form.begins.data == "production":
        words = "The account is being put into production. An invitation follows as soon as it works."
    with db.writing() as session:
        sent = sending.claim(session)
        partner = session.get_one(Partner, signed_in.partner_id())
        try:
            number = _open(session, partner, form, actor.name)
        except AddressTaken:
            known = find(session, form.newcomer.email)
            tie = attribution.of(session, known.id) if known else None
            if known and tie and tie.partner_id == partner.id:
                return office.done("This customer has an account already.", _SHOW, number=known.id)
            form.email.errors = [_TAKEN]
            return PORTAL.again(_NEW, form)
        audit.note(
            session, actor, "account_opened", f"Account {number}", clock.now(), begins=form.begins.data
        )
        sent.leads_to(session, words, _SHOW, number=number)
        session.commit()
    return sent.answer()


def _open(session: Session, partner: Partner, form: NewAccountForm, actor: str) -> int:
    now = clock.now()
    if form.begins.data == "trial":
        return account_openings.give_trial(session, partner, form.newcomer, form.trial_days, actor, now)
    return account_openings.sell(session, partner, form.newcomer, house().catalog, form.wanted, actor, now)


@bp.get("/<int:number>/block")
@open_to("partner")
def ask_to_block(number: int) -> Response:
    """What blocking means, and for what reason."""
    with db.reading() as session:
        account = _ours(session, number)
    return PORTAL.show("portal/accounts/block.html", form=BlockForm(), account=account)


@bp.post("/<int:number>/block")
@open_to("partner")
def block(number: int) -> Response:
    """Block it."""
    form, actor = BlockForm(), signed_in.actor()
    with db.writing() as session:
        account = _ours(session, number)
        if not form.validate():
            return PORTAL.again("portal/accounts/block.html", form, account=account)
        try:
            blocking.block(session, account, form.reason.data or "", actor.name, clock.now())
        except blocking.NothingToChange:
            return office.done(_SAME, _SHOW, number=number)
        audit.note(
            session, actor, "account_blocked", f"Account {number}", clock.now(), reason=form.reason.data
        )
        session.commit()
    return office.done(
        "The account is blocked. The customer gets a letter with the reason.", _SHOW, number=number
    )


@bp.post("/<int:number>/unblock")
@open_to("partner")
def unblock(number: int) -> Response:
    """Open it again."""
    actor, fits = signed_in.actor(), DeedForm().validate()
    with db.writing() as session:
        account = _ours(session, number)
        try:
            if not fits:
                raise blocking.NothingToChange
            blocking.unblock(session, account, actor.name, clock.now())
        except blocking.NothingToChange:
            return office.done(_SAME, _SHOW, number=number)
        audit.note(session, actor, "account_unblocked", f"Account {number}", clock.now())
        session.commit()
    return office.done("The account is open again, with everything as it was.", _SHOW, number=number)


def _ours(session: Session, number: int) -> Account:
    tie = customer_lists.find_account(session, signed_in.partner_id(), number)
    account: Account = office.only(tie).account
    return account
