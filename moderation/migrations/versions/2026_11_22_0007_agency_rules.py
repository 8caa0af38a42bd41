"""Rules that an agency writes itself, and what they caught."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NOW = sa.text("now()")


def _word(name: str, *, null: bool = True, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(40), server_default=default, nullable=null)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=_NOW, nullable=False)


def _belongs(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id", column],
        [f"{other}.agency_id", f"{other}.id"],
        name=op.f(f"fk_{table}_agency_id_{column}_{other}"),
    )


def upgrade() -> None:
    op.create_table(
        "agency_rules",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("condition", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("hours_from", sa.Time(), nullable=True),
        sa.Column("hours_to", sa.Time(), nullable=True),
        _word("state", null=False, default="draft"),
        _word("label"),
        _word("reason"),
        sa.Column("queue_key", sa.String(), nullable=True),
        _word("priority"),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        _time("created_at"),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        _time("changed_at"),
        sa.CheckConstraint("valid_from <= valid_to", name=op.f("ck_agency_rules_dates")),
        sa.CheckConstraint(
            "(hours_from IS NULL) = (hours_to IS NULL)", name=op.f("ck_agency_rules_hours")
        ),
        sa.CheckConstraint(
            "label IS NOT NULL OR reason IS NULL", name=op.f("ck_agency_rules_reason")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_agency_rules_agency_id_agencies")
        ),
        _belongs("agency_rules", "page_id", "pages"),
        _belongs("agency_rules", "created_by", "users"),
        _belongs("agency_rules", "changed_by", "users"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_agency_rules")),
    )
    op.create_table(
        "rule_catches",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("comment_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text_version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rule_id", sa.BigInteger(), nullable=False),
        sa.Column("spans", postgresql.JSONB(), nullable=False),
        _time("caught_at"),
        _belongs("rule_catches", "comment_id", "comments"),
        _belongs("rule_catches", "rule_id", "agency_rules"),
        sa.PrimaryKeyConstraint(
            "agency_id", "comment_id", "text_version", name=op.f("pk_rule_catches")
        ),
    )
    op.create_index("ix_rule_catches_rule", "rule_catches", ["agency_id", "rule_id", "caught_at"])
    raise_wall("agency_rules")
    raise_wall("rule_catches")


def downgrade() -> None:
    for table in ("rule_catches", "agency_rules"):
        lower_wall(table)
        op.drop_table(table)
