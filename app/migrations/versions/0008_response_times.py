"""Leads know when they were forwarded first, and those whose credit is held are found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_FORWARDED = sa.text("forwarded_at IS NOT NULL")
_HELD = sa.text("credit_held IS NOT NULL")


def upgrade() -> None:
    """Apply this change."""
    op.add_column("leads", sa.Column("forwarded_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE leads SET forwarded_at = (SELECT MIN(at) FROM lead_events"
        " WHERE lead_events.lead_id = leads.id AND kind = 'forwarded') WHERE state <> 'new'"
    )
    op.create_index(
        "ix_leads_forwarded_at",
        "leads",
        ["forwarded_at"],
        sqlite_where=_FORWARDED,
        postgresql_where=_FORWARDED,
    )
    op.create_index(
        "ix_leads_held", "leads", ["partner_id", "id"], sqlite_where=_HELD, postgresql_where=_HELD
    )


def downgrade() -> None:
    """Take this change back."""
    op.drop_index("ix_leads_held", "leads")
    op.drop_index("ix_leads_forwarded_at", "leads")
    op.drop_column("leads", "forwarded_at")
