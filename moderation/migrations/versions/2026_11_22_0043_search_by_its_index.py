"""Let the search for words use its index of trigrams, or the newest comments where they suffice."""

from __future__ import annotations

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

# `LIKE ALL (array)` can't be asked of an index, and behind a wall the planner has no statistics of
# words to choose by; so the newest comments are counted first. A word of one comment in a hundred
# is met soon enough on the way back from the newest; a rarer one is fetched by its trigrams.
_SEARCH = """
    CREATE OR REPLACE FUNCTION search_comments(patterns text[], most bigint)
    RETURNS TABLE (comment_id bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    SET enable_seqscan = off
    AS $$
    DECLARE
        agency CONSTANT bigint := current_agency();
        met bigint;
        wanted text;
    BEGIN
        SELECT count(*) INTO met FROM (
            SELECT s.folded FROM comment_search s WHERE s.agency_id = agency
             ORDER BY s.comment_id DESC LIMIT 10000
        ) AS newest WHERE newest.folded LIKE ALL (patterns);
        IF met >= 100 THEN
            RETURN QUERY SELECT back.comment_id FROM (
                SELECT s.comment_id, s.folded FROM comment_search s WHERE s.agency_id = agency
                 ORDER BY s.comment_id DESC OFFSET 0
            ) AS back WHERE back.folded LIKE ALL (patterns) LIMIT most;
            RETURN;
        END IF;
        SELECT coalesce(string_agg(format('s.folded LIKE %L', one), ' AND '), 'true')
          INTO wanted FROM unnest(patterns) AS one;
        RETURN QUERY EXECUTE format(
            'WITH found AS MATERIALIZED (SELECT s.comment_id FROM comment_search s'
            ' WHERE s.agency_id = %s AND %s) SELECT found.comment_id FROM found'
            ' ORDER BY 1 DESC LIMIT %s', coalesce(agency, 0), wanted, most);
    END $$
"""

_BEFORE = """
    CREATE OR REPLACE FUNCTION search_comments(patterns text[], most bigint)
    RETURNS TABLE (comment_id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
        SELECT s.comment_id FROM comment_search s
         WHERE s.agency_id = current_agency() AND s.folded LIKE ALL (patterns)
         ORDER BY s.comment_id DESC LIMIT most
    $$
"""


def upgrade() -> None:
    op.execute(_SEARCH)


def downgrade() -> None:
    op.execute(_BEFORE)
