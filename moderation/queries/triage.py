"""What triage asks while it turns readings into cases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from moderation.models import Case, Comment, NearCopyKey, Prediction, Suggestion
from moderation.queries.many import among, among_words, as_json, put_many, put_new

__all__ = [
    "Candidate",
    "Leased",
    "case_ids_by_key",
    "cases_by_id",
    "comment_texts",
    "earliest_own_replies",
    "leased_comments",
    "leased_pages",
    "open_cases_by_key",
    "put_cases",
    "put_growth",
    "put_in_cases",
    "put_keys",
    "put_predictions",
    "put_suggestions",
    "unsay_predictions",
    "unsay_suggestions",
]

_GROWS = ("comments_count", "opened_at", "due_at", "traits")
"""What joining a case may change in it."""
_OPENS = (
    "page_id", "post_id", "lead_comment_id", "comments_count", "label", "also", "reasons", "traits",
    "language", "certainty", "needs_human", "queue_key", "severity", "status", "clock_key",
    "opened_at", "due_at", "version",
)  # fmt: skip
"""What a new case says for itself."""
_GROW = text(
    f"UPDATE cases SET version = cases.version + 1, {', '.join(f'{n} = g.{n}' for n in _GROWS)}"
    " FROM json_populate_recordset(CAST(NULL AS cases), CAST(:rows AS json)) AS g"
    " WHERE cases.agency_id = :agency_id AND cases.id = g.id"
)


@dataclass(frozen=True, slots=True)
class Leased:
    """A claimed comment as triage needs it."""

    id: int
    page_id: int
    post_id: int | None
    case_id: int | None
    external_id: str
    text: str | None
    text_version: int
    posted_at: datetime
    edited_at: datetime | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open case that a comment might join; the comment that it was opened for has its words."""

    id: int
    lead_comment_id: int


def leased_pages(agency_id: int, session: Session, token: UUID, ids: Sequence[int]) -> list[int]:
    """The pages of the comments that this claim holds, in the order in which to lock them."""
    pages = session.scalars(
        select(Comment.page_id)
        .where(Comment.agency_id == agency_id, among(Comment.id, ids), Comment.lease_token == token)
        .distinct()
    )
    return sorted(pages)


def leased_comments(
    agency_id: int, session: Session, token: UUID, ids: Sequence[int]
) -> list[Leased]:
    """The comments that this claim still holds, locked until the result is written."""
    rows = session.execute(
        select(
            Comment.id,
            Comment.page_id,
            Comment.post_id,
            Comment.case_id,
            Comment.external_id,
            Comment.text,
            Comment.text_version,
            Comment.posted_at,
            Comment.edited_at,
        )
        .where(Comment.agency_id == agency_id, among(Comment.id, ids), Comment.lease_token == token)
        .order_by(Comment.posted_at, Comment.id)
        .with_for_update()
    )
    return [Leased(*row) for row in rows]


def put_in_cases(agency_id: int, session: Session, case_of: dict[int, int]) -> None:
    """Tie comments to their cases and let go of the claim: they are done."""
    session.execute(
        text(
            "UPDATE comments SET case_id = done.case_id, state = 'done', lease_token = NULL, "
            "lease_until = NULL, error_code = NULL "
            "FROM unnest(CAST(:ids AS bigint[]), CAST(:cases AS bigint[])) AS done (id, case_id) "
            "WHERE comments.agency_id = :agency_id AND comments.id = done.id"
        ),
        {"agency_id": agency_id, "ids": list(case_of), "cases": list(case_of.values())},
    )


def open_cases_by_key(
    agency_id: int, session: Session, page_id: int, keys: Iterable[int]
) -> dict[int, Candidate]:
    """The open case behind each near-copy key of a page, not locked: few of them are joined."""
    case_ids = case_ids_by_key(agency_id, session, page_id, keys)
    # Two look-ups by key instead of one join: no statistics can make them slow.
    rows = session.execute(
        select(Case.id, Case.lead_comment_id).where(
            Case.agency_id == agency_id,
            among(Case.id, set(case_ids.values())),
            Case.closed_at.is_(None),
        )
    )
    cases = {row.id: Candidate(row.id, row.lead_comment_id) for row in rows}
    return {key: cases[case_id] for key, case_id in case_ids.items() if case_id in cases}


