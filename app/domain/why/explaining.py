"""Explaining: every step in order, and the verdict last."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import attribution, credit, history
from app.domain.why import buying, earning, people
from app.domain.why.step import Step
from app.models import Account, Attribution, Partner, Signup


def explain(session: Session, account: Account, reader: Partner | None = None) -> list[Step]:
    """Every step from the first touch to the last statement, and whether credit is given now.

    A partner who reads it does not learn who the others are.
    """
    steps = people.steps(history.of_account(session, account.id), reader)
    steps += buying.steps(session, account.id, reader)
    steps += earning.steps(session, account, reader)
    steps.sort(key=lambda step: step.at)
    tie = attribution.of(session, account.id)
    if tie is None:
        words = "No partner: no signup named a known PartnerID."
        return [*steps, Step(_last(account.created_at, steps), words)]
    return [*steps, _verdict(tie, account, steps)]


def explain_signup(session: Session, signup: Signup, reader: Partner) -> list[Step]:
    """The same of one signup, for the partner whose link it came through."""
    steps = people.steps(history.of_signup(session, signup.id), reader)
    tie = attribution.of(session, signup.account_id) if signup.account_id else None
    if signup.account and tie and tie.partner_id == reader.id:
        steps += buying.steps(session, signup.account.id, reader)
        steps += earning.steps(session, signup.account, reader)
        steps.sort(key=lambda step: step.at)
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
    held = credit.given(tie.partner, account).held
    verdict = f"Credit is held. {held}" if held else f"Credited to {tie.partner.company}."
    return Step(_last(tie.bound_at, steps), verdict)


def _last(at: datetime, steps: list[Step]) -> datetime:
    return max([at, *(step.at for step in steps)])
