"""Ring for the acts of every page in turn, and for none that its page holds back."""

from __future__ import annotations

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

LOOKED_OVER = ("approvals", "cases", "connections", "incidents")

# The oldest acts of all agencies came first, so those of one stopped page hid everybody's. They are
# left out here rather than put off where they are begun: once a person resumes the page the very
# next look finds them, and no way to resume has to remember them. What may have left (no more
# `queued`) is shown whatever stops the page. So is what `begin` will cancel: kept until the page
# goes on, it would leave after all where its case was opened again meanwhile. A page makes one
# call at a time, so 256 of its acts, a message, are as much as it can use before the next look.
_TURNS = """
    CREATE OR REPLACE FUNCTION door_intents(age interval, most bigint)
    RETURNS TABLE (agency_id bigint, ids bigint[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
        WITH stopped AS MATERIALIZED (
            SELECT p.agency_id, p.id AS page_id
              FROM pages p
              JOIN agencies a ON a.id = p.agency_id
              LEFT JOIN connections c ON c.agency_id = p.agency_id AND c.page_id = p.id
             WHERE a.outgoing_paused_at IS NOT NULL
                OR (c.can_reply AND (c.state = 'ok'
                    OR c.state = 'paused' AND c.paused_until <= now())) IS NOT TRUE
                OR EXISTS (SELECT FROM incidents i
                            WHERE i.agency_id = p.agency_id AND i.page_id = p.id
                              AND i.kind = 'lost' AND i.closed_at IS NULL)
        ), due AS (
            SELECT p.agency_id, p.page_id, p.id, p.not_before, p.state = 'queued' AS is_queued
              FROM publish_intents p
              LEFT JOIN stopped s ON s.agency_id = p.agency_id AND s.page_id = p.page_id
             WHERE p.state IN ('queued', 'sending', 'unknown') AND p.not_before < now() - age
               AND (p.lease_until IS NULL OR p.lease_until < now())
               AND (s.page_id IS NULL OR p.state <> 'queued'
                    OR p.kind IN ('reply', 'private_reply')
                       AND (SELECT c.closed_at FROM cases c
                             WHERE c.agency_id = p.agency_id AND c.id = p.case_id) IS NOT NULL
                    OR p.kind <> 'delete'
                       AND (SELECT c.deleted_at FROM comments c
                             WHERE c.agency_id = p.agency_id AND c.id = p.comment_id) IS NOT NULL
                    OR (SELECT a.state FROM approvals a
                         WHERE a.agency_id = p.agency_id AND a.id = p.approval_id) <> 'approved')
        ), placed AS (
            SELECT d.*, row_number() OVER (
                       PARTITION BY d.agency_id, d.page_id, d.is_queued ORDER BY d.id) AS place
              FROM due d
        ), chosen AS (
            SELECT * FROM placed WHERE place <= 256 ORDER BY place, not_before LIMIT most
        )
        SELECT n.agency_id, array_agg(n.id ORDER BY n.id)
          FROM chosen n GROUP BY n.agency_id, n.page_id, n.is_queued
    $$
"""

_BEFORE = """
    CREATE OR REPLACE FUNCTION door_intents(age interval, most bigint)
    RETURNS TABLE (agency_id bigint, ids bigint[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
        SELECT due.agency_id, array_agg(due.id ORDER BY due.id) FROM
        (SELECT p.agency_id, p.id FROM publish_intents p
          WHERE p.state IN ('queued', 'sending', 'unknown') AND p.not_before < now() - age
            AND (p.lease_until IS NULL OR p.lease_until < now())
          ORDER BY p.not_before LIMIT most) AS due GROUP BY due.agency_id
    $$
"""


def upgrade() -> None:
    for table in LOOKED_OVER:
        op.execute(f"CREATE POLICY looked_over ON {table} FOR SELECT TO CURRENT_USER USING (true)")
    op.execute(_TURNS)


def downgrade() -> None:
    op.execute(_BEFORE)
    for table in LOOKED_OVER:
        op.execute(f"DROP POLICY looked_over ON {table}")
