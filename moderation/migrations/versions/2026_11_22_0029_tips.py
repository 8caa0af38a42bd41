"""What people saw on the net and told the agency of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agencies", sa.Column("tips_opened_at", sa.DateTime(timezone=True)))
    op.create_table(
        "tips",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "source", sa.Enum("staff", "citizen", name="tipsource", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reporter_id", sa.BigInteger(), nullable=True),
        sa.Column("receipt_sha256", sa.LargeBinary(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(source = 'staff') = (reporter_id IS NOT NULL)", name=op.f("ck_tips_reporter")
        ),
        sa.CheckConstraint(
            "(source = 'citizen') = (receipt_sha256 IS NOT NULL)", name=op.f("ck_tips_receipt")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"], ["cases.agency_id", "cases.id"],
            name=op.f("fk_tips_agency_id_case_id_cases"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "comment_id"], ["comments.agency_id", "comments.id"],
            name=op.f("fk_tips_agency_id_comment_id_comments"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "reporter_id"], ["users.agency_id", "users.id"],
            name=op.f("fk_tips_agency_id_reporter_id_users"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_tips")),
    )  # fmt: skip
    op.create_index(
        op.f("ix_tips_agency_id_receipt_sha256"), "tips", ["agency_id", "receipt_sha256"],
        unique=True,
    )  # fmt: skip
    op.create_index("ix_tips_case", "tips", ["agency_id", "case_id"])
    op.create_index("ix_tips_reporter", "tips", ["agency_id", "reporter_id", "id"])
    raise_wall("tips")


def downgrade() -> None:
    lower_wall("tips")
    op.drop_table("tips")
    op.drop_column("agencies", "tips_opened_at")
