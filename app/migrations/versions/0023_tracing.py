"""The request that a letter comes from, a worker's sign of life, and what is looked for to forget it."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_PARTS = (
    ("ix_letters_sent", "letters", "sent_at", "sent_at IS NOT NULL"),
    ("ix_signups_unconfirmed", "signups", "created_at", "confirmed_at IS NULL"),
    ("ix_webhook_deliveries_given_up", "webhook_deliveries", "given_up_at", "given_up_at IS NOT NULL"),
)


def upgrade() -> None:
    """Apply this change."""
    op.add_column("letters", sa.Column("request_id", sa.String(length=64), nullable=True))
    op.add_column("state", sa.Column("worker_seen_at", sa.DateTime(timezone=True), nullable=True))
    for name, table, column, where in _PARTS:
        rows = sa.text(where)
        op.create_index(name, table, [column], sqlite_where=rows, postgresql_where=rows)


def downgrade() -> None:
    """Take this change back."""
    for name, table, _, _ in _PARTS:
        op.drop_index(name, table)
    op.drop_column("state", "worker_seen_at")
    op.drop_column("letters", "request_id")
