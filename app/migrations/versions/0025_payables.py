"""What is payable in a table of its own, filled from what stands on no statement yet."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_WRITTEN = ("commission_entries", "commission_releases", "statement_lines")
_FILL = """
INSERT INTO payables (entry_id, partner_id, since)
SELECT entry.id, entry.partner_id, CASE WHEN free.at > entry.at THEN free.at ELSE entry.at END
FROM commission_entries entry LEFT JOIN commission_releases free ON free.entry_id = entry.id
WHERE (entry.held_for IS NULL OR free.id IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM statement_lines line WHERE line.entry_id = entry.id)
"""


def upgrade() -> None:
    """Apply this change."""
    if op.get_bind().dialect.name == "postgresql":
        # Nobody earns or states anything between the filling and the triggers.
        op.execute(f"LOCK TABLE {', '.join(_WRITTEN)} IN SHARE ROW EXCLUSIVE MODE")
    op.create_table(
        "payables",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["commission_entries.id"], name=op.f("fk_payables_entry_id_commission_entries")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_payables_partner_id_partners")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_payables")),
    )
    op.create_index("ix_payables_partner_id_entry_id", "payables", ["partner_id", "entry_id"])
    op.create_index(op.f("ix_payables_since"), "payables", ["since"])
    op.execute(_FILL)


def downgrade() -> None:
    """Take this change back."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for table in _WRITTEN:
        name = f"{table}_payable"
        op.execute(f"DROP TRIGGER {name} ON {table}" if on_postgresql else f"DROP TRIGGER {name}")
        if on_postgresql:
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_index(op.f("ix_payables_since"), table_name="payables")
    op.drop_index("ix_payables_partner_id_entry_id", table_name="payables")
    op.drop_table("payables")
