"""Retention: what goes by itself once nobody can need it, oldest first and some at a time.

Chats, dry runs, messages to webhooks and guesses at captchas go with the rules of their own modules.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Delete, Select, and_, delete, exists, or_, select
from sqlalchemy.orm import Session

from app.domain import sent_forms
from app.models import Confirmation, Finding, Letter, Model, PersonEvent, SentForm, Signup

UNCONFIRMED_FOR = timedelta(days=30)
"""A link lives for a day, and five more can be asked for (SPEC section 5): nobody confirms after that."""
LETTERS_FOR = timedelta(days=180)
"""After they were sent, or came back."""
FINDINGS_FOR = timedelta(days=180)
"""After they were seen last: what is wrong is seen again."""
MOST_FORGOTTEN = 500
"""Rows of one kind and transaction."""


def any_old(session: Session, now: datetime) -> bool:
    """Whether `forget_old` has anything to do: one step in an index for each kind."""
    old = (_old_signups(now), _old_letters(now), _old_findings(now), sent_forms.is_old(now))
    return any(session.scalar(select(exists().where(one))) for one in old)


def forget_old(session: Session, now: datetime) -> None:
    """Delete claims to an address that nobody confirmed, and letters, findings and forms of long ago."""
    _delete_signups(session, select(Signup.id).where(_old_signups(now)).order_by(Signup.created_at))
    letters = select(Letter.id).where(_old_letters(now)).limit(MOST_FORGOTTEN)
    session.execute(_deleted(Letter).where(Letter.id.in_(letters)))
    findings = select(Finding.id).where(_old_findings(now)).order_by(Finding.last_at).limit(MOST_FORGOTTEN)
    session.execute(_deleted(Finding).where(Finding.id.in_(findings)))
    forms = select(SentForm.id).where(sent_forms.is_old(now)).order_by(SentForm.sent_at)
    session.execute(_deleted(SentForm).where(SentForm.id.in_(forms.limit(MOST_FORGOTTEN))))


def _delete_signups(session: Session, old: Select[int]) -> None:
    # Held, so that none is confirmed meanwhile.
    ids = list(session.scalars(old.limit(MOST_FORGOTTEN).with_for_update(skip_locked=True)))
    if ids:
        for kind in (Confirmation, PersonEvent, Letter):
            session.execute(_deleted(kind).where(kind.signup_id.in_(ids)))
        session.execute(_deleted(Signup).where(Signup.id.in_(ids)))


def _deleted(kind: type[Model]) -> Delete:
    return delete(kind).execution_options(synchronize_session=False)


def _old_signups(now: datetime) -> ColumnElement[bool]:
    before = now - UNCONFIRMED_FOR
    return and_(
        Signup.confirmed_at.is_(None),
        Signup.created_at < before,
        Signup.last_letter_at < before,
    )


def _old_letters(now: datetime) -> ColumnElement[bool]:
    return or_(Letter.sent_at < now - LETTERS_FOR, Letter.bounced_at < now - LETTERS_FOR)


def _old_findings(now: datetime) -> ColumnElement[bool]:
    return Finding.last_at < now - FINDINGS_FOR
