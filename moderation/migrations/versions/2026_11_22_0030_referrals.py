"""A register of what was passed on to competent authorities."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def _belongs(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id", column],
        [f"{other}.agency_id", f"{other}.id"],
        name=op.f(f"fk_referrals_agency_id_{column}_{other}"),
    )


def upgrade() -> None:
    op.create_table(
        "referrals",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("number", sa.String(), server_default="", nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer_number", sa.String(), server_default="", nullable=False),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("answer", sa.String(), server_default="", nullable=False),
        sa.CheckConstraint("due_on IS NULL OR due_on >= sent_on", name=op.f("ck_referrals_due")),
        sa.CheckConstraint(
            "(answered_on IS NULL) = (outcome IS NULL)", name=op.f("ck_referrals_answered")
        ),
        sa.CheckConstraint(
            "answered_on IS NULL OR answered_on >= sent_on", name=op.f("ck_referrals_order")
        ),
        _belongs("case_id", "cases"),
        _belongs("page_id", "pages"),
        _belongs("created_by", "users"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_referrals")),
    )
    op.create_index("ix_referrals_case", "referrals", ["agency_id", "case_id"])
    op.create_index(
        "ix_referrals_waiting",
        "referrals",
        ["agency_id", "due_on"],
        postgresql_where=sa.text("answered_on IS NULL"),
    )
    raise_wall("referrals")


def downgrade() -> None:
    lower_wall("referrals")
    op.drop_table("referrals")
