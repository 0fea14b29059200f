"""The address that each link to a quote was sent to."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this change."""
    op.add_column("quote_links", sa.Column("email", sa.String(length=254), nullable=True))
    # Until now a quote had one address for ever.
    op.execute(
        "UPDATE quote_links SET email = (SELECT email FROM quotes WHERE quotes.id = quote_links.quote_id)"
    )
    with op.batch_alter_table("quote_links") as batch_op:
        batch_op.alter_column("email", existing_type=sa.String(length=254), nullable=False)


def downgrade() -> None:
    """Take this change back."""
    op.drop_column("quote_links", "email")
