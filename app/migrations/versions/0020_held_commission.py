"""An index of the commission that is held, few among many."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_HELD = sa.text("held_for IS NOT NULL")


def upgrade() -> None:
    """Apply this change."""
    op.create_index(
        "ix_commission_entries_held",
        "commission_entries",
        ["partner_id", "id"],
        sqlite_where=_HELD,
        postgresql_where=_HELD,
    )


def downgrade() -> None:
    """Take this change back."""
    op.drop_index("ix_commission_entries_held", table_name="commission_entries")
