"""Notes and evidence of a case, and what colleagues tell one another of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_NOW = sa.text("now()")


def upgrade() -> None:
    op.create_table(
        "case_notes",
        *_key(),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "mentions", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False
        ),
        _made_at(),
        sa.CheckConstraint("text <> ''", name=op.f("ck_case_notes_text")),
        _belongs("case_notes", "case_id", "cases"),
        _belongs("case_notes", "author_id", "users"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_case_notes")),
    )
    op.create_index("ix_case_notes_case", "case_notes", ["agency_id", "case_id", "id"])
    op.create_table(
        "evidence",
        *_key(),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, kind, nullable=False)
            for name, kind in (
                ("name", sa.String()),
                ("media_type", sa.String()),
                ("size", sa.BigInteger()),
                ("sha256", sa.String()),
            )
        ),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        _made_at(),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(content IS NULL) = (withdrawn_at IS NOT NULL)", name=op.f("ck_evidence_content")
        ),
        _belongs("evidence", "case_id", "cases"),
        _belongs("evidence", "added_by", "users"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_evidence")),
        sa.UniqueConstraint(
            "agency_id",
            "case_id",
            "sha256",
            name=op.f("uq_evidence_agency_id_case_id_sha256"),
        ),
    )
    raise_wall("case_notes")
    raise_wall("evidence")
    op.add_column("notifications", sa.Column("news", sa.String(40), nullable=True))
    op.add_column("notifications", sa.Column("from_id", sa.BigInteger(), nullable=True))
    op.alter_column("notifications", "moment", nullable=True)
    op.create_check_constraint(
        op.f("ck_notifications_one_reason"),
        "notifications",
        "(moment IS NULL) <> (news IS NULL)",
    )
    op.create_foreign_key(
        op.f("fk_notifications_agency_id_from_id_users"),
        "notifications",
        "users",
        ["agency_id", "from_id"],
        ["agency_id", "id"],
    )


def downgrade() -> None:
    op.execute("DELETE FROM notifications WHERE news IS NOT NULL")
    op.drop_constraint(op.f("fk_notifications_agency_id_from_id_users"), "notifications")
    op.drop_constraint(op.f("ck_notifications_one_reason"), "notifications")
    op.alter_column("notifications", "moment", nullable=False)
    op.drop_column("notifications", "from_id")
    op.drop_column("notifications", "news")
    for table in ("evidence", "case_notes"):
        lower_wall(table)
        op.drop_table(table)


def _key() -> tuple[sa.Column[int], sa.Column[int]]:
    return (
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
    )


def _made_at() -> sa.Column[object]:
    return sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False)


def _belongs(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id", column],
        [f"{other}.agency_id", f"{other}.id"],
        name=op.f(f"fk_{table}_agency_id_{column}_{other}"),
    )
