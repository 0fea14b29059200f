"""Reminders, old test runs and bounced letters are found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WAITS = sa.text("remind_at IS NOT NULL")
_BOUNCED = sa.text("bounced_at IS NOT NULL")


def upgrade() -> None:
    """Apply this change."""
    op.add_column("leads", sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
    # Whoever waits is looked at once; the first look says when to look again.
    op.execute("UPDATE leads SET remind_at = created_at WHERE state = 'new'")
    op.create_index(
        "ix_leads_remind_at", "leads", ["remind_at"], sqlite_where=_WAITS, postgresql_where=_WAITS
    )
    op.create_index("ix_dry_runs_created_at", "dry_runs", ["created_at"])
    op.create_index(
        "ix_letters_bounced", "letters", ["bounced_at"], sqlite_where=_BOUNCED, postgresql_where=_BOUNCED
    )


def downgrade() -> None:
    """Take this change back."""
    op.drop_index("ix_letters_bounced", "letters")
    op.drop_index("ix_dry_runs_created_at", "dry_runs")
    op.drop_index("ix_leads_remind_at", "leads")
    op.drop_column("leads", "remind_at")
