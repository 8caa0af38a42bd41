"""A door through which a supervisor counts what waits, in all agencies and without content."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_WORKED = ("imports", "deliveries", "comments")


def upgrade() -> None:
    kinds = " UNION ALL ".join([*map(_worked, _WORKED), _ACTS])
    op.execute(
        "CREATE FUNCTION door_health() RETURNS TABLE (kind text, ready bigint, "
        "oldest_seconds float8, running bigint, expired bigint, dead bigint) LANGUAGE sql STABLE "
        f"SECURITY DEFINER SET search_path = public, pg_temp AS $$ {kinds} $$"
    )
    op.execute("REVOKE ALL ON FUNCTION door_health FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION door_health TO phanhoi_app")


def downgrade() -> None:
    op.execute("DROP FUNCTION door_health()")


def _worked(table: str) -> str:
    """A file waits for its confirmation by a person; that is no backlog."""
    confirmed = "AND confirmed_at IS NOT NULL" if table == "imports" else ""
    return f"""
        SELECT '{table}', count(*) FILTER (WHERE {_READY}),
               coalesce(extract(epoch FROM now() - min(next_attempt_at) FILTER (WHERE {_READY})), 0)
                   ::float8,
               count(*) FILTER (WHERE state = 'running'),
               count(*) FILTER (WHERE state = 'running' AND lease_until < now()),
               (SELECT count(*) FROM {table} WHERE state = 'dead')
          FROM {table} WHERE state IN ('received', 'running') {confirmed}
    """


_READY = "state = 'received' AND next_attempt_at <= now()"

# An act whose outcome nobody knows waits for its network's word, or for a person's.
_ACTS = """
    SELECT 'publish_intents', count(*) FILTER (WHERE state = 'queued' AND not_before <= now()),
           coalesce(extract(epoch FROM now() - min(not_before) FILTER
               (WHERE state = 'queued' AND not_before <= now())), 0)::float8,
           count(*) FILTER (WHERE state = 'sending'),
           count(*) FILTER (WHERE state = 'sending' AND lease_until < now()),
           count(*) FILTER (WHERE state = 'unknown')
      FROM publish_intents WHERE state IN ('queued', 'sending', 'unknown')
"""
