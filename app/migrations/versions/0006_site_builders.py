"""Sites name the builder that they are made with."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this change."""
    op.add_column("sites", sa.Column("builder", sa.String(length=32), nullable=True))


def downgrade() -> None:
    """Take this change back."""
    op.drop_column("sites", "builder")
