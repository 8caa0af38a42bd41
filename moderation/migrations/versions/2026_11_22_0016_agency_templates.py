"""Templates that an agency writes itself, and sources that were told to have changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_NOW = sa.text("now()")
_TABLES = ("agency_templates", "template_versions", "source_changes")


def upgrade() -> None:
    op.create_table(
        "agency_templates",
        *_keys(),
        sa.Column("page_id", sa.BigInteger(), nullable=True),
        _text("topic"),
        _text("owner"),
        sa.Column("review_by", sa.Date(), nullable=True),
        _text("replaces"),
        sa.Column("state", sa.String(40), server_default="draft", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        _time("created_at"),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        _time("changed_at"),
        _of_an_agency("agency_templates"),
        _belongs("agency_templates", "page_id", "pages"),
        _belongs("agency_templates", "created_by", "users"),
        _belongs("agency_templates", "changed_by", "users"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_agency_templates")),
    )
    op.create_table(
        "template_versions",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("template_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("saved_by", sa.BigInteger(), nullable=True),
        _time("saved_at"),
        _belongs("template_versions", "template_id", "agency_templates"),
        _belongs("template_versions", "saved_by", "users"),
        sa.PrimaryKeyConstraint(
            "agency_id", "template_id", "version", name=op.f("pk_template_versions")
        ),
    )
    op.create_table(
        "source_changes",
        *_keys(),
        sa.Column("reference", sa.String(), nullable=False),
        _text("note"),
        sa.Column("noted_by", sa.BigInteger(), nullable=True),
        _time("noted_at"),
        sa.Column("settled_by", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        _of_an_agency("source_changes"),
        _belongs("source_changes", "noted_by", "users"),
        _belongs("source_changes", "settled_by", "users"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_source_changes")),
    )
    op.create_index("ix_source_changes_reference", "source_changes", ["agency_id", "reference"])
    for table in _TABLES:
        raise_wall(table)


def downgrade() -> None:
    for table in reversed(_TABLES):
        lower_wall(table)
        op.drop_table(table)


def _keys() -> tuple[sa.Column[int], sa.Column[int]]:
    return (
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), server_default="", nullable=False)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=_NOW, nullable=False)


def _of_an_agency(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id"], ["agencies.id"], name=op.f(f"fk_{table}_agency_id_agencies")
    )


def _belongs(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id", column],
        [f"{other}.agency_id", f"{other}.id"],
        name=op.f(f"fk_{table}_agency_id_{column}_{other}"),
    )
