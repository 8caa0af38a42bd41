"""Look up a case once for all its new suggestions: it was a quarter of what routing cost here."""

from __future__ import annotations

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

# By an array: no statistics of a table that fills as we look can make a plan of it slow.
_MARK = """
    BEGIN
        INSERT INTO stale_days (agency_id, day)
        SELECT DISTINCT c.agency_id, vietnam_day(c.opened_at) FROM cases c
         WHERE c.agency_id = ANY (ARRAY(SELECT DISTINCT agency_id FROM fresh))
           AND c.id = ANY (ARRAY(SELECT DISTINCT case_id FROM fresh));
        RETURN NULL;
    END"""
_MARK_ROW_BY_ROW = """
    BEGIN
        INSERT INTO stale_days (agency_id, day)
        SELECT DISTINCT c.agency_id, vietnam_day(c.opened_at)
          FROM fresh f CROSS JOIN LATERAL (
            SELECT agency_id, opened_at FROM cases
             WHERE agency_id = f.agency_id AND id = f.case_id OFFSET 0) AS c;
        RETURN NULL;
    END"""


def upgrade() -> None:
    _replace(_MARK)


def downgrade() -> None:
    _replace(_MARK_ROW_BY_ROW)


def _replace(body: str) -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION mark_days_of_topics() RETURNS trigger LANGUAGE plpgsql"
        f" AS $$ {body} $$"
    )
