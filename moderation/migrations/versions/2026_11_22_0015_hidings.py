"""Hidings with their review; acts on the page's own replies; a pace for each connection."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ONCE = "state NOT IN ('refused', 'cancelled', 'not_published')"


def upgrade() -> None:
    _add_columns()
    op.drop_index("ix_publish_intents_once", table_name="publish_intents")
    op.create_index(
        "ix_publish_intents_once",
        "publish_intents",
        ["agency_id", "comment_id", "kind", "approval_id"],
        unique=True,
        postgresql_where=sa.text(ONCE),
    )
    op.create_index(
        "ix_publish_intents_one_at_a_time",
        "publish_intents",
        ["agency_id", "comment_id", "kind"],
        unique=True,
        postgresql_where=sa.text("state IN ('queued', 'sending', 'unknown')"),
    )
    op.create_index(
        "ix_publish_intents_remote",
        "publish_intents",
        ["agency_id", "page_id", "remote_id"],
        postgresql_where=sa.text("remote_id IS NOT NULL"),
    )
    _create_hidings()


def downgrade() -> None:
    lower_wall("hidings")
    op.drop_table("hidings")
    for index in ("remote", "one_at_a_time", "once"):
        op.drop_index(f"ix_publish_intents_{index}", table_name="publish_intents")
    op.create_index(
        "ix_publish_intents_once",
        "publish_intents",
        ["agency_id", "comment_id", "kind"],
        unique=True,
        postgresql_where=sa.text(ONCE),
    )
    for column in ("asked_by", "target_external_id", "withdrawn_at"):
        op.drop_column("publish_intents", column)
    op.drop_column("approvals", "corrects_id")
    op.drop_column("connections", "pace_seconds")


def _add_columns() -> None:
    op.add_column(
        "connections",
        sa.Column("pace_seconds", sa.SmallInteger(), server_default="1", nullable=False),
    )
    op.add_column("approvals", sa.Column("corrects_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_approvals_agency_id_corrects_id_approvals"),
        "approvals",
        "approvals",
        ["agency_id", "corrects_id"],
        ["agency_id", "id"],
    )
    op.add_column("publish_intents", sa.Column("asked_by", sa.BigInteger(), nullable=True))
    op.add_column("publish_intents", sa.Column("target_external_id", sa.String(), nullable=True))
    op.add_column(
        "publish_intents", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_foreign_key(
        op.f("fk_publish_intents_agency_id_asked_by_users"),
        "publish_intents",
        "users",
        ["agency_id", "asked_by"],
        ["agency_id", "id"],
    )


def _create_hidings() -> None:
    reasons = (
        "hate", "insult", "threat", "incitement", "sexual", "gambling", "fraud",
        "prohibited_goods", "privacy", "child_harm", "spam",
    )  # fmt: skip
    op.create_table(
        "hidings",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("intent_id", sa.BigInteger(), nullable=False),
        sa.Column("text_version", sa.BigInteger(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(*reasons, name="hidereason", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("hidden_by", sa.BigInteger(), nullable=False),
        sa.Column(
            "hidden_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("reviewed_by", sa.BigInteger(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum("upheld", "undone", name="hideverdict", native_enum=False, length=40),
            nullable=True,
        ),
        sa.CheckConstraint("reviewed_by <> hidden_by", name=op.f("ck_hidings_four_eyes")),
        sa.CheckConstraint(
            "(reviewed_by IS NULL) = (verdict IS NULL)", name=op.f("ck_hidings_verdict")
        ),
        *(
            sa.ForeignKeyConstraint(
                ["agency_id", column],
                [f"{table}.agency_id", f"{table}.id"],
                name=op.f(f"fk_hidings_agency_id_{column}_{table}"),
            )
            for table, column in (
                ("cases", "case_id"),
                ("comments", "comment_id"),
                ("pages", "page_id"),
                ("publish_intents", "intent_id"),
                ("users", "hidden_by"),
                ("users", "reviewed_by"),
            )
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_hidings")),
    )
    op.create_index("ix_hidings_intent", "hidings", ["agency_id", "intent_id"])
    op.create_index("ix_hidings_comment", "hidings", ["agency_id", "comment_id"])
    op.create_index(
        "ix_hidings_unreviewed",
        "hidings",
        ["agency_id", "id"],
        postgresql_where=sa.text("verdict IS NULL"),
    )
    raise_wall("hidings")
