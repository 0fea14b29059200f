"""What a customer has, who their partner is, and what has happened."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request

from app import clock
from app.db import db
from app.domain import accounts, attribution, history, holdings, order_lists, registration
from app.edge import limits, own_pages, signed_in
from app.models import Account, PersonEvent

bp = Blueprint("overview", __name__, url_prefix="/account")

_WORDS = {
    "signed_up": "You signed up.",
    "confirmed": "You confirmed your e-mail address.",
    "opened": "Your account was opened.",
    "upgraded": "You upgraded to a webstore account.",
    "agreed": "You accepted version {version} of the End User Service Agreement.",
    "blocked": "Your account was blocked: {reason}",
    "unblocked": "Your account was opened again.",
    "password_changed": "You chose a new password.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history, as its customer reads it."""

    at: datetime
    words: str


@bp.get("")
def show() -> Response:
    """The account of whoever is signed in."""
    limits.show()
    today = clock.now().date()
    with db.reading() as session:
        account = signed_in.account(session)
        return own_pages.show(
            "account/overview.html",
            account=account,
            facts=_facts(account),
            standing=accounts.standing(account, today),
            holdings=holdings.of_account(session, account.id, today),
            orders=order_lists.of_account(session, account.id),
            tie=attribution.of(session, account.id),
            upgraded="upgraded" in request.args,
            steps=[_step(one) for one in history.of_account(session, account.id) if one.kind in _WORDS],
        )


def _facts(account: Account) -> dict[str, str]:
    """What a webstore customer told us, by label; nothing for a guest."""
    town = " ".join(part for part in (account.postal_code, account.city) if part)
    country = dict(registration.countries()).get(account.country or "")
    place = (account.address1, account.address2, town, country)
    facts = {
        "Company": account.company,
        "Address": ", ".join(part for part in place if part),
        "Phone": account.phone,
        "Users": f"{account.users:,}" if account.users else None,
        "Term": f"{account.term} months" if account.term else None,
    }
    return {label: text for label, text in facts.items() if text}


def _step(event: PersonEvent) -> Step:
    return Step(
        event.at,
        _WORDS[event.kind].format(
            version=event.details.get("version", ""), reason=event.details.get("reason", "")
        ),
    )
