"""The upgrade: a guest becomes a webstore customer, and stays with the partner who came first."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from sqlalchemy.orm import Session

from app import clock
from app.account.forms import UpgradeForm
from app.db import db
from app.domain import accounts, attribution, news, orders
from app.domain.accounts import AlreadyUpgraded
from app.domain.attribution import Touch
from app.edge import client, limits, own_pages, signed_in, visit
from app.edge.house import house
from app.edge.limits import TooMany
from app.edge.visit import Visit
from app.models import Account

bp = Blueprint("upgrade", __name__, url_prefix="/account/upgrade")

_PAGE = "account/upgrade.html"


@bp.get("")
def show() -> Response:
    """The form, for whoever can still upgrade."""
    limits.show()
    _, form, shown = _prepare()
    form.sb_country.data = house().vendor.country
    return own_pages.show(_PAGE, form=form, **shown)


@bp.post("")
def take() -> Response:
    """Upgrade once, however often the form is sent."""
    account, form, shown = _prepare()
    # Who brought the customer this time: the query stays the same from the form to its post.
    seen = visit.understand(visit.query(), None)
    if seen.dry_run or not _can_upgrade(account):
        return _home()
    try:
        limits.submit()
    except TooMany as many:
        return own_pages.later(_PAGE, form, many, **shown)
    if not form.validate():
        return own_pages.again(_PAGE, form, **shown)
    with db.writing() as session:
        try:
            _upgrade(session, signed_in.account(session), form, _touch(seen))
            session.commit()
        except AlreadyUpgraded:
            # Another click on the same form was faster.
            session.rollback()
    return _home()


def _prepare() -> tuple[Account, UpgradeForm, dict[str, Any]]:
    """Whoever is signed in, their form, and what its page shows. Raises SignInFirst.

    The form has a box for the agreement only where its version is new to this customer.
    """
    with db.reading() as session:
        account = signed_in.account(session)
        form = UpgradeForm()
        if accounts.has_agreed(session, account, house().agreements.eusa().version):
            del form.eusa
        tie = attribution.of(session, account.id)
        partner = tie.partner if tie else None
    query = visit.query()
    is_test = visit.understand(query, None).dry_run
    action = f"{url_for('account.upgrade.take')}{'?' if query else ''}{query}#errors"
    shown = {"account": account, "partner": partner, "action": action, "is_test": is_test}
    return account, form, shown | {"can_upgrade": _can_upgrade(account)}


def _upgrade(session: Session, account: Account, form: UpgradeForm, touch: Touch) -> None:
    now = clock.now()
    accounts.upgrade(session, account, accounts.columns(form.business()), touch, "the account", now)
    orders.at_list_price(session, house().catalog, account.id, "upgrade", now)
    if form.eusa:
        network = client.network(request.remote_addr or "")
        accounts.agree(session, account, house().agreements.eusa().version, network, now)
    news.tell_manager(session, "upgraded", account.id, touch, house().vendor.sales_email, now)


def _touch(seen: Visit) -> Touch:
    asked = seen.parameters
    return Touch(asked.PartnerID, seen.partner.id if seen.partner else None, asked.SubPartnerID)


def _can_upgrade(account: Account) -> bool:
    return account.plan in accounts.UPGRADABLE and not account.blocked_at


def _home() -> Response:
    return redirect(url_for("account.overview.show", upgraded=""), 303)  # type: ignore[return-value]
