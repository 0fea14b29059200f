"""A captcha's guess says whether it was right."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this change."""
    # Guesses live for minutes: those of before count as wrong, and their forms get another picture.
    guessed = sa.Column("right", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("captcha_guesses", guessed)


def downgrade() -> None:
    """Take this change back."""
    op.drop_column("captcha_guesses", "right")