def case_ids_by_key(
    agency_id: int, session: Session, page_id: int, keys: Iterable[int]
) -> dict[int, int]:
    """The case, open or closed, that each near-copy key of a page leads to."""
    found = session.execute(
        select(NearCopyKey.key, NearCopyKey.case_id).where(
            NearCopyKey.agency_id == agency_id,
            NearCopyKey.page_id == page_id,
            among(NearCopyKey.key, keys),
        )
    )
    return {row.key: row.case_id for row in found}


def cases_by_id(agency_id: int, session: Session, case_ids: Iterable[int]) -> dict[int, Case]:
    """Cases, locked in the order of their ids."""
    found = session.scalars(
        select(Case)
        .where(Case.agency_id == agency_id, among(Case.id, set(case_ids)))
        .order_by(Case.id)
        .with_for_update()
    )
    return {case.id: case for case in found}


def put_cases(session: Session, opened: Sequence[Case]) -> None:
    """Write new cases down; they have their ids afterwards and stay outside the session."""
    for case in opened:
        case.version = 1
    put_new(session, opened, _OPENS)


def put_growth(agency_id: int, session: Session, grown: Collection[Case]) -> None:
    """Write down by one statement what joining changed in cases that this transaction holds.

    One by one, as a flush does with what has a version, each would wait for its own answer.
    """
    rows = [{name: getattr(case, name) for name in ("id", *_GROWS)} for case in grown]
    for case in grown:
        for name in _GROWS:
            set_committed_value(case, name, getattr(case, name))
        set_committed_value(case, "version", case.version + 1)
    if rows:
        session.execute(_GROW, {"agency_id": agency_id, "rows": as_json(rows)})


def comment_texts(agency_id: int, session: Session, comment_ids: Iterable[int]) -> dict[int, str]:
    """The texts of comments."""
    rows = session.execute(
        select(Comment.id, Comment.text).where(
            Comment.agency_id == agency_id, among(Comment.id, comment_ids)
        )
    )
    return {row[0]: row[1] or "" for row in rows}


def earliest_own_replies(
    agency_id: int, session: Session, page_id: int, external_ids: Sequence[str]
) -> dict[str, datetime]:
    """When the page itself first answered each of these comments, where it did."""
    rows = session.execute(
        select(Comment.parent_external_id, func.min(Comment.posted_at))
        .where(
            Comment.agency_id == agency_id,
            Comment.page_id == page_id,
            Comment.is_own,
            Comment.deleted_at.is_(None),
            among_words(Comment.parent_external_id, external_ids),
        )
        .group_by(Comment.parent_external_id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def put_predictions(agency_id: int, session: Session, rows: list[dict[str, object]]) -> None:
    """Keep readings; one that stands already for the same text stays."""
    put_many(session, Prediction, _of(agency_id, rows), keep_known=True)


def put_suggestions(agency_id: int, session: Session, rows: list[dict[str, object]]) -> None:
    """Keep the suggested templates of cases."""
    put_many(session, Suggestion, _of(agency_id, rows), keep_known=True)


def put_keys(agency_id: int, session: Session, page_id: int, keys: dict[int, int]) -> None:
    """Let each near-copy key lead to its case."""
    session.execute(
        text(
            "INSERT INTO near_copy_keys (agency_id, page_id, key, case_id) "
            "SELECT :agency_id, :page_id, key, case_id "
            "FROM unnest(CAST(:keys AS bigint[]), CAST(:cases AS bigint[])) AS k (key, case_id) "
            "ORDER BY key ON CONFLICT (agency_id, page_id, key) "
            "DO UPDATE SET case_id = excluded.case_id, seen_at = now()"
        ),
        {
            "agency_id": agency_id,
            "page_id": page_id,
            "keys": list(keys),
            "cases": list(keys.values()),
        },
    )


def unsay_predictions(agency_id: int, session: Session, comment_ids: Collection[int]) -> None:
    """Forget what was read in the words that these comments have now."""
    session.execute(
        delete(Prediction).where(
            Prediction.agency_id == agency_id,
            among(Prediction.comment_id, comment_ids),
            Prediction.text_version
            == select(Comment.text_version)
            .where(Comment.agency_id == agency_id, Comment.id == Prediction.comment_id)
            .scalar_subquery(),
        )
    )


def unsay_suggestions(agency_id: int, session: Session, case_ids: Sequence[int]) -> None:
    """Forget the suggestions of cases whose text has changed."""
    session.execute(
        delete(Suggestion).where(
            Suggestion.agency_id == agency_id, among(Suggestion.case_id, case_ids)
        )
    )


def _of(agency_id: int, rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{"agency_id": agency_id, **row} for row in rows]
