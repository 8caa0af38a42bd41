"""Keys to the networks, the switch that stops what leaves, and the looks at unknown outcomes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "connections",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("sealed_credentials", sa.String(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("ok", "paused", "closed", name="connectionstate", native_enum=False, length=40),
            server_default="ok",
            nullable=False,
        ),
        sa.Column("can_reply", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("base_url", sa.String(), nullable=True),
        sa.Column("token_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error_code", sa.String(), nullable=True),
        sa.Column("last_error_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (sealed_credentials IS NULL)", name=op.f("ck_connections_key")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "page_id"],
            ["pages.agency_id", "pages.id"],
            name=op.f("fk_connections_agency_id_page_id_pages"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_connections")),
        sa.UniqueConstraint("agency_id", "page_id", name=op.f("uq_connections_agency_id_page_id")),
    )
    raise_wall("connections")
    op.add_column("agencies", sa.Column("outgoing_paused_at", sa.DateTime(timezone=True)))
    op.add_column("publish_intents", sa.Column("unknown_at", sa.DateTime(timezone=True)))
    op.add_column(
        "publish_intents",
        sa.Column("looks", sa.BigInteger(), server_default="0", nullable=False),
    )
    op.create_index(
        "ix_publish_intents_sending",
        "publish_intents",
        ["agency_id", "page_id"],
        postgresql_where=sa.text("state = 'sending'"),
    )


def downgrade() -> None:
    op.drop_index("ix_publish_intents_sending", table_name="publish_intents")
    op.drop_column("publish_intents", "looks")
    op.drop_column("publish_intents", "unknown_at")
    op.drop_column("agencies", "outgoing_paused_at")
    lower_wall("connections")
    op.drop_table("connections")
