"""The wall between agencies, the doors in it, and events that are only ever added."""

from __future__ import annotations

from alembic import op

from moderation.migrations.wall import APP, lower_wall, raise_wall

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WALLED = (
    "api_keys",
    "calendar_days",
    "calendar_shifts",
    "cases",
    "clocks",
    "comment_search",
    "comments",
    "deliveries",
    "drafts",
    "endpoints",
    "events",
    "grants",
    "import_mappings",
    "import_problems",
    "imports",
    "near_copy_keys",
    "page_officers",
    "pages",
    "posts",
    "predictions",
    "queues",
    "routing_rules",
    "sign_in_sessions",
    "suggestions",
    "users",
)

# The doors run as the owner, who is behind the wall like everybody (FORCE); these are the tables
# that it may look over for them.
LOOKED_OVER = (
    "agencies",
    "api_keys",
    "comment_search",
    "comments",
    "deliveries",
    "endpoints",
    "imports",
    "pages",
    "sign_in_sessions",
    "users",
)

DOORS = {
    "door_username(value text) RETURNS bigint": (
        "SELECT agency_id FROM users WHERE username = value AND active"
    ),
    "door_session(value bytea) RETURNS bigint": (
        "SELECT agency_id FROM sign_in_sessions WHERE token_sha256 = value AND ends_at > now()"
    ),
    "door_api_key(value bytea) RETURNS bigint": (
        "SELECT agency_id FROM api_keys WHERE secret_sha256 = value AND revoked_at IS NULL"
    ),
    "door_endpoint(value text) RETURNS bigint": (
        "SELECT agency_id FROM endpoints WHERE public_id = value AND closed_at IS NULL"
    ),
    "door_page(value bigint) RETURNS bigint": "SELECT agency_id FROM pages WHERE id = value",
    "door_agencies() RETURNS TABLE (id bigint, slug text)": (
        "SELECT id, slug::text FROM agencies ORDER BY id"
    ),
    # Rows that stand still, in batches that shrink as they fail, so that a comment which kills its
    # worker does not take its neighbours along.
    "door_waiting(age interval, most bigint) RETURNS TABLE "
    "(job text, agency_id bigint, ids bigint[], attempts bigint)": """
        WITH still AS (
            (SELECT 'intake.read_import' AS job, i.agency_id, i.id, i.attempts FROM imports i
              WHERE i.state IN ('received', 'running') AND i.confirmed_at IS NOT NULL
                AND i.next_attempt_at < now() - age
                AND (i.lease_until IS NULL OR i.lease_until < now())
              ORDER BY i.next_attempt_at LIMIT most)
            UNION ALL
            (SELECT 'intake.read_deliveries', d.agency_id, d.id, d.attempts FROM deliveries d
              WHERE d.state IN ('received', 'running') AND d.next_attempt_at < now() - age
                AND (d.lease_until IS NULL OR d.lease_until < now())
              ORDER BY d.next_attempt_at LIMIT most)
            UNION ALL
            (SELECT 'classify.classify_comments', c.agency_id, c.id, c.attempts FROM comments c
              WHERE c.state IN ('received', 'running') AND c.next_attempt_at < now() - age
                AND (c.lease_until IS NULL OR c.lease_until < now())
              ORDER BY c.next_attempt_at LIMIT most)
        ), sized AS (
            SELECT *, CASE WHEN attempts < 2 THEN 256 WHEN attempts = 2 THEN 16 ELSE 1 END AS size
              FROM still
        ), numbered AS (
            SELECT *, (row_number() OVER (PARTITION BY job, agency_id, size ORDER BY id) - 1)
                      / size AS batch
              FROM sized
        )
        SELECT n.job, n.agency_id, array_agg(n.id ORDER BY n.id), max(n.attempts)
          FROM numbered n GROUP BY n.job, n.agency_id, n.size, n.batch
    """,
    # Row-level security keeps LIKE from using an index (it is not leakproof), so the search is a
    # door as well, which holds to the agency by itself.
    "search_comments(patterns text[], most bigint) RETURNS TABLE (comment_id bigint)": """
        SELECT s.comment_id FROM comment_search s
         WHERE s.agency_id = current_agency() AND s.folded LIKE ALL (patterns)
         ORDER BY s.comment_id DESC LIMIT most
    """,
}


def upgrade() -> None:
    op.execute(
        "CREATE FUNCTION current_agency() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE "
        "AS $$ SELECT NULLIF(current_setting('app.agency_id', true), '')::bigint $$"
    )
    for table in WALLED:
        raise_wall(table)
    raise_wall("agencies", "id")
    for table in LOOKED_OVER:
        op.execute(f"CREATE POLICY looked_over ON {table} FOR SELECT TO CURRENT_USER USING (true)")
    for signature, body in DOORS.items():
        _door(signature, body)
    op.execute(f"GRANT USAGE ON SCHEMA public TO {APP}")
    op.execute(f"GRANT SELECT ON alembic_version TO {APP}")
    op.execute(f"REVOKE UPDATE, DELETE ON events FROM {APP}")
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RAISE EXCEPTION 'events are only ever added'; END $$"
    )
    op.execute(
        "CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON events "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER only_added ON events")
    op.execute("DROP FUNCTION refuse_change()")
    for signature in DOORS:
        op.execute(f"DROP FUNCTION {signature.split('(', 1)[0]}")
    for table in LOOKED_OVER:
        op.execute(f"DROP POLICY looked_over ON {table}")
    for table in (*WALLED, "agencies"):
        lower_wall(table)
    op.execute("DROP FUNCTION current_agency()")


def _door(signature: str, body: str) -> None:
    name = signature.split("(", 1)[0]
    op.execute(
        f"CREATE FUNCTION {signature} LANGUAGE sql STABLE SECURITY DEFINER "
        f"SET search_path = public, pg_temp AS $$ {body} $$"
    )
    op.execute(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {name} TO {APP}")
