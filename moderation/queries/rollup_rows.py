"""What the figures of given days are, said once in SQL for writing, reading and checking them.

Every statement takes `agency` and `days`, and goes through the rows of those days by their index.
"""

from __future__ import annotations

__all__ = ["CELLS", "CELL_COLUMNS", "FIRST", "TALLIES", "TALLY_COLUMNS"]

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

_STANDS = (
    "NOT EXISTS (SELECT FROM events u WHERE u.agency_id = {e}.agency_id"
    " AND u.case_id = {e}.case_id AND u.undoes_id = {e}.id)"
)
_CHANGED = "{e}.data ->> 'label' IS DISTINCT FROM {e}.data -> 'before' ->> 'label'"
_ACTS = {
    "decided": "{e}.kind IN ('relabelled', 'dismissed', 'answered', 'submitted', 'escalated')",
    "judged": "{e}.kind = 'relabelled'",
    "overturned": "({e}.kind = 'reopened' OR ({e}.kind = 'relabelled'"
    f" AND CAST({{e}}.data -> 'before' ->> 'certainty' AS float) >= 1 AND {_CHANGED}))",
    "returned": "{e}.kind = 'returned'",
}
_APPROVED = "{a}.state IN ('approved', 'done')"
_OFFICIAL = r"a.text ~* '(^|[^a-z0-9-])([a-z0-9-]+\.)*(gov\.vn|chinhphu\.vn)([^a-z0-9-]|$)'"


def _first(condition: str) -> str:
    """An event `e` that a person did, that stands, and before which no such event stands."""
    one = f"{{e}}.actor = 'person' AND {condition} AND {_STANDS}"
    return (
        f"{one.format(e='e')} AND NOT EXISTS (SELECT FROM events b WHERE b.agency_id = e.agency_id"
        f" AND b.case_id = e.case_id AND b.id < e.id AND {one.format(e='b')})"
    )


FIRST = {
    **{tally: _first(condition) for tally, condition in _ACTS.items()},
    "corrected": f"{_first(_ACTS['judged'])} AND {_CHANGED.format(e='e')}",
    "replied": f"{_APPROVED.format(a='a')} AND NOT EXISTS (SELECT FROM approvals b"
    " WHERE b.agency_id = a.agency_id AND b.case_id = a.case_id AND b.id < a.id"
    f" AND {_APPROVED.format(a='b')})",
}
FIRST["sourced"] = f"{FIRST['replied']} AND {_OFFICIAL}"
"""By tally: what an event `e`, or an approval `a`, must be for its case to count on its day."""

_TOLD = [
    """
    SELECT w.day, m.page_id, 'received' AS tally, coalesce(CAST(m.post_id AS text), '') AS key
      FROM wanted w JOIN comments m
        ON m.agency_id = :agency AND m.posted_at >= w.since AND m.posted_at < w.until
     WHERE NOT m.is_own""",
    *(
        f"SELECT e.day, e.page_id, '{tally}', '' FROM acts e WHERE {FIRST[tally]}"
        for tally in ("decided", "judged", "corrected", "overturned", "returned")
    ),
    *(
        f"""
    SELECT w.day, c.page_id, '{tally}', {key}
      FROM wanted w JOIN approvals a
        ON a.agency_id = :agency AND a.decided_at >= w.since AND a.decided_at < w.until
      JOIN cases c ON c.agency_id = a.agency_id AND c.id = a.case_id
      LEFT JOIN drafts d ON d.agency_id = a.agency_id AND d.case_id = a.case_id
       AND d.version = a.draft_version
     WHERE {FIRST[tally]}"""
        for tally, key in (("replied", "coalesce(d.template_id, '')"), ("sourced", "''"))
    ),
]
TALLIES = f"""
WITH {_WANTED}, acts AS MATERIALIZED (
    SELECT w.day, c.page_id, e.agency_id, e.id, e.case_id, e.kind, e.actor, e.data
      FROM wanted w JOIN events e
        ON e.agency_id = :agency AND e.at >= w.since AND e.at < w.until
      JOIN cases c ON c.agency_id = e.agency_id AND c.id = e.case_id
     WHERE e.actor = 'person'
       AND e.kind IN ('relabelled', 'dismissed', 'answered', 'submitted', 'escalated', 'reopened',
                      'returned')
), told AS ({" UNION ALL ".join(_TOLD)})
SELECT day, page_id, tally, key, CAST(count(*) AS int) AS n
  FROM told GROUP BY day, page_id, tally, key
"""
