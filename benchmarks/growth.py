"""The console's server time as comments grow from ten thousand to a million.

Every size has a PostgreSQL of its own, filled with invented comments by statements over sets; one
case in twenty is open, so that at the long form's end fifty thousand wait. Pages are asked for
through the real application. `python -m benchmarks growth`; the long form needs 4 GB in TMPDIR.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from api.rest.paging import cursor_at
from benchmarks._installation import PAGES, installation, manager, p95, put, timed
from commands.embedded import EmbeddedPostgres
from moderation.database import Database
from moderation.people import accounts
from moderation.queries.case_lists import CaseFilter
from moderation.queries.cases import list_cases
from moderation.queries.tallies import tallies_upto

SIZES = {"short": (10_000, 100_000), "full": (10_000, 100_000, 1_000_000)}
LIMIT_MS = 100.0
"""What the queue may take of the server's time with a million comments."""
_ROUNDS = 40
_CHUNK = 100_000
_Times = dict[str, tuple[float, float]]


def main() -> None:
    """Print each page's times by size, and how p95 grew from the first size to the last."""
    sizes = SIZES[os.environ.get("PHANHOI_BENCH_SIZE", "short")]
    found = {comments: _measure(comments) for comments in sizes}
    first, last = sizes[0], sizes[-1]
    print(f"{'':<22}" + "".join(f"{size:>22,}" for size in sizes) + f"{'p95 grew':>12}")
    for name in found[first]:
        pairs = (found[size][name] for size in sizes)
        times = "".join(f"{median:>9.1f} /{most:>8.1f} ms" for median, most in pairs)
        print(f"{name:<22}{times}{found[last][name][1] / found[first][name][1]:>10.1f} ×")
    print(f"(median / p95; the rows grew {last / first:.0f} times)")
    queue = found[last]["queue, whole page"][1]
    print(f"queue at {last:,}: {queue:.0f} ms of the {LIMIT_MS:.0f} ms it may take")


def _measure(comments: int) -> _Times:
    with installation() as (server, database):
        agency_id, client, cookie = manager(server, database)
        fill(server, agency_id, comments)
        asked = _questions(database, agency_id, client, cookie)
        found: _Times = {}
        for name, ask in asked.items():
            ask()
            rounds = [timed(ask) for _ in range(_ROUNDS)]
            found[name] = (statistics.median(rounds), p95(rounds))
        client.close()
    return found


def _questions(
    database: Database, agency_id: int, client: TestClient, cookie: str
) -> dict[str, Callable[[], object]]:
    with database.transaction(agency_id) as session:
        some = list_cases(agency_id, session, CaseFilter(), limit=200)
    deep, shown = some[-1].case, some[100].case.id
    get = partial(_get, client, cookie)
    return {
        "queue, whole page": partial(get, "/queues/new"),
        "queue, another page": partial(get, f"/queues/all?after={cursor_at(deep)}", "list"),
        "queue, one label": partial(get, "/queues/all?label=spam", "list"),
        "mine": partial(get, "/queues/mine", "list"),
        "just decided": partial(get, "/queues/recent", "list"),
        "counts alone": partial(_count, database, agency_id),
        "case": partial(get, f"/cases/{shown}?queue=all", "case"),
        "search, one number": partial(get, "/queues/all?q=0004711", "list"),
        "search, rare word": partial(get, "/queues/all?q=hs4711", "list"),
        "search, two words": partial(get, "/queues/all?q=ho+tich", "list"),
        "decision and undo": partial(_decide, client, cookie, some[150].case.id),
    }


def _get(client: TestClient, cookie: str, path: str, target: str = "") -> None:
    headers = {"cookie": cookie}
    if target:
        headers |= {"hx-request": "true", "hx-target": target}
    answer = client.get(path, headers=headers)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}.")


def _decide(client: TestClient, cookie: str, case_id: int) -> None:
    """File a case, and take it back."""
    token = accounts.csrf_token(cookie.partition("=")[2])
    headers = {"cookie": cookie, "x-csrf-token": token, "hx-request": "true", "hx-target": "case"}
    form = {"label": "other", "queue": "all"}
    filed = client.post(f"/cases/{case_id}/label", data=form, headers=headers)
    event_id = filed.text.partition('name="event_id" value="')[2].partition('"')[0]
    back = client.post("/undo", data={"event_id": event_id, "queue": "all"}, headers=headers)
    if (filed.status_code, back.status_code) != (200, 200):
        raise SystemExit(f"A decision answered {filed.status_code}, its undo {back.status_code}.")


def _count(database: Database, agency_id: int) -> None:
    labels = ("policy_question", "feedback", "spam", "other", "contrary_information")
    lists = {label: CaseFilter(queue_key=label) for label in labels}
    with database.transaction(agency_id) as session:
        wanted = {**lists, "new": CaseFilter(is_new=True)}
        tallies_upto(agency_id, session, wanted, now=datetime.now(UTC))


