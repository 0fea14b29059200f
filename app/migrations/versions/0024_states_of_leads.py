"""A partner's leads by their state: how many there are, and the newest of each."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this change."""
    op.create_index("ix_leads_partner_id_state_id", "leads", ["partner_id", "state", "id"])


def downgrade() -> None:
    """Take this change back."""
    op.drop_index("ix_leads_partner_id_state_id", "leads")
