"""Second looks, golden items, the agency's rule for them, and the way to what was corrected."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_NOW = sa.text("now()")


def upgrade() -> None:
    op.create_table(
        "quality_rules",
        _number("agency_id", is_key=True),
        sa.Column("sample_percent", sa.SmallInteger(), server_default="3", nullable=False),
        sa.Column("golden_percent", sa.SmallInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("sample_percent BETWEEN 0 AND 5", name=op.f("ck_quality_rules_sample")),
        sa.CheckConstraint("golden_percent BETWEEN 0 AND 20", name=op.f("ck_quality_rules_golden")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_quality_rules_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_quality_rules")),
    )
    op.create_table(
        "golden_items",
        _number("agency_id", is_key=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        _number("comment_id"),
        _number("page_id"),
        sa.Column("label", sa.String(40), nullable=False),
        _number("added_by", null=True),
        _made_at(),
        _belongs("golden_items", "comment_id", "comments"),
        _belongs("golden_items", "added_by", "users"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_golden_items")),
        sa.UniqueConstraint(
            "agency_id", "comment_id", name=op.f("uq_golden_items_agency_id_comment_id")
        ),
    )
    op.create_table(
        "second_looks",
        _number("agency_id", is_key=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        _number("comment_id"),
        _number("page_id"),
        _number("event_id", null=True),
        _number("golden_id", null=True),
        sa.Column("first_label", sa.String(40), nullable=False),
        _number("first_by", null=True),
        sa.Column("second_label", sa.String(40), nullable=True),
        _number("second_by", null=True),
        _made_at(),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(event_id IS NULL) = (golden_id IS NOT NULL)", name=op.f("ck_second_looks_kind")
        ),
        sa.CheckConstraint(
            "(second_label IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_second_looks_decided"),
        ),
        sa.CheckConstraint("first_by <> second_by", name=op.f("ck_second_looks_blind")),
        _belongs("second_looks", "comment_id", "comments"),
        _belongs("second_looks", "golden_id", "golden_items"),
        _belongs("second_looks", "first_by", "users"),
        _belongs("second_looks", "second_by", "users"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_second_looks")),
    )
    op.create_index(
        "ix_second_looks_waiting",
        "second_looks",
        ["agency_id", "id"],
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_index("ix_second_looks_decided", "second_looks", ["agency_id", "decided_at"])
    op.create_index(
        "ix_events_relabelled",
        "events",
        ["agency_id", "at"],
        postgresql_where=sa.text("kind = 'relabelled'"),
    )
    op.create_index(
        "ix_events_undoes",
        "events",
        ["agency_id", "undoes_id"],
        postgresql_where=sa.text("undoes_id IS NOT NULL"),
    )
    for table in ("quality_rules", "golden_items", "second_looks"):
        raise_wall(table)


def downgrade() -> None:
    op.drop_index("ix_events_undoes", table_name="events")
    op.drop_index("ix_events_relabelled", table_name="events")
    for table in ("second_looks", "golden_items", "quality_rules"):
        lower_wall(table)
        op.drop_table(table)


def _number(name: str, *, null: bool = False, is_key: bool = False) -> sa.Column[int]:
    if is_key:
        return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)
    return sa.Column(name, sa.BigInteger(), nullable=null)


def _made_at() -> sa.Column[object]:
    return sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False)


def _belongs(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id", column],
        [f"{other}.agency_id", f"{other}.id"],
        name=op.f(f"fk_{table}_agency_id_{column}_{other}"),
    )
