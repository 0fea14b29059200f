"""Accounts in production: subscriptions, seats, usage, trials and blocks."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this change."""
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("seat_changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_subscriptions_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_subscriptions_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("order_id", name=op.f("uq_subscriptions_order_id")),
    )
    op.create_index("ix_subscriptions_account_id_id", "subscriptions", ["account_id", "id"], unique=False)
    op.create_table(
        "seat_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("move", sa.String(length=32), nullable=True),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscriptions.id"],
            name=op.f("fk_seat_events_subscription_id_subscriptions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_events")),
    )
    op.create_index(op.f("ix_seat_events_move"), "seat_events", ["move"], unique=False)
    op.create_index(
        "ix_seat_events_subscription_id_effective_on",
        "seat_events",
        ["subscription_id", "effective_on"],
        unique=False,
    )
    op.create_table(
        "usage_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_usage_events_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_events")),
        sa.UniqueConstraint("external_id", name=op.f("uq_usage_events_external_id")),
    )
    op.create_index(
        "ix_usage_events_account_id_used_at", "usage_events", ["account_id", "used_at"], unique=False
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.add_column("accounts", sa.Column("production_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("accounts", sa.Column("trial_until", sa.Date(), nullable=True))
    op.add_column("accounts", sa.Column("blocked_for", sa.String(length=500), nullable=True))
    op.add_column("accounts", sa.Column("tax_bp", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take this change back."""
    op.drop_column("accounts", "tax_bp")
    op.drop_column("accounts", "blocked_for")
    op.drop_column("accounts", "trial_until")
    op.drop_column("accounts", "production_at")
    op.drop_table("api_tokens")
    op.drop_index("ix_usage_events_account_id_used_at", table_name="usage_events")
    op.drop_table("usage_events")
    op.drop_index("ix_seat_events_subscription_id_effective_on", table_name="seat_events")
    op.drop_index(op.f("ix_seat_events_move"), table_name="seat_events")
    op.drop_table("seat_events")
    op.drop_index("ix_subscriptions_account_id_id", table_name="subscriptions")
    op.drop_table("subscriptions")
