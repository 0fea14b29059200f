"""What the database knows of a partner's own form."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.own_form_kit.checklist import Seen
from app.models import DryRun, Finding, Partner, Signup

_FORM = "form_api"
_REFUSED = "form_refused"


def look(session: Session, partner: Partner) -> Seen:
    """The last rehearsal, the last post that was taken, and why later ones were refused."""
    rehearsal = session.execute(
        select(DryRun.created_at, DryRun.findings)
        .where(DryRun.partner_id == partner.id, DryRun.form == _FORM)
        .order_by(DryRun.id.desc())
        .limit(1)
    ).first()
    signups = session.execute(
        select(func.max(Signup.created_at), func.max(Signup.confirmed_at)).where(
            Signup.partner_id == partner.id, Signup.form == _FORM
        )
    ).one()
    refusals = select(Finding.rule).where(
        Finding.partner_key == partner.id, Finding.rule.startswith(_REFUSED, autoescape=True)
    )
    if signups[0]:
        refusals = refusals.where(Finding.last_at > signups[0])
    return Seen(
        sites=bool(partner.sites),
        activated_at=partner.form_api_activated_at,
        rehearsed_at=rehearsal.created_at if rehearsal else None,
        rehearsal_rules=frozenset(one["rule"] for one in rehearsal.findings) if rehearsal else frozenset(),
        finding_rules=frozenset(rule.partition(":")[0] for rule in session.scalars(refusals)),
        taken_at=signups[0],
        confirmed_at=signups[1],
    )
