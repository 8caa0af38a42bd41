"""Hiding a comment: by a person, for a reason from the list, and looked at again by another.

Criticism is protected (decision 0012): only a case that people call unlawful or spam has comments
that can be hidden. The machine hides nothing, and a program with a key neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from moderation.casework.cases import locked_case
from moderation.conduct import cited_for
from moderation.errors import BadInputError, ConflictError, ForbiddenError
from moderation.events import record
from moderation.models import Case, Comment, Hiding, PublishIntent
from moderation.policy import Permission, Who
from moderation.queries import hidings as queries
from moderation.queries import replies as reply_queries
from moderation.replies.connections import can_publish
from moderation.replies.publishing import Wanted, cancel, queue
from moderation.vocabulary import (
    Actor,
    EventKind,
    HideReason,
    HideVerdict,
    IntentState,
    Label,
    PublishKind,
)

__all__ = ["Able", "hide", "reasons_for", "review", "take_back"]

_NOTE = 500
_MOVING = frozenset({IntentState.QUEUED, IntentState.SENDING, IntentState.UNKNOWN})


class Able(Protocol):
    """What the page's network can do."""

    @property
    def acts(self) -> frozenset[PublishKind]: ...


def reasons_for(case: Case) -> tuple[HideReason, ...]:
    """The reasons for which comments of this case may be hidden; none for criticism."""
    if case.label is Label.SPAM:
        return (HideReason.SPAM,)
    if case.label is Label.ILLEGAL_CONTENT:
        return tuple(reason for reason in HideReason if reason is not HideReason.SPAM)
    return ()


def hide(
    session: Session,
    who: Who,
    case_id: int,
    reason: HideReason,
    *,
    able: Able,
    everywhere: bool = False,
    note: str = "",
) -> list[Hiding]:
    """Ask for the case's comment, or with `everywhere` all its near copies, to be hidden."""
    case = locked_case(session, who, case_id, Permission.HIDE)
    person = _person(who)
    if PublishKind.HIDE not in able.acts or not can_publish(who.agency_id, session, case.page_id):
        raise BadInputError("Trang này không ẩn được bình luận từ hệ thống. Chưa có gì thay đổi.")
    if reason not in reasons_for(case):
        raise BadInputError(
            "Lý do này không dùng được cho vụ không mang nhãn tương ứng: góp ý và phê bình "
            "được bảo vệ. Nếu máy gán nhãn sai, hãy sửa nhãn trước."
        )
    comments = _to_hide(session, case, everywhere=everywhere)
    if not comments:
        raise ConflictError("Bình luận đã ẩn, đang chờ ẩn hoặc không còn ở nguồn.")
    wanted = [Wanted(one, PublishKind.HIDE, target_external_id=one.external_id) for one in comments]
    intents = queue(session, who, wanted, case_id=case_id)
    made = [
        Hiding(
            agency_id=who.agency_id,
            case_id=case_id,
            comment_id=comment.id,
            page_id=comment.page_id,
            intent_id=intent.id,
            text_version=comment.text_version,
            reason=reason,
            note=note.strip()[:_NOTE],
            hidden_by=person,
        )
        for comment, intent in zip(comments, intents, strict=True)
    ]
    session.add_all(made)
    session.flush()
    record(
        session,
        who,
        EventKind.HIDE_ASKED,
        case_id=case_id,
        reason=reason.value,
        rules=[cited_for(reason)],
        hiding_ids=[one.id for one in made],
    )
    return made


def take_back(session: Session, who: Who, case_id: int) -> int:
    """Cancel hidings, or showings again, that have not left yet."""
    kinds = {PublishKind.HIDE, PublishKind.UNHIDE}
    return cancel(session, who, case_id, kinds, needs=Permission.HIDE)


def review(session: Session, who: Who, case_id: int, verdict: HideVerdict) -> list[PublishIntent]:
    """Somebody else looks at a case's hidden comments: they stay hidden, or are shown again.

    What was hidden on the page itself, by a person whom nobody here knows, can be shown again too.
    """
    case = locked_case(session, who, case_id, Permission.REVIEW_HIDDEN)
    person = _person(who)
    waiting = queries.unreviewed(who.agency_id, session, case_id)
    hidden = queries.hidden_comments(who.agency_id, session, case_id)
    if not hidden:
        raise ConflictError("Vụ này không còn bình luận nào đang ẩn. Hãy xem lại vụ.")
    if any(one.hidden_by == person for one in waiting):
        raise ForbiddenError("Người đã ẩn không tự xem lại được: cần một người khác.")
    now = datetime.now(UTC)
    for hiding in waiting:
        hiding.reviewed_by, hiding.reviewed_at, hiding.verdict = person, now, verdict
    record(session, who, EventKind.HIDE_REVIEWED, case_id=case_id, verdict=verdict.value)
    if verdict is HideVerdict.UPHELD:
        return []
    moving = _moving(session, case, PublishKind.UNHIDE)
    wanted = [
        Wanted(one, PublishKind.UNHIDE, target_external_id=one.external_id)
        for one in hidden
        if one.id not in moving
    ]
    return queue(session, who, wanted, case_id=case_id)


def _to_hide(session: Session, case: Case, *, everywhere: bool) -> list[Comment]:
    moving = _moving(session, case, PublishKind.HIDE)
    return [
        comment
        for comment in queries.shown_comments(case.agency_id, session, case.id)
        if comment.id not in moving and (everywhere or comment.id == case.lead_comment_id)
    ]


def _moving(session: Session, case: Case, kind: PublishKind) -> set[int]:
    acts: Sequence[PublishIntent] = reply_queries.acts_of_case(case.agency_id, session, case.id)
    return {one.comment_id for one in acts if one.kind is kind and one.state in _MOVING}


def _person(who: Who) -> int:
    if who.actor is not Actor.PERSON or who.actor_id is None:
        raise ForbiddenError("Chỉ người dùng đã đăng nhập mới ẩn hoặc xem lại được.")
    return who.actor_id
