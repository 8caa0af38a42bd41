"""Hiding criticism needs two persons, and its author may ask for another look."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import APP, lower_wall, raise_wall

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_REASONS = (
    "hate", "insult", "threat", "incitement", "sexual", "gambling", "fraud", "prohibited_goods",
    "privacy", "child_harm", "spam",
)  # fmt: skip
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _columns()
    _hide_requests()
    _review_requests()
    for table in ("hide_requests", "review_requests"):
        raise_wall(table)
    # The door runs as the owner, who is behind the wall like everybody.
    op.execute("CREATE POLICY looked_over ON hidings FOR SELECT TO CURRENT_USER USING (true)")
    op.execute(
        "CREATE FUNCTION door_review(value text) RETURNS bigint LANGUAGE sql STABLE SECURITY"
        " DEFINER SET search_path = public, pg_temp AS"
        " $$ SELECT agency_id FROM hidings WHERE review_token = value $$"
    )
    op.execute("REVOKE ALL ON FUNCTION door_review FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION door_review TO {APP}")


def downgrade() -> None:
    op.execute("DROP FUNCTION door_review")
    op.execute("DROP POLICY looked_over ON hidings")
    for table in ("review_requests", "hide_requests"):
        lower_wall(table)
        op.drop_table(table)
    op.drop_column("duty_settings", "reviews_since")
    op.drop_index("ix_hidings_review_token", table_name="hidings")
    for column in ("review_token", "allowed_by", "is_criticism"):
        op.drop_column("hidings", column)


def _columns() -> None:
    op.add_column("duty_settings", sa.Column("reviews_since", _TIME, nullable=True))
    op.add_column(
        "hidings", sa.Column("is_criticism", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column("hidings", sa.Column("allowed_by", sa.BigInteger(), nullable=True))
    op.add_column("hidings", sa.Column("review_token", sa.String(), nullable=True))
    op.create_foreign_key(
        op.f("fk_hidings_agency_id_allowed_by_users"),
        "hidings",
        "users",
        ["agency_id", "allowed_by"],
        ["agency_id", "id"],
    )
    op.create_check_constraint(op.f("ck_hidings_two_persons"), "hidings", "allowed_by <> hidden_by")
    op.create_check_constraint(
        op.f("ck_hidings_criticism"), "hidings", "NOT is_criticism OR allowed_by IS NOT NULL"
    )
    op.create_index("ix_hidings_review_token", "hidings", ["review_token"], unique=True)


def _hide_requests() -> None:
    op.create_table(
        "hide_requests",
        *_keys(),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(*_REASONS, name="hidereason", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("everywhere", sa.Boolean(), nullable=False),
        sa.Column(
            "sign",
            sa.Enum("read_so", "names_agency", name="criticismsign", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        _now("asked_at"),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", _TIME, nullable=True),
        sa.Column("is_allowed", sa.Boolean(), nullable=True),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_hide_requests_two_persons")),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (is_allowed IS NULL)", name=op.f("ck_hide_requests_decided")
        ),
        _to("hide_requests", "case_id", "cases"),
        _to("hide_requests", "asked_by", "users"),
        _to("hide_requests", "decided_by", "users"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_hide_requests")),
    )
    op.create_index(
        "ix_hide_requests_open",
        "hide_requests",
        ["agency_id", "case_id"],
        unique=True,
        postgresql_where=sa.text("decided_by IS NULL"),
    )


def _review_requests() -> None:
    op.create_table(
        "review_requests",
        *_keys(),
        sa.Column("hiding_id", sa.BigInteger(), nullable=False),
        sa.Column("hidden_by", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        _now("asked_at"),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", _TIME, nullable=True),
        sa.Column(
            "verdict",
            sa.Enum("upheld", "undone", name="hideverdict", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("answer", sa.String(), server_default="", nullable=False),
        sa.CheckConstraint(
            "decided_by <> hidden_by", name=op.f("ck_review_requests_another_person")
        ),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (verdict IS NULL)", name=op.f("ck_review_requests_decided")
        ),
        _to("review_requests", "hiding_id", "hidings"),
        _to("review_requests", "hidden_by", "users"),
        _to("review_requests", "decided_by", "users"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_review_requests")),
        sa.UniqueConstraint(
            "agency_id", "hiding_id", name=op.f("uq_review_requests_agency_id_hiding_id")
        ),
    )


def _keys() -> tuple[sa.Column[int], sa.Column[int]]:
    return (
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
    )


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, _TIME, server_default=sa.text("now()"), nullable=False)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id", column],
        [f"{other}.agency_id", f"{other}.id"],
        name=op.f(f"fk_{table}_agency_id_{column}_{other}"),
    )
