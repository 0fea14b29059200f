"""How many accounts stand how, today (SPEC section 18)."""

from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from app.domain import accounts
from app.domain.accounts import STANDINGS, Standing
from app.domain.reports.scope import Scope
from app.models import Account, Attribution


def standings(session: Session, scope: Scope, today: date) -> dict[Standing, int]:
    """Each standing, also where nobody has it."""
    counts = [func.sum(case((accounts.stands(name, today), 1), else_=0)) for name in STANDINGS]
    query = _of(select(*counts).select_from(Account), scope)
    return {
        name: int(number or 0) for name, number in zip(STANDINGS, session.execute(query).one(), strict=True)
    }


def behind(standing: Standing, scope: Scope, today: date) -> Select[Account]:
    """The very accounts that stand so."""
    return _of(select(Account), scope).where(accounts.stands(standing, today))


def _of(query: Select[*tuple[Any, ...]], scope: Scope) -> Select[*tuple[Any, ...]]:
    if scope.partner_id is not None or scope.sub_partner_id:
        query = query.join(Attribution, Attribution.account_id == Account.id)
    if scope.partner_id is not None:
        query = query.where(Attribution.partner_id == scope.partner_id)
    if scope.sub_partner_id:
        query = query.where(Attribution.sub_partner_id == scope.sub_partner_id)
    return query