def fill(server: EmbeddedPostgres, agency_id: int, comments: int, *, after: int = 0) -> None:
    """Put so many comments and their cases in, by statements over sets, ids from `after` on."""
    engine = create_engine(server.admin_url)
    with engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        page = connection.scalar(text("SELECT min(id) FROM pages")) or 0
        person = connection.scalar(text("SELECT min(id) FROM users")) or 0
        given = {"agency": agency_id, "page": page, "pages": PAGES, "person": person}
        # An index of trigrams is built whole many times faster than row by row.
        connection.execute(text("DROP INDEX ix_comment_search_folded"))
        for first in range(after + 1, after + comments + 1, _CHUNK):
            last = min(first + _CHUNK - 1, after + comments)
            for statement in _FILLING:
                put(connection, statement, {**given, "first": first, "last": last})
        connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
        connection.execute(
            text(
                "CREATE INDEX ix_comment_search_folded ON comment_search"
                " USING gin (agency_id, folded gin_trgm_ops)"
            )
        )
        for table in ("cases", "comments", "posts"):
            connection.execute(
                text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")
            )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


_LABELS = (
    "(ARRAY['policy_question','feedback','spam','other','contrary_information','illegal_content'])"
)
_FILLING = (
    """INSERT INTO posts (agency_id, id, page_id, external_id, text)
        OVERRIDING SYSTEM VALUE
        SELECT :agency, g, :page + g % :pages, CAST(g AS text), 'Thông báo số ' || g
          FROM generate_series(:first / 100 + 1, :last / 100) AS g""",
    f"""INSERT INTO cases (agency_id, id, page_id, post_id, lead_comment_id, comments_count, label,
            certainty, needs_human, queue_key, severity, status, clock_key, opened_at, due_at,
            closed_at, dismiss_reason, version)
        OVERRIDING SYSTEM VALUE
        SELECT :agency, g, :page + (g / 100) % :pages, NULLIF(g / 100, 0), g, 1, label, 0.9, false,
               label, 2, CASE WHEN is_open THEN 'open' ELSE 'dismissed' END, 'policy_question',
               opened, opened + interval '1 day',
               CASE WHEN NOT is_open THEN opened + interval '3 hours' END,
               CASE WHEN NOT is_open THEN 'noted' END, 1
          FROM (SELECT g, {_LABELS}[1 + g % 6] AS label, g % 20 = 0 AS is_open,
                       now() - ((g * 7919) % 1000000) * interval '30 seconds' AS opened
                  FROM generate_series(:first, :last) AS g) AS made""",
    """INSERT INTO comments (agency_id, id, page_id, post_id, case_id, external_id, text, posted_at,
            version_at, state, text_version)
        OVERRIDING SYSTEM VALUE
        SELECT agency_id, id, page_id, post_id, id, CAST(id AS text),
               'Cho hỏi hồ sơ hs' || id % 50000 || ' mã ' || lpad(CAST(id AS text), 7, '0')
               || ' về '
               || (ARRAY['căn cước','đất đai','hộ tịch','đèn đường','học phí'])[1 + id % 5]
               || ' bao giờ xong vậy', opened_at, opened_at, 'done', 1
          FROM cases WHERE id BETWEEN :first AND :last""",
    """INSERT INTO comment_search (agency_id, comment_id, folded)
        SELECT agency_id, id,
               'cho hoi ho so hs' || id % 50000 || ' ma ' || lpad(CAST(id AS text), 7, '0')
               || ' ve '
               || (ARRAY['can cuoc','dat dai','ho tich','den duong','hoc phi'])[1 + id % 5]
               || ' bao gio xong vay'
          FROM comments WHERE id BETWEEN :first AND :last""",
    """INSERT INTO predictions (agency_id, comment_id, text_version, model_version, label,
            probabilities, reasons, spans, needs_human)
        SELECT agency_id, lead_comment_id, 1, 'do', label, jsonb_build_object(label, 0.9), '{}',
               '[]', false
          FROM cases WHERE id BETWEEN :first AND :last""",
    """INSERT INTO events (agency_id, at, kind, actor, case_id, comment_id, data, entry_sha256)
        SELECT agency_id, opened_at, 'case_opened', 'machine', id, id,
               jsonb_build_object('queue', queue_key), ''
          FROM cases WHERE id BETWEEN :first AND :last""",
    """INSERT INTO events (agency_id, at, kind, actor, actor_id, case_id, data, entry_sha256)
        SELECT agency_id, closed_at, 'dismissed', 'person', :person, id,
               '{"reason": "noted", "before": {}}', ''
          FROM cases WHERE id BETWEEN :first AND :last AND closed_at IS NOT NULL""",
)


if __name__ == "__main__":
    main()
