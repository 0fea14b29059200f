"""One draft of a lead at a time, drafts that were deleted, and the quotes of all partners by state."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_DRAFT = sa.text("state = 'draft'")

# Of twins by a double click the newest stays; the others say who deleted them, and why.
_TWINS = """
SELECT old.id FROM quotes old WHERE old.state = 'draft' AND EXISTS (
    SELECT 1 FROM quotes new WHERE new.state = 'draft' AND new.id > old.id
    AND new.partner_id = old.partner_id AND new.lead_id = old.lead_id)
"""
_EVENTS = f"""
INSERT INTO quote_events (quote_id, kind, actor, at, day, details)
SELECT id, 'discarded', 'system', CURRENT_TIMESTAMP, NULL,
    '{{"reason": "The lead had another draft."}}' FROM ({_TWINS}) twins
"""


def upgrade() -> None:
    """Apply this change."""
    op.execute(_EVENTS)
    op.execute(f"UPDATE quotes SET state = 'discarded' WHERE id IN ({_TWINS})")
    op.create_index("ix_quotes_state_id", "quotes", ["state", "id"])
    op.create_index(
        "uq_quotes_draft",
        "quotes",
        ["partner_id", "lead_id"],
        unique=True,
        sqlite_where=_DRAFT,
        postgresql_where=_DRAFT,
    )


def downgrade() -> None:
    """Take this change back."""
    op.drop_index("uq_quotes_draft", table_name="quotes")
    op.drop_index("ix_quotes_state_id", table_name="quotes")
    # Before this change a draft could only be kept.
    op.execute("UPDATE quotes SET state = 'draft' WHERE state = 'discarded'")
