"""The dashboard's server time as an archive of five years grows, with today stale as it is at work.

Every size has a PostgreSQL of its own. The whole page is asked for, through the real application;
"from the rows" is what it took with no figures by day at all. The long form goes to ten million
comments and needs about 20 GB in TMPDIR.
"""

from __future__ import annotations

import logging
import os
import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from fastapi.testclient import TestClient
from sqlalchemy import Connection, create_engine, text

from benchmarks._installation import PAGES, installation, manager, p95, put, timed
from commands.embedded import EmbeddedPostgres
from moderation.database import Database
from moderation.queries import rollups
from moderation.reporting.adding_up import add_up_stale, mark_all, prove, runs_of_days
from moderation.reporting.book import day_of

SIZES = {"short": (10_000, 100_000), "full": (100_000, 1_000_000, 10_000_000)}
_ROUNDS = 40
_LENGTHS = (7, 30, 90)
_CHUNK = 200_000


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds of one size; `by_length` is (median, p95) for each length of period."""

    comments: int
    by_length: dict[int, tuple[float, float]]
    from_rows: float
    adding_up: float
    a_day: float


def main() -> None:
    """Print the table of growth."""
    logging.disable(logging.INFO)
    found = [_measure(size) for size in SIZES[os.environ.get("PHANHOI_BENCH_SIZE", "short")]]
    heads = "".join(f"{f'{days} d p50':>10}{f'{days} d p95':>10}" for days in _LENGTHS)
    print(f"{'comments':>12}{heads}{'from rows':>12}{'one day':>10}{'all days':>11}")
    for each in found:
        times = "".join(f"{ms:>7.0f} ms" for pair in each.by_length.values() for ms in pair)
        print(
            f"{each.comments:>12,}{times}{each.from_rows:>9.0f} ms{each.a_day:>7.0f} ms"
            f"{each.adding_up / 1000:>9.1f} s"
        )
    first, last = found[0], found[-1]
    print(f"growth of the rows: {last.comments / first.comments:.0f} times")
    for days in _LENGTHS:
        ratio = last.by_length[days][1] / first.by_length[days][1]
        print(f"growth of p95 over {days} days: {ratio:.1f} times")
    print(f"growth of p95 from the rows: {last.from_rows / first.from_rows:.1f} times")


def _measure(comments: int) -> Measured:
    with installation() as (server, database):
        agency_id, client, cookie = manager(server, database)
        _fill(server, agency_id, comments)
        with database.transaction(agency_id) as session:
            mark_all(agency_id, session)
        from_rows = timed(lambda: _ask(client, cookie, 90))
        began = time.perf_counter()
        while True:
            with database.transaction(agency_id) as session:
                if not add_up_stale(agency_id, session):
                    break
        adding_up = (time.perf_counter() - began) * 1000
        _check(database, agency_id)
        with database.transaction(agency_id) as session:
            rollups.mark_stale(agency_id, session, [day_of(datetime.now(UTC))])
        a_day = timed(lambda: _add_today(database, agency_id))
        for days in _LENGTHS:
            _ask(client, cookie, days)
        by_length = {}
        for days in _LENGTHS:
            rounds = [timed(partial(_ask, client, cookie, days)) for _ in range(_ROUNDS)]
            by_length[days] = (statistics.median(rounds), p95(rounds))
        client.close()
    return Measured(comments, by_length, from_rows, adding_up, a_day)


def _add_today(database: Database, agency_id: int) -> None:
    with database.transaction(agency_id) as session:
        rollups.add_up(agency_id, session, [day_of(datetime.now(UTC))])


def _check(database: Database, agency_id: int) -> None:
    """A quick wrong answer is worth nothing: the last months must agree with the rows."""
    with database.transaction(agency_id) as session:
        for run in [*runs_of_days(agency_id, session)][-3:]:
            unlike = prove(agency_id, session, run).unlike
            if unlike:
                raise SystemExit(f"The figures do not agree with the rows: {unlike[0]}")


def _ask(client: TestClient, cookie: str, days: int) -> None:
    answer = client.get(f"/dashboard?days={days}", headers={"cookie": cookie})
    if answer.status_code != 200:
        raise SystemExit(f"The dashboard answered {answer.status_code}.")


def _fill(server: EmbeddedPostgres, agency_id: int, comments: int) -> None:
    """Five years of comments, three for five cases, put in without the triggers' help."""
    engine = create_engine(server.admin_url)
    cases = comments * 3 // 5
    with engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        first_page = connection.scalar(text("SELECT min(id) FROM pages")) or 0
        given = {"agency": agency_id, "page": first_page, "pages": PAGES, "cases": cases,
                 "posts": max(1, comments // 110)}  # fmt: skip
        put(connection, _POSTS, given)
        for start in range(1, cases + 1, _CHUNK):
            _fill_chunk(connection, {**given, "first": start,
                                     "last": min(start + _CHUNK - 1, cases)})  # fmt: skip
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


def _fill_chunk(connection: Connection, given: dict[str, int]) -> None:
    for statement in _FILLING:
        put(connection, statement, given)


_LABELS = (
    "(ARRAY['policy_question','feedback','spam','other','contrary_information','illegal_content'])"
)
_POSTS = """INSERT INTO posts (agency_id, id, page_id, external_id, text)
        OVERRIDING SYSTEM VALUE
        SELECT :agency, g, :page + g % :pages, CAST(g AS text), 'Thông báo số ' || g
          FROM generate_series(1, :posts) AS g"""
_FILLING = (
    # Ids go with time, as they do at work; a few of the last days still wait.
    f"""INSERT INTO cases (agency_id, id, page_id, post_id, lead_comment_id, comments_count, label,
            certainty, needs_human, queue_key, severity, status, clock_key, opened_at, due_at,
            first_response_at, response_minutes, first_due_at, closed_at, waited_minutes, version)
        OVERRIDING SYSTEM VALUE
        SELECT :agency, g, page, post, g * 4, 1, label, 0.9, false, label, 2, fate,
               'policy_question', opened, opened + interval '1 day',
               CASE WHEN fate = 'answered' THEN opened + took * interval '4 minutes' END,
               CASE WHEN fate = 'answered' THEN took END,
               CASE WHEN fate = 'answered' THEN opened + interval '1 day' END,
               CASE WHEN fate <> 'open' THEN opened + took * interval '4 minutes' END,
               CASE WHEN fate = 'dismissed' THEN took END, 1
          FROM (SELECT *, CASE WHEN opened + took * interval '4 minutes' > now() THEN 'open'
                               WHEN g % 10 < 6 THEN 'answered' ELSE 'dismissed' END AS fate
                  FROM (SELECT g, 1 + (g * 7919 % :posts) AS post,
                               :page + (1 + (g * 7919 % :posts)) % :pages AS page,
                               {_LABELS}[1 + CAST(floor(random() * 6) AS int)] AS label,
                               now() - CAST(:cases - g AS float) / :cases * interval '1825 days'
                                 - random() * interval '9 hours' AS opened,
                               1 + CAST(floor(exp(random() * 7.5)) AS int) AS took
                          FROM generate_series(:first, :last) AS g) AS made) AS fated""",
    """INSERT INTO comments (agency_id, id, page_id, post_id, case_id, external_id, text, posted_at,
            version_at, state, text_version)
        OVERRIDING SYSTEM VALUE
        SELECT agency_id, id * 4 + n, page_id, post_id, id, CAST(id * 4 + n AS text),
               'Cho hỏi thủ tục này làm ở đâu vậy', opened_at + n * interval '11 minutes',
               opened_at, 'done', 1
          FROM cases, generate_series(0, CASE WHEN id % 3 = 0 THEN 2 ELSE 0 END) AS n
         WHERE id BETWEEN :first AND :last""",
    """INSERT INTO suggestions (agency_id, case_id, rank, template_id, score, reason)
        SELECT agency_id, id, 1, 'mau-' || id % 120, 0.8, ''
          FROM cases WHERE id BETWEEN :first AND :last""",
    """INSERT INTO events (agency_id, at, kind, actor, case_id, comment_id, data, entry_sha256)
        SELECT agency_id, posted_at, 'comment_classified', 'machine', case_id, id, '{}', ''
          FROM comments WHERE id BETWEEN :first * 4 AND :last * 4 + 3""",
    """INSERT INTO events (agency_id, at, kind, actor, actor_id, case_id, data, entry_sha256)
        SELECT agency_id, closed_at, (ARRAY['relabelled', status])[n], 'person', 1, id,
               CASE WHEN n = 1 THEN jsonb_build_object('label', 'feedback', 'before',
                    jsonb_build_object('label', 'other', 'certainty', 0.9)) ELSE '{}' END, ''
          FROM cases, generate_series(CASE WHEN id % 2 = 0 THEN 1 ELSE 2 END, 2) AS n
         WHERE id BETWEEN :first AND :last AND closed_at IS NOT NULL""",
    """INSERT INTO approvals (agency_id, case_id, draft_version, kind, text, content_sha256,
            author_id, submitted_by, submitted_at, state, decided_by, decided_at, reason)
        SELECT agency_id, id, 1, 'reply', 'Xem dichvucong.gov.vn', '', 1, 1, closed_at, 'done', 2,
               closed_at, ''
          FROM cases WHERE id BETWEEN :first AND :last AND status = 'answered' AND id % 3 = 0""",
)


if __name__ == "__main__":
    main()
