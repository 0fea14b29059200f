"""What we do to an account: block it, open it again, say which tax its invoices carry."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session
from wtforms import Field, ValidationError
from wtforms.form import BaseForm

from app import clock
from app.console.asking import Question
from app.db import db
from app.domain import attribution, audit, blocking
from app.domain.commission import rates
from app.edge import office, signed_in
from app.edge.fields import line
from app.edge.holding.blocking import BlockForm
from app.edge.own_form import DeedForm, OwnForm
from app.edge.rights import open_to
from app.models import Account

bp = Blueprint("account_deeds", __name__, url_prefix="/accounts")

HIGHEST_TAX = 3_000
"""Basis points."""
_PAGE = "console.accounts.show"
_SAME = "Nothing was changed: somebody has done that already."
_TAX = "Enter per cent from 0 to 30 like 19 or 7.25."


def _is_tax(form: BaseForm, field: Field) -> None:
    try:
        fits = rates.parse(field.data) <= HIGHEST_TAX
    except rates.MalformedRate:
        fits = False
    if not fits:
        raise ValidationError(_TAX)


class TaxForm(OwnForm):
    """What invoices add."""

    tax = line("Tax, per cent", _TAX, 10, _is_tax, width="short", inputmode="decimal", autocomplete="off")


@bp.get("/<int:number>/block")
@open_to("cm", "admin")
def ask_to_block(number: int) -> Response:
    """What blocking means, and for what reason."""
    return _blocking(_read(number)).show(BlockForm())


@bp.post("/<int:number>/block")
@open_to("cm", "admin")
def block(number: int) -> Response:
    """Block it."""
    form = BlockForm()
    if not form.validate():
        return _blocking(_read(number)).show(form)

    def deed(session: Session, account: Account) -> dict[str, Any]:
        reason = form.reason.data or ""
        blocking.block(session, account, reason, signed_in.actor().name, clock.now())
        return {"reason": reason}

    words = "The account is blocked. The customer gets a letter with the reason."
    return _do(number, "account_blocked", deed, words)


@bp.post("/<int:number>/unblock")
@open_to("cm", "admin")
def unblock(number: int) -> Response:
    """Open it again."""

    def deed(session: Session, account: Account) -> dict[str, Any]:
        if not DeedForm().validate():
            raise blocking.NothingToChange
        blocking.unblock(session, account, signed_in.actor().name, clock.now())
        return {}

    words = "The account is open again, with everything as it was."
    return _do(number, "account_unblocked", deed, words)


@bp.get("/<int:number>/tax")
@open_to("cm", "admin")
def ask_for_tax(number: int) -> Response:
    """The tax as it is, to be changed."""
    account = _read(number)
    return _taxing(account).show(TaxForm(data={"tax": rates.shown(account.tax_bp)}))


@bp.post("/<int:number>/tax")
@open_to("cm", "admin")
def change_tax(number: int) -> Response:
    """Have invoices from now on carry this tax."""
    form = TaxForm()
    if not form.validate():
        return _taxing(_read(number)).show(form)

    def deed(session: Session, account: Account) -> dict[str, Any]:
        before, account.tax_bp = account.tax_bp, rates.parse(form.tax.data or "")
        if account.tax_bp == before:
            raise blocking.NothingToChange
        return {"before": rates.shown(before), "tax": rates.shown(account.tax_bp)}

    words = f"Invoices from now on carry {rates.shown(rates.parse(form.tax.data or ''))} % tax."
    return _do(number, "account_taxed", deed, words)


def _read(number: int) -> Account:
    with db.reading() as session:
        return office.only(session.get(Account, number))


def _do(number: int, name: str, deed: Callable[[Session, Account], dict[str, Any]], words: str) -> Response:
    with db.writing() as session:
        account = office.only(session.get(Account, number))
        try:
            more = deed(session, account)
        except blocking.NothingToChange:
            return office.done(_SAME, _PAGE, number=number)
        tie = attribution.of(session, number)
        partner_id = tie.partner_id if tie else None
        subject = f"Account {number}"
        audit.note(session, signed_in.actor(), name, subject, clock.now(), partner_id=partner_id, **more)
        session.commit()
    return office.done(words, _PAGE, number=number)


def _blocking(account: Account) -> Question:
    return Question(
        title=f"Block the account of {account.company or account.email}",
        words=(
            "The customer gets a letter with the reason.",
            "Nothing is lost: data and time that was paid for are kept.",
            "Nothing new is invoiced, and commission is held until the account is opened again.",
        ),
        label="Block the account",
        action=url_for("console.account_deeds.block", number=account.id),
        back=url_for(_PAGE, number=account.id),
        kind="danger",
    )


def _taxing(account: Account) -> Question:
    return Question(
        title=f"Tax of {account.company or account.email}",
        words=("What was issued before stays as it is.",),
        label="Change it",
        action=url_for("console.account_deeds.change_tax", number=account.id),
        back=url_for(_PAGE, number=account.id),
    )
