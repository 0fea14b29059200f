"""Attribution: which partner a customer belongs to, for good, and why (SPEC section 8)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain import history
from app.models import Account, Attribution, Partner, PersonEvent

_INSERT = InsertOnce(Attribution.__table__)


@dataclass(frozen=True, slots=True)
class Touch:
    """Who brought a person this time: the PartnerID as it was claimed, and whose it is."""

    claimed_partner_id: str | None
    partner_id: int | None
    sub_partner_id: str | None
    signup_id: int | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """Whether the partner is credited now; `held` says why not."""

    held: str | None


def bind(session: Session, account_id: int, touch: Touch, now: datetime) -> bool:
    """Tie a customer to the partner who brought them; the first tie stays. True if this is the first."""
    if touch.partner_id is None:
        if touch.claimed_partner_id:
            _record(session, "unknown_partner", account_id, touch, now)
        return False
    values = {
        "account_id": account_id,
        "partner_id": touch.partner_id,
        "sub_partner_id": touch.sub_partner_id,
        "signup_id": touch.signup_id,
        "bound_at": now,
    }
    if _INSERT(session, values) is None:
        _record(session, "stays", account_id, touch, now)
        return False
    _record(session, "bound", account_id, touch, now)
    return True


def of(session: Session, account_id: int) -> Attribution | None:
    """The tie of a customer, if there is one."""
    return session.scalar(select(Attribution).where(Attribution.account_id == account_id))


def credit(partner: Partner, account: Account) -> Credit:
    """Judged anew each time, so that a reinstatement releases what was held."""
    if partner.suspended_at:
        return Credit(f"{partner.company} is suspended. Credit is released on reinstatement.")
    if account.blocked_at:
        return Credit("The account is blocked. Credit is released when it is opened again.")
    return Credit(None)


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


def explain(session: Session, account: Account) -> list[Step]:
    """Every step from the first touch to the upgrade, and whether credit is given now."""
    steps = [Step(event.at, _sentence(event)) for event in history.of_account(session, account.id)]
    tie = of(session, account.id)
    if tie is None:
        return [*steps, Step(account.created_at, "No partner: no signup named a known PartnerID.")]
    held = credit(tie.partner, account).held
    verdict = f"Credit is held. {held}" if held else f"Credited to {tie.partner.company}."
    return [*steps, Step(max([tie.bound_at, *(step.at for step in steps)]), verdict)]


def _sentence(event: PersonEvent) -> str:
    details = event.details
    claimed, sub = details.get("claimed"), details.get("sub")
    by = f" with PartnerID {claimed}" if claimed else ""
    return _WORDS[event.kind].format(
        form=_FORMS.get(details.get("form", ""), ""),
        where=f" on {details['site']}" if details.get("site") else "",
        by=f"{by} and SubPartnerID {sub}" if by and sub else by,
        how=details.get("how", ""),
        plan=details.get("plan", ""),
        claimed=claimed,
        version=details.get("version", ""),
    )


def _record(session: Session, kind: str, account_id: int, touch: Touch, now: datetime) -> None:
    history.record(
        session,
        kind,
        "system",
        now,
        account_id=account_id,
        claimed=touch.claimed_partner_id,
        sub=touch.sub_partner_id,
    )
