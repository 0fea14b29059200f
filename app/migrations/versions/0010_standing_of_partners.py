"""Partners are suspended for a reason and ask for their own form; two lists are found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this change."""
    op.add_column("partners", sa.Column("suspended_for", sa.String(length=500), nullable=True))
    op.add_column("partners", sa.Column("form_api_requested_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("partners", sa.Column("form_api_agreement", sa.String(length=32), nullable=True))
    op.create_index("ix_audit_events_deed_id", "audit_events", ["deed", "id"])
    op.create_index("ix_findings_last_at", "findings", ["last_at"])


def downgrade() -> None:
    """Take this change back."""
    op.drop_index("ix_findings_last_at", "findings")
    op.drop_index("ix_audit_events_deed_id", "audit_events")
    op.drop_column("partners", "form_api_agreement")
    op.drop_column("partners", "form_api_requested_at")
    op.drop_column("partners", "suspended_for")
