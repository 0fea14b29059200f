"""Put the demo cast and the bench partners into the bench database: `python -m bench.cast`."""

import os
from datetime import UTC, datetime

from sqlalchemy import select

from app.db import db
from app.demo import cast
from app.models import ChannelManager, Partner, Site
from bench.partner_ids import PARTNERS, public_id


def main() -> None:
    """Write into DATABASE_URL, which must be migrated."""
    now = datetime.now(UTC)
    db.open(os.environ["DATABASE_URL"])
    with db.writing() as session:
        cast.seed(session, now, os.environ["BASE_URL"])
        manager = session.scalars(select(ChannelManager).order_by(ChannelManager.id)).first()
        session.add_all(_partner(index, manager, now) for index in range(PARTNERS))
        session.commit()


def _partner(index: int, manager: ChannelManager | None, now: datetime) -> Partner:
    return Partner(
        public_id=public_id(index),
        company=f"Bench Partner {index}",
        contact_name="Ada Bench",
        email=f"partner{index}@bench.example",
        channel_manager=manager,
        approved_at=now,
        created_at=now,
        sites=[Site(origin=f"https://partner{index}.bench.example", created_at=now)],
    )


if __name__ == "__main__":
    main()
