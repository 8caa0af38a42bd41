"""Which open case a comment joins: by near-copy keys, confirmed by its words, then locked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from moderation.intake.readings import Reading
from moderation.models import Case
from moderation.queries import triage as queries
from moderation.queries.triage import Candidate, Leased

__all__ = ["Alike", "Known", "hold_joined", "known_words", "same_words"]

Alike = Callable[[str, str], bool]
"""Whether two texts that share a key really say the same."""

_GROUP_ACROSS_POSTS = 8
"""From so many words on, the same text under two posts of a page is one matter; a short
"bao giờ xong" under two posts is two questions."""


@dataclass(frozen=True, slots=True)
class Known:
    """The near-copy keys of comments, the open case behind each key, and those cases' words.

    `held` are those cases that a comment joins, by their ids, locked.
    """

    keys_of: dict[int, tuple[int, ...]]
    cases: dict[int, Candidate | Case]
    texts: dict[int, str]
    held: dict[int, Case] = field(default_factory=dict)


def known_words(
    agency_id: int,
    session: Session,
    page_id: int,
    comments: Sequence[Leased],
    readings: Mapping[int, Reading],
) -> Known:
    """The open cases of a page that these comments may join, not locked."""
    keys_of = {c.id: _keys(c, readings[c.id]) for c in comments}
    cases = queries.open_cases_by_key(
        agency_id, session, page_id, {key for keys in keys_of.values() for key in keys}
    )
    leads = {case.lead_comment_id for case in cases.values()}
    return Known(keys_of, {**cases}, queries.comment_texts(agency_id, session, leads))


def hold_joined(
    agency_id: int, session: Session, comments: Sequence[Leased], known: Known, alike: Alike
) -> None:
    """Lock the cases that are joined; one that was closed meanwhile is none to join.

    Nor is one that got another lead comment: those are not the words that were looked at.
    """
    while True:
        joined = {
            case.id: case.lead_comment_id
            for comment in comments
            if comment.case_id is None
            and (case := same_words(comment, known, alike)) is not None
            and case.id not in known.held
        }
        if not joined:
            return
        found = queries.cases_by_id(agency_id, session, joined)
        known.held.update(
            (i, case)
            for i, case in found.items()
            if case.closed_at is None and case.lead_comment_id == joined[i]
        )
        gone = joined.keys() - known.held.keys()
        for key in [key for key, case in known.cases.items() if case.id in gone]:
            del known.cases[key]


def same_words(comment: Leased, known: Known, alike: Alike) -> Candidate | Case | None:
    """The open case that this comment joins: by the exact key at once, by a band if it holds."""
    keys, text = known.keys_of[comment.id], comment.text or ""
    if keys and keys[0] in known.cases:
        return known.cases[keys[0]]
    for key in keys[1:]:
        case = known.cases.get(key)
        if case is not None and alike(known.texts[case.lead_comment_id], text):
            return case
    return None


def _keys(comment: Leased, reading: Reading) -> tuple[int, ...]:
    """The near-copy keys, the exact one first; those of short texts hold within one post."""
    if reading.exact_key is None:
        return ()
    keys = (reading.exact_key, *reading.band_keys)
    # A picture is no word: with one more at its end a comment is still the same.
    words = sum(any(map(str.isalnum, word)) for word in (comment.text or "").split())
    if words >= _GROUP_ACROSS_POSTS:
        return keys
    salt = ((comment.post_id or 0) * 0x9E3779B97F4A7C15) & 0x7FFFFFFFFFFFFFFF
    return tuple(key ^ salt for key in keys)
