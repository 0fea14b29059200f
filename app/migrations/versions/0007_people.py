"""People who sign in to portal and console, and the log of what they do."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this change."""
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("channel_manager_id", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("totp_secret", sa.String(length=64), nullable=True),
        sa.Column("totp_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(role = 'cm') = (channel_manager_id IS NOT NULL)", name=op.f("ck_users_managers")
        ),
        sa.CheckConstraint(
            "(role = 'partner') = (partner_id IS NOT NULL)", name=op.f("ck_users_partners_people")
        ),
        sa.ForeignKeyConstraint(
            ["channel_manager_id"],
            ["channel_managers.id"],
            name=op.f("fk_users_channel_manager_id_channel_managers"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_users_partner_id_partners")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email_key", name=op.f("uq_users_email_key")),
    )
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_users_channel_manager_id"), ["channel_manager_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_users_partner_id"), ["partner_id"], unique=False)

    op.create_table(
        "audit_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("deed", sa.String(length=48), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_audit_events_partner_id_partners")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_audit_events_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.create_index("ix_audit_events_partner_id_id", ["partner_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_events_user_id"), ["user_id"], unique=False)

    with op.batch_alter_table("attributions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attributions_partner_id"))
        batch_op.create_index("ix_attributions_partner_id_id", ["partner_id", "id"], unique=False)

    with op.batch_alter_table("dry_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dry_runs_partner_id"))
        batch_op.create_index("ix_dry_runs_partner_id_id", ["partner_id", "id"], unique=False)

    with op.batch_alter_table("leads", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leads_channel_manager_id"))
        batch_op.drop_index(batch_op.f("ix_leads_partner_id"))
        batch_op.create_index("ix_leads_channel_manager_id_id", ["channel_manager_id", "id"], unique=False)
        batch_op.create_index("ix_leads_partner_id_id", ["partner_id", "id"], unique=False)

    with op.batch_alter_table("partners", schema=None) as batch_op:
        batch_op.add_column(sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
    # Whoever was there before there were invitations was let in by hand.
    op.execute("UPDATE partners SET approved_at = created_at")

    with op.batch_alter_table("password_resets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("user_id", sa.Integer(), nullable=True))
        batch_op.alter_column("account_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_password_resets_user_id"), ["user_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_password_resets_user_id_users"), "users", ["user_id"], ["id"]
        )

    with op.batch_alter_table("signups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signups_partner_id"))
        batch_op.create_index("ix_signups_partner_id_id", ["partner_id", "id"], unique=False)


def downgrade() -> None:
    """Take this change back."""
    with op.batch_alter_table("signups", schema=None) as batch_op:
        batch_op.drop_index("ix_signups_partner_id_id")
        batch_op.create_index(batch_op.f("ix_signups_partner_id"), ["partner_id"], unique=False)

    op.execute("DELETE FROM password_resets WHERE account_id IS NULL")
    with op.batch_alter_table("password_resets", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_password_resets_user_id_users"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_password_resets_user_id"))
        batch_op.alter_column("account_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("user_id")

    with op.batch_alter_table("partners", schema=None) as batch_op:
        batch_op.drop_column("approved_at")

    with op.batch_alter_table("leads", schema=None) as batch_op:
        batch_op.drop_index("ix_leads_partner_id_id")
        batch_op.drop_index("ix_leads_channel_manager_id_id")
        batch_op.create_index(batch_op.f("ix_leads_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_leads_channel_manager_id"), ["channel_manager_id"], unique=False)

    with op.batch_alter_table("dry_runs", schema=None) as batch_op:
        batch_op.drop_index("ix_dry_runs_partner_id_id")
        batch_op.create_index(batch_op.f("ix_dry_runs_partner_id"), ["partner_id"], unique=False)

    with op.batch_alter_table("attributions", schema=None) as batch_op:
        batch_op.drop_index("ix_attributions_partner_id_id")
        batch_op.create_index(batch_op.f("ix_attributions_partner_id"), ["partner_id"], unique=False)

    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_events_user_id"))
        batch_op.drop_index("ix_audit_events_partner_id_id")

    op.drop_table("audit_events")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_users_partner_id"))
        batch_op.drop_index(batch_op.f("ix_users_channel_manager_id"))

    op.drop_table("users")
