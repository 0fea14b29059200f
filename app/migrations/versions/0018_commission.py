"""Commission: the rate of each partner, the ledger, and closed statements."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this change."""
    op.add_column("partners", sa.Column("commission_bp", sa.Integer(), nullable=False, server_default="1000"))
    op.create_table(
        "commission_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("sub_partner_id", sa.String(length=64), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net_cents", sa.BigInteger(), nullable=False),
        sa.Column("rate_bp", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("held_for", sa.String(length=500), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_commission_entries_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_commission_entries_invoice_id_invoices")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_commission_entries_partner_id_partners")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_entries")),
        sa.UniqueConstraint("source", name=op.f("uq_commission_entries_source")),
    )
    op.create_index(
        op.f("ix_commission_entries_account_id"), "commission_entries", ["account_id"], unique=False
    )
    op.create_index(
        "ix_commission_entries_invoice_id_id", "commission_entries", ["invoice_id", "id"], unique=False
    )
    op.create_index(
        "ix_commission_entries_partner_id_id", "commission_entries", ["partner_id", "id"], unique=False
    )
    op.create_table(
        "commission_releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["commission_entries.id"],
            name=op.f("fk_commission_releases_entry_id_commission_entries"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_releases")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_commission_releases_entry_id")),
    )
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_statements_partner_id_partners")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint(
            "partner_id", "month", "currency", name=op.f("uq_statements_partner_id_month_currency")
        ),
    )
    op.create_index("ix_statements_partner_id_id", "statements", ["partner_id", "id"], unique=False)
    op.create_table(
        "statement_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["commission_entries.id"],
            name=op.f("fk_statement_lines_entry_id_commission_entries"),
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name=op.f("fk_statement_lines_statement_id_statements")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_lines")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_statement_lines_entry_id")),
    )
    op.create_index(
        op.f("ix_statement_lines_statement_id"), "statement_lines", ["statement_id"], unique=False
    )


def downgrade() -> None:
    """Take this change back."""
    op.drop_index(op.f("ix_statement_lines_statement_id"), table_name="statement_lines")
    op.drop_table("statement_lines")
    op.drop_index("ix_statements_partner_id_id", table_name="statements")
    op.drop_table("statements")
    op.drop_table("commission_releases")
    op.drop_index("ix_commission_entries_partner_id_id", table_name="commission_entries")
    op.drop_index("ix_commission_entries_invoice_id_id", table_name="commission_entries")
    op.drop_index(op.f("ix_commission_entries_account_id"), table_name="commission_entries")
    op.drop_table("commission_entries")
    op.drop_column("partners", "commission_bp")
