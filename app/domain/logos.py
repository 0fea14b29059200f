"""Logos of partners: uploaded, replaced, removed; an address that was given out stays good."""

import hashlib
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from app.models import Logo, Partner

PATH = "/logos"


def path(name: str) -> str:
    """Where the picture of this name is."""
    return f"{PATH}/{name}.png"


def put(session: Session, partner: Partner, picture: bytes, now: datetime) -> str:
    """Make a picture, which we drew, the logo of a partner; returns its name."""
    name = hashlib.sha256(f"{partner.public_id}\0".encode() + picture).hexdigest()[:32]
    _take_down(session, partner)
    known = session.scalar(select(Logo).where(Logo.name == name))
    if known:
        known.content = picture
    else:
        session.add(Logo(partner_id=partner.id, name=name, content=picture, created_at=now))
    partner.logo = name
    session.flush()
    return name


def remove(session: Session, partner: Partner) -> None:
    """Leave a partner without a logo."""
    _take_down(session, partner)
    partner.logo = None


def find(session: Session, name: str) -> tuple[bytes, bool] | None:
    """The picture behind a name, and whether it is still the one of that name.

    The name of one that was replaced stands for today's: it is in codes on partners' pages.
    """
    today = aliased(Logo)
    row = session.execute(
        select(Logo.name, today.name, today.content)
        .select_from(Logo)
        .join(Partner, Partner.id == Logo.partner_id)
        .join(today, today.name == Partner.logo)
        .where(Logo.name == name)
    ).first()
    if row is None or row[2] is None:
        return None
    return row[2], row[0] == row[1]


def _take_down(session: Session, partner: Partner) -> None:
    # The row stays, since its name may be on pages; its bytes need not.
    session.execute(
        update(Logo)
        .where(Logo.partner_id == partner.id, Logo.content.is_not(None))
        .values(content=None)
        .execution_options(synchronize_session=False)
    )
