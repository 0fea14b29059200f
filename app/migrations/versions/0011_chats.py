"""Chats, what was said in them, and who looks after them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_WAITS = sa.text("waiting_since IS NOT NULL")


def upgrade() -> None:
    """Apply this change."""
    op.create_table(
        "chats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle_hash", sa.String(length=64), nullable=False),
        sa.Column("service", sa.String(length=64), nullable=False),
        sa.Column("claimed_partner_id", sa.String(length=120), nullable=True),
        sa.Column("sub_partner_id", sa.String(length=64), nullable=True),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("site", sa.String(length=300), nullable=True),
        sa.Column("utm", sa.JSON(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("channel_manager_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_manager_id"],
            ["channel_managers.id"],
            name=op.f("fk_chats_channel_manager_id_channel_managers"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_chats_partner_id_partners")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chats")),
        sa.UniqueConstraint("handle_hash", name=op.f("uq_chats_handle_hash")),
    )
    op.create_index("ix_chats_channel_manager_id", "chats", ["channel_manager_id"])
    op.create_index("ix_chats_last_at", "chats", ["last_at"])
    op.create_index("ix_chats_partner_id", "chats", ["partner_id"])
    op.create_index(
        "ix_chats_waiting_since", "chats", ["waiting_since"], sqlite_where=_WAITS, postgresql_where=_WAITS
    )
    op.create_table(
        "chat_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_chat_messages_chat_id_chats")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_messages")),
        sa.UniqueConstraint("once", name=op.f("uq_chat_messages_once")),
    )
    op.create_index("ix_chat_messages_chat_id", "chat_messages", ["chat_id"])
    op.create_table(
        "chat_attendances",
        sa.Column("queue", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("queue", name=op.f("pk_chat_attendances")),
    )


def downgrade() -> None:
    """Take this change back."""
    op.drop_table("chat_attendances")
    op.drop_table("chat_messages")
    op.drop_table("chats")
