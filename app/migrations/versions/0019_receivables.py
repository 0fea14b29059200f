"""What is awaited for invoices, and up to when services are invoiced."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this change."""
    op.create_table(
        "receivables",
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("movements", sa.Integer(), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_receivables_invoice_id_invoices")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_receivables_partner_id_partners")
        ),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_receivables")),
    )
    op.create_index("ix_receivables_state_invoice_id", "receivables", ["state", "invoice_id"], unique=False)
    op.create_index(
        "ix_receivables_partner_id_state_invoice_id",
        "receivables",
        ["partner_id", "state", "invoice_id"],
        unique=False,
    )
    op.create_index(op.f("ix_receivables_remind_on"), "receivables", ["remind_on"], unique=False)
    op.add_column("subscriptions", sa.Column("billed_from", sa.Date(), nullable=True))
    op.add_column("subscriptions", sa.Column("bill_from", sa.Date(), nullable=True))
    op.create_index(op.f("ix_subscriptions_bill_from"), "subscriptions", ["bill_from"], unique=False)


def downgrade() -> None:
    """Take this change back."""
    op.drop_index(op.f("ix_subscriptions_bill_from"), table_name="subscriptions")
    op.drop_column("subscriptions", "bill_from")
    op.drop_column("subscriptions", "billed_from")
    op.drop_index(op.f("ix_receivables_remind_on"), table_name="receivables")
    op.drop_index("ix_receivables_partner_id_state_invoice_id", table_name="receivables")
    op.drop_index("ix_receivables_state_invoice_id", table_name="receivables")
    op.drop_table("receivables")
