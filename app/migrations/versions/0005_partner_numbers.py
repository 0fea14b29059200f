"""Partners have a telephone number."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this change."""
    op.add_column("partners", sa.Column("number", sa.String(length=32), nullable=True))


def downgrade() -> None:
    """Take this change back."""
    op.drop_column("partners", "number")
