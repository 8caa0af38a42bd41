"""What the figures of given days are, said once in SQL for writing, reading and checking them.

Every statement takes `agency` and `days`, and goes through the rows of those days by their index.
"""

from __future__ import annotations

__all__ = ["CELLS", "CELL_COLUMNS", "FIRSTS", "TALLIES", "TALLY_COLUMNS"]

CELL_COLUMNS = (
    "day, page_id, label, queue_key, opened, answered, within, closed, hours,"
    " office_run, wall_run, answered_run, set_aside_run"
)
TALLY_COLUMNS = "day, page_id, tally, key, n"

_WANTED = """wanted AS MATERIALIZED (
    SELECT day, day_starts(day) AS since, day_starts(day + 1) AS until
      FROM unnest(CAST(:days AS date[])) AS day
)"""
_HOURS = ", ".join(f"count(*) FILTER (WHERE hour = {hour})" for hour in range(24))


def _run(column: str) -> str:
    return f"coalesce(string_agg(int4send({column}), '' ORDER BY {column}), '')"


CELLS = f"""
WITH {_WANTED}, told AS (
    SELECT w.day, c.page_id, c.label, c.queue_key, 1 AS opened, 0 AS answered, 0 AS within,
           0 AS closed,
           CAST(extract(hour FROM timezone('Asia/Ho_Chi_Minh', c.opened_at)) AS int) AS hour,
           CAST(NULL AS int) AS office, CAST(NULL AS int) AS wall,
           CAST(c.response_minutes AS int) AS to_answer,
           CASE WHEN c.response_minutes IS NULL AND c.closed_at IS NOT NULL
                THEN CAST(c.waited_minutes AS int) END AS to_closing
      FROM wanted w JOIN cases c
        ON c.agency_id = :agency AND c.opened_at >= w.since AND c.opened_at < w.until
    UNION ALL
    SELECT w.day, c.page_id, c.label, c.queue_key, 0, 1,
           CAST(c.first_response_at <= coalesce(c.first_due_at, c.due_at) AS int), 0, NULL,
           CAST(c.response_minutes AS int),
           CAST(greatest(floor(extract(epoch FROM c.first_response_at - c.opened_at) / 60), 0)
                AS int), NULL, NULL
      FROM wanted w JOIN cases c
        ON c.agency_id = :agency AND c.first_response_at >= w.since
       AND c.first_response_at < w.until
    UNION ALL
    SELECT w.day, c.page_id, c.label, c.queue_key, 0, 0, 0, 1, NULL, NULL, NULL, NULL, NULL
      FROM wanted w JOIN cases c
        ON c.agency_id = :agency AND c.closed_at >= w.since AND c.closed_at < w.until
)
SELECT day, page_id, label, queue_key,
       CAST(sum(opened) AS int) AS opened, CAST(sum(answered) AS int) AS answered,
       CAST(sum(within) AS int) AS within, CAST(sum(closed) AS int) AS closed,
       CAST(ARRAY[{_HOURS}] AS int[]) AS hours,
       {_run("office")} AS office_run, {_run("wall")} AS wall_run,
       {_run("to_answer")} AS answered_run, {_run("to_closing")} AS set_aside_run
  FROM told GROUP BY day, page_id, label, queue_key
"""

_KINDS = "('relabelled', 'dismissed', 'answered', 'submitted', 'escalated', 'reopened', 'returned')"
_CHANGED = "s.data ->> 'label' IS DISTINCT FROM s.data -> 'before' ->> 'label'"
_ACTS = {
    "decided": "s.kind IN ('relabelled', 'dismissed', 'answered', 'submitted', 'escalated')",
    "judged": "s.kind = 'relabelled'",
    "overturned": "(s.kind = 'reopened' OR (s.kind = 'relabelled'"
    f" AND CAST(s.data -> 'before' ->> 'certainty' AS float) >= 1 AND {_CHANGED}))",
    "returned": "s.kind = 'returned'",
}
_APPROVED = "state IN ('approved', 'done')"
# A full stop may end the sentence; `gov.vn.example` is somebody else's.
_OFFICIAL = r"a.text ~* '(^|[^a-z0-9-])([a-z0-9-]+\.)*(gov\.vn|chinhphu\.vn)(?!\.?[a-z0-9-])'"

