"""How long data are kept, legal holds, and citizens' requests about their data."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import lower_wall, raise_wall

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_NOW = sa.text("now()")
_TABLES = ("retention_rules", "legal_holds", "subject_requests")


def _key() -> tuple[sa.Column[int], sa.Column[int]]:
    return (
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
    )


def _belongs(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id", column],
        [f"{other}.agency_id", f"{other}.id"],
        name=op.f(f"fk_{table}_agency_id_{column}_{other}"),
    )


def upgrade() -> None:
    op.create_table(
        "retention_rules",
        *_key(),
        sa.Column("data_class", sa.String(40), nullable=False),
        sa.Column("keep_days", sa.BigInteger(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.CheckConstraint("keep_days > 0", name=op.f("ck_retention_rules_days")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_retention_rules_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_retention_rules")),
        sa.UniqueConstraint(
            "agency_id", "data_class", name=op.f("uq_retention_rules_agency_id_data_class")
        ),
    )
    op.create_table(
        "legal_holds",
        *_key(),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("placed_by", sa.BigInteger(), nullable=True),
        sa.Column("placed_at", _TIME, server_default=_NOW, nullable=False),
        sa.Column("lifted_by", sa.BigInteger(), nullable=True),
        sa.Column("lifted_at", _TIME, nullable=True),
        _belongs("legal_holds", "case_id", "cases"),
        _belongs("legal_holds", "placed_by", "users"),
        _belongs("legal_holds", "lifted_by", "users"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_legal_holds")),
    )
    op.create_index(
        "ix_legal_holds_standing",
        "legal_holds",
        ["agency_id", "case_id"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "subject_requests",
        *_key(),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_details", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", _TIME, nullable=False),
        sa.Column("receipt_due_at", _TIME, nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("acknowledged_at", _TIME, nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("outcome_note", sa.String(), server_default="", nullable=False),
        sa.Column("closed_at", _TIME, nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", _TIME, server_default=_NOW, nullable=False),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (outcome IS NULL)", name=op.f("ck_subject_requests_closed")
        ),
        _belongs("subject_requests", "page_id", "pages"),
        _belongs("subject_requests", "author_id", "authors"),
        _belongs("subject_requests", "created_by", "users"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_subject_requests")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_subject_requests_agency_id_code")),
    )
    for table in _TABLES:
        raise_wall(table)
    op.add_column("comments", sa.Column("restricted_at", _TIME, nullable=True))
    op.add_column("comments", sa.Column("erased_at", _TIME, nullable=True))


def downgrade() -> None:
    op.drop_column("comments", "erased_at")
    op.drop_column("comments", "restricted_at")
    for table in reversed(_TABLES):
        lower_wall(table)
        op.drop_table(table)
