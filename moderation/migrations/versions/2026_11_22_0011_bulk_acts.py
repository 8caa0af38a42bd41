"""Many cases decided at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderation.migrations.wall import APP, lower_wall, raise_wall

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_KINDS = ("relabel", "dismiss", "escalate", "undo")
_OUTCOMES = ("waiting", "done", "refused", "stopped")
_STATES = ("received", "running", "done", "dead")
_NOW = sa.text("now()")


def _word(name: str, kind: str, values: tuple[str, ...], default: str | None) -> sa.Column[str]:
    words = sa.Enum(*values, name=kind, native_enum=False, length=40)
    return sa.Column(name, words, server_default=default, nullable=False)


def _belongs(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id", column],
        [f"{other}.agency_id", f"{other}.id"],
        name=op.f(f"fk_{table}_agency_id_{column}_{other}"),
    )


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=_NOW, nullable=False)


def _number(name: str, *, null: bool = False, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), server_default=default, nullable=null)


def upgrade() -> None:
    op.create_table(
        "bulk_acts",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        _word("kind", "bulkkind", _KINDS, None),
        sa.Column("choice", sa.String(), server_default="", nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        _number("made_by"),
        _time("made_at"),
        _number("event_id", null=True),
        _number("undoes_id", null=True),
        _number("total"),
        _number("done", default="0"),
        _number("refused", default="0"),
        _word("state", "workstate", _STATES, "received"),
        _number("attempts", default="0"),
        _time("next_attempt_at"),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error_code", sa.String(), nullable=True),
        _belongs("bulk_acts", "made_by", "users"),
        _belongs("bulk_acts", "undoes_id", "bulk_acts"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_bulk_acts")),
    )
    op.create_index(
        "ix_bulk_acts_waiting",
        "bulk_acts",
        ["next_attempt_at"],
        postgresql_where=sa.text("state IN ('received', 'running')"),
    )
    op.create_index("ix_bulk_acts_person", "bulk_acts", ["agency_id", "made_by", "id"])
    op.create_table(
        "bulk_items",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bulk_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        _number("version"),
        _word("outcome", "bulkoutcome", _OUTCOMES, "waiting"),
        _number("event_id", null=True),
        sa.Column("error", sa.String(), nullable=True),
        _belongs("bulk_items", "bulk_id", "bulk_acts"),
        _belongs("bulk_items", "case_id", "cases"),
        sa.PrimaryKeyConstraint("agency_id", "bulk_id", "case_id", name=op.f("pk_bulk_items")),
    )
    raise_wall("bulk_acts")
    raise_wall("bulk_items")
    # The sweeper looks over acts that stand still, through its door.
    op.execute("CREATE POLICY looked_over ON bulk_acts FOR SELECT TO CURRENT_USER USING (true)")
    op.execute(
        "CREATE FUNCTION door_bulk_acts(age interval, most bigint) "
        "RETURNS TABLE (agency_id bigint, ids bigint[], attempts bigint) "
        "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ "
        "SELECT b.agency_id, ARRAY[b.id], b.attempts FROM bulk_acts b "
        " WHERE b.state IN ('received', 'running') AND b.next_attempt_at < now() - age "
        "   AND (b.lease_until IS NULL OR b.lease_until < now()) "
        " ORDER BY b.next_attempt_at LIMIT most $$"
    )
    op.execute("REVOKE ALL ON FUNCTION door_bulk_acts FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION door_bulk_acts TO {APP}")


def downgrade() -> None:
    op.execute("DROP FUNCTION door_bulk_acts")
    op.execute("DROP POLICY looked_over ON bulk_acts")
    for table in ("bulk_items", "bulk_acts"):
        lower_wall(table)
        op.drop_table(table)