_FIRST_OF_EACH = " UNION ALL ".join(
    f"(SELECT DISTINCT ON (s.case_id) s.case_id, '{tally}' AS tally, s.at, s.actor_id,"
    f" {_CHANGED} AS changed"
    f" FROM standing s WHERE {condition} ORDER BY s.case_id, s.id)"
    for tally, condition in _ACTS.items()
)

# Which cases people touched on the wanted days; then all that people did to these, what was taken
# back left out; then of each kind the first, which counts on its day. OFFSET 0 keeps each look-up
# one by its index, however little the planner knows of the days.
FIRSTS = f"""
touched AS MATERIALIZED (
    SELECT DISTINCT e.case_id FROM wanted w CROSS JOIN LATERAL (
        SELECT case_id FROM events
         WHERE agency_id = :agency AND at >= w.since AND at < w.until
           AND actor = 'person' AND kind IN {_KINDS} AND case_id IS NOT NULL OFFSET 0) AS e
), history AS MATERIALIZED (
    SELECT e.* FROM touched t CROSS JOIN LATERAL (
        SELECT id, case_id, at, kind, actor, actor_id, undoes_id, data FROM events
         WHERE agency_id = :agency AND case_id = t.case_id OFFSET 0) AS e
), standing AS MATERIALIZED (
    SELECT h.* FROM history h
     WHERE h.actor = 'person' AND h.kind IN {_KINDS}
       AND h.id NOT IN (SELECT undoes_id FROM history WHERE undoes_id IS NOT NULL)
), firsts AS MATERIALIZED (
    {_FIRST_OF_EACH}
), approved AS MATERIALIZED (
    SELECT a.case_id, a.decided_at AS at, a.draft_version, {_OFFICIAL} AS sourced
      FROM wanted w CROSS JOIN LATERAL (
        SELECT * FROM approvals
         WHERE agency_id = :agency AND decided_at >= w.since AND decided_at < w.until
           AND {_APPROVED} OFFSET 0) AS a
     CROSS JOIN LATERAL (
        SELECT min(id) AS id FROM (
            SELECT id FROM approvals b
             WHERE b.agency_id = :agency AND b.case_id = a.case_id AND {_APPROVED} OFFSET 0) AS b
        ) AS f
     WHERE a.id = f.id
), people AS (
    SELECT case_id, tally, at,
           CASE WHEN tally = 'decided' THEN coalesce(CAST(actor_id AS text), '') ELSE '' END AS key
      FROM firsts
    UNION ALL SELECT case_id, 'corrected', at, '' FROM firsts WHERE tally = 'judged' AND changed
    UNION ALL SELECT a.case_id, 'replied', a.at, coalesce((SELECT d.template_id FROM drafts d
             WHERE d.agency_id = :agency AND d.case_id = a.case_id
               AND d.version = a.draft_version), '') FROM approved a
    UNION ALL SELECT case_id, 'sourced', at, '' FROM approved WHERE sourced
)"""
"""`people`: the cases on which people first did each thing on the wanted days, and more."""

TALLIES = f"""
WITH {_WANTED}, {FIRSTS}, told AS (
    SELECT w.day, m.page_id, 'received' AS tally, '' AS key
      FROM wanted w JOIN comments m
        ON m.agency_id = :agency AND m.posted_at >= w.since AND m.posted_at < w.until
     WHERE NOT m.is_own
    UNION ALL
    SELECT w.day, c.page_id, 'topic', s.template_id
      FROM wanted w JOIN cases c
        ON c.agency_id = :agency AND c.opened_at >= w.since AND c.opened_at < w.until
      CROSS JOIN LATERAL (
        SELECT template_id FROM suggestions
         WHERE agency_id = :agency AND case_id = c.id AND rank = 1 OFFSET 0) AS s
    UNION ALL
    SELECT w.day, c.page_id, p.tally, p.key
      FROM wanted w JOIN people p ON p.at >= w.since AND p.at < w.until
      CROSS JOIN LATERAL (
        SELECT page_id FROM cases WHERE agency_id = :agency AND id = p.case_id OFFSET 0) AS c
)
SELECT day, page_id, tally, key, CAST(count(*) AS int) AS n
  FROM told GROUP BY day, page_id, tally, key
"""
