"""Partners upload a logo and choose the address that prospects read."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this change."""
    op.create_table(
        "logos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_logos_partner_id_partners")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logos")),
        sa.UniqueConstraint("name", name=op.f("uq_logos_name")),
    )
    op.create_index(op.f("ix_logos_partner_id"), "logos", ["partner_id"], unique=False)
    # Not as a batch: that would make the table anew, and its triggers would be gone.
    op.add_column("partners", sa.Column("logo", sa.String(length=32), nullable=True))
    op.add_column("partners", sa.Column("public_email", sa.String(length=254), nullable=True))


def downgrade() -> None:
    """Take this change back."""
    op.drop_column("partners", "public_email")
    op.drop_column("partners", "logo")
    op.drop_index(op.f("ix_logos_partner_id"), table_name="logos")
    op.drop_table("logos")
