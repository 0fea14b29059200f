"""Credit: whether a partner is credited for a customer, and the whole story why (SPEC section 8)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import Session

from app.domain import attribution, history
from app.models import Account, Attribution, Partner, PersonEvent, Signup


@dataclass(frozen=True, slots=True)
class Credit:
    """Whether the partner is credited now; `held` says why not."""

    held: str | None


def given(partner: Partner, account: Account) -> Credit:
    """Judged anew each time, so that a reinstatement releases what was held."""
    if partner.suspended_at:
        return Credit(f"{partner.company} is suspended. Credit is released on reinstatement.")
    if account.blocked_at:
        return Credit("The account is blocked. Credit is released when it is opened again.")
    return Credit(None)


def paid_out(partner: Partner, account: Account) -> Credit:
    """The same of commission, which waits for production too (SPEC section 18)."""
    if account.production_at is None:
        return Credit("The account is not in production yet. Commission is released once it is.")
    return given(partner, account)


def is_paid_out() -> ColumnElement[bool]:
    """`paid_out` as a condition on a partner and an account."""
    return and_(
        Account.production_at.is_not(None), Partner.suspended_at.is_(None), Account.blocked_at.is_(None)
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the answer to “why (not) credited?”."""

    at: datetime
    words: str


_WORDS = {
    "touched": "First touch: the {form} form was shown{where}{by}.",
    "signed_up": "Signed up with the {form} form{by}.",
    "address_changed": "Changed the e-mail address of the signup.",
    "confirmed": "Confirmed the e-mail address by {how}.",
    "disowned": "The reader of that address said: it was not me.",
    "opened": "The {plan} account was opened.",
    "upgraded": "Upgraded from guest to webstore account by {how}{by}.",
    "kept": "Confirmed again; the account stays as it is.",
    "bound": "Bound to this partner{by}. This tie stays for good.",
    "stays": "Came again{by}. The first partner stays.",
    "unknown_partner": "PartnerID {claimed} belongs to nobody, so nobody was bound.",
    "suspended": "The account was blocked.",
    "password_changed": "Chose a new password.",
    "agreed": "Accepted version {version} of the End User Service Agreement.",
}
_FORMS = {"guest": "guest", "webstore": "webstore", "form_api": "partner’s own"}


def explain(session: Session, account: Account, reader: Partner | None = None) -> list[Step]:
    """Every step from the first touch to the upgrade, and whether credit is given now.

    A partner who reads it does not learn who the others are.
    """
    steps = _steps(history.of_account(session, account.id), reader)
    tie = attribution.of(session, account.id)
    if tie is None:
        return [*steps, Step(account.created_at, "No partner: no signup named a known PartnerID.")]
    return [*steps, _verdict(tie, account, steps)]


def explain_signup(session: Session, signup: Signup, reader: Partner) -> list[Step]:
    """The same of one signup, for the partner whose link it came through."""
    steps = _steps(history.of_signup(session, signup.id), reader)
    tie = attribution.of(session, signup.account_id) if signup.account_id else None
    if signup.account and tie and tie.partner_id == reader.id:
        return [*steps, _verdict(tie, signup.account, steps)]
    return [*steps, Step(_last(signup.created_at, steps), _why_not(signup, tie))]


def _why_not(signup: Signup, tie: Attribution | None) -> str:
    if signup.disowned_at:
        return "Not credited: the reader of that address says that it was not them."
    if signup.confirmed_at is None:
        return "Not credited yet: the address is not confirmed."
    if tie:
        return "Not credited: this customer came through another partner first, and the first one stays."
    return "Not credited: the account belongs to no partner."


def _verdict(tie: Attribution, account: Account, steps: list[Step]) -> Step:
    held = given(tie.partner, account).held
    verdict = f"Credit is held. {held}" if held else f"Credited to {tie.partner.company}."
    return Step(_last(tie.bound_at, steps), verdict)


def _last(at: datetime, steps: list[Step]) -> datetime:
    return max([at, *(step.at for step in steps)])


def _steps(events: list[PersonEvent], reader: Partner | None) -> list[Step]:
    return [Step(event.at, _sentence(event, reader)) for event in events]


def _sentence(event: PersonEvent, reader: Partner | None) -> str:
    details = event.details
    claimed, site = details.get("claimed"), details.get("site")
    anothers = reader is not None and claimed not in (None, reader.public_id)
    return _WORDS[event.kind].format(
        form=_FORMS.get(details.get("form", ""), ""),
        where=f" on {site}" if site and not anothers else "",
        by=" with the PartnerID of another partner" if anothers else _by(claimed, details.get("sub")),
        how=details.get("how", ""),
        plan=details.get("plan", ""),
        claimed=claimed,
        version=details.get("version", ""),
    )


def _by(claimed: str | None, sub: str | None) -> str:
    if not claimed:
        return ""
    return f" with PartnerID {claimed}" + (f" and SubPartnerID {sub}" if sub else "")
