"""The file of one case for a competent authority: everything that is kept of it, in the clear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from moderation.audit import head_of
from moderation.chain import Head
from moderation.errors import NotFoundError, TooLargeError
from moderation.events import record
from moderation.models import Comment, Event, Evidence, Referral
from moderation.policy import Permission, Who
from moderation.queries import agencies
from moderation.queries import cases as case_queries
from moderation.queries import history as history_queries
from moderation.queries import referrals as queries
from moderation.queries.authors import Identity, identities
from moderation.queries.cases import CaseSummary
from moderation.vocabulary import EventKind

__all__ = ["CaseFile", "SealOf", "case_file", "taken"]

_MOST_COMMENTS = 500
_MOST_EVENTS = 5_000


@dataclass(frozen=True, slots=True)
class SealOf:
    """A seal as whoever checks needs it: what was signed, and the leaves that it covers."""

    head: Head
    key_name: str
    signature: bytes
    leaves: bytes


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What goes into the file. `authors` are by the comments' ids; `unsealed` events are young."""

    agency: str
    made_by: str
    made_at: datetime
    summary: CaseSummary
    comments: Sequence[Comment]
    authors: Mapping[int, Identity]
    evidence: Sequence[Evidence]
    events: Sequence[tuple[Event, str | None]]
    seals: Sequence[SealOf]
    referrals: Sequence[Referral]
    queues: Mapping[str, str]

    @property
    def sealed_up_to(self) -> int:
        """The last event that stands under a seal."""
        return max((seal.head.last for seal in self.seals), default=0)


def case_file(session: Session, who: Who, case_id: int) -> CaseFile:
    """Gather a case for whoever may both pass it on and see the personal data in it."""
    agency_id = who.agency_id
    found = case_queries.find_case(agency_id, session, case_id)
    if found is None or not who.can(Permission.READ_CASES, found.case.page_id):
        raise NotFoundError(
            "Không tìm thấy vụ việc này; chưa có gì thay đổi. Hãy tìm theo số vụ, hoặc mở lại từ "
            "hàng đợi."
        )
    for needed in (Permission.REFER, Permission.REVEAL):
        who.require(needed, found.case.page_id)
    comments = case_queries.case_comments(agency_id, session, case_id, limit=_MOST_COMMENTS + 1)
    events = history_queries.case_events(agency_id, session, case_id, limit=_MOST_EVENTS + 1)
    if len(comments) > _MOST_COMMENTS or len(events) > _MOST_EVENTS:
        raise TooLargeError(
            "Vụ này quá lớn để lập một hồ sơ. Hãy tách những bình luận cần chuyển thành vụ riêng."
        )
    return CaseFile(
        agency=agencies.find_agency(agency_id, session).name,
        made_by=who.name,
        made_at=datetime.now(UTC),
        summary=found,
        comments=comments,
        authors=_authors(agency_id, session, comments),
        evidence=queries.kept_files(agency_id, session, case_id),
        events=events,
        seals=[
            SealOf(head_of(seal), seal.key_name, seal.signature, seal.leaves)
            for seal in queries.seals_over(agency_id, session, [one.id for one, _ in events])
        ],
        referrals=[row.referral for row in queries.referrals(agency_id, session, case_id=case_id)],
        queues={queue.key: queue.name_vi for queue in agencies.queues(agency_id, session)},
    )


def taken(session: Session, who: Who, case_id: int, *, sha256: str, form: str) -> Event:
    """Write down that a file left; `sha256` is that of its list of files."""
    return record(
        session, who, EventKind.EXPORTED, case_id=case_id, what=queries.CASE_FILE, sha256=sha256,
        form=form,
    )  # fmt: skip


def _authors(agency_id: int, session: Session, comments: Sequence[Comment]) -> dict[int, Identity]:
    known = identities(agency_id, session, {c.author_id for c in comments if c.author_id})
    return {
        comment.id: known[comment.author_id]
        for comment in comments
        if comment.author_id is not None and comment.author_id in known
    }
