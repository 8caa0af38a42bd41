"""The register of pages: verification at the network, and account safety."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_TABLES = ("page_verifications", "safety_checks")


def upgrade() -> None:
    op.create_table(
        "page_verifications",
        *_key(),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("next_check", sa.Date(), nullable=True),
        *(
            sa.Column(name, sa.String(), server_default="", nullable=False)
            for name in ("note", "file_name", "media_type", "sha256")
        ),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(content IS NULL) = (sha256 = '')", name=op.f("ck_page_verifications_content")
        ),
        *_people("page_verifications", "recorded_by"),
    )
    op.create_index(
        "ix_page_verifications_page", "page_verifications", ["agency_id", "page_id", "id"]
    )
    op.create_table(
        "safety_checks",
        *_key(),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("next_due", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.CheckConstraint("done_on < next_due", name=op.f("ck_safety_checks_order")),
        *_people("safety_checks", "done_by"),
    )
    op.create_index(
        "ix_safety_checks_page", "safety_checks", ["agency_id", "page_id", "item", "id"]
    )
    for table in _TABLES:
        raise_wall(table)


def downgrade() -> None:
    for table in _TABLES:
        lower_wall(table)
        op.drop_table(table)


def _key() -> tuple[sa.Column[int], ...]:
    return (
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
    )


def _people(table: str, column: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column(column, sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        *(
            sa.ForeignKeyConstraint(
                ["agency_id", name],
                [f"{other}.agency_id", f"{other}.id"],
                name=op.f(f"fk_{table}_agency_id_{name}_{other}"),
            )
            for name, other in (("page_id", "pages"), (column, "users"))
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f(f"pk_{table}")),
    )
