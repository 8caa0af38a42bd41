"""Hiding a comment: by a person, for a reason from the list, and looked at again by another.

Criticism is protected (decision 0012): only a case that people call unlawful or spam has comments
that can be hidden, and what may be criticism of the agency all the same (`replies.criticism`) is
hidden by two persons or not at all. The machine hides nothing, and a program with a key neither.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from moderation.casework.cases import locked_case
from moderation.conduct import cited_for
from moderation.errors import BadInputError, ConflictError, ForbiddenError
from moderation.events import record
from moderation.models import Case, Comment, HideRequest, Hiding, PublishIntent
from moderation.policy import Permission, Who
from moderation.queries import hidings as queries
from moderation.queries import proposed_hidings
from moderation.queries.under_way import acts_about
from moderation.replies.asking import Wanted, cancel, queue
from moderation.replies.connections import can_publish
from moderation.replies.criticism import sign_of
from moderation.vocabulary import (
    EventKind,
    HideReason,
    HideVerdict,
    Label,
    PublishKind,
)

__all__ = [
    "Able",
    "decide_request",
    "hide",
    "reasons_for",
    "review",
    "show_again",
    "take_back",
]

_NOTE = 500
_TOKEN_BYTES = 18


@dataclass(frozen=True, slots=True)
class _Order:
    """Why, and by whom; with `allowed_by` a second person agreed to hide what may be criticism."""

    reason: HideReason
    note: str
    hidden_by: int
    allowed_by: int | None = None


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
    """Ask for the case's comment, or with `everywhere` all its near copies, to be hidden.

    What may be criticism of the agency is only proposed: nothing is hidden, and nothing returned,
    until a second person agrees (`decide_request`).
    """
    case = locked_case(session, who, case_id, Permission.HIDE)
    person = _person(who)
    comments = _allowed(session, case, reason, able=able, everywhere=everywhere)
    if proposed_hidings.open_request(who.agency_id, session, case_id) is not None:
        raise ConflictError(
            "Vụ này đã có đề nghị ẩn đang chờ người thứ hai; đề nghị ấy vẫn còn. Hãy đợi người ấy "
            "quyết định."
        )
    sign = sign_of(session, case, comments, reason)
    if sign is None:
        return _carry_out(session, who, case, comments, _Order(reason, note, hidden_by=person))
    request = HideRequest(
        agency_id=who.agency_id,
        case_id=case_id,
        reason=reason,
        note=note.strip()[:_NOTE],
        everywhere=everywhere,
        sign=sign,
        asked_by=person,
    )
    session.add(request)
    session.flush()
    record(
        session, who, EventKind.HIDE_PROPOSED, case_id=case_id, reason=reason.value,
        request_id=request.id, sign=sign.value, rules=[cited_for(reason)],
    )  # fmt: skip
    return []


def decide_request(
    session: Session, who: Who, case_id: int, *, is_allowed: bool, able: Able
) -> list[Hiding]:
    """A second person agrees to hide what may be criticism, or refuses; never who proposed it."""
    case = locked_case(session, who, case_id, Permission.REVIEW_HIDDEN)
    person = _person(who)
    request = proposed_hidings.open_request(who.agency_id, session, case_id)
    if request is None:
        raise ConflictError("Vụ này không còn đề nghị ẩn nào chờ quyết định. Hãy xem lại vụ.")
    if request.asked_by == person:
        raise ForbiddenError("Người đề nghị ẩn không tự quyết được: cần một người khác.")
    request.decided_by, request.decided_at = person, datetime.now(UTC)
    request.is_allowed = is_allowed
    session.flush()
    record(
        session, who, EventKind.HIDE_DECIDED, case_id=case_id, request_id=request.id,
        is_allowed=is_allowed, rules=["B08"],
    )  # fmt: skip
    if not is_allowed:
        return []
    comments = _allowed(session, case, request.reason, able=able, everywhere=request.everywhere)
    order = _Order(request.reason, request.note, hidden_by=request.asked_by, allowed_by=person)
    return _carry_out(session, who, case, comments, order)


def show_again(session: Session, who: Who, hiding: Hiding) -> list[PublishIntent]:
    """Have one hidden comment shown again, where it is still hidden and nothing is under way."""
    case = locked_case(session, who, hiding.case_id, Permission.REVIEW_HIDDEN)
    hidden = queries.hidden_comments(who.agency_id, session, case.id)
    moving = _moving(session, hidden, PublishKind.UNHIDE)
    wanted = [
        Wanted(one, PublishKind.UNHIDE, target_external_id=one.external_id)
        for one in hidden
        if one.id == hiding.comment_id and one.id not in moving
    ]
    return queue(session, who, wanted, case_id=case.id) if wanted else []


def take_back(session: Session, who: Who, case_id: int) -> int:
    """Cancel hidings, or showings again, that have not left yet."""
    kinds = {PublishKind.HIDE, PublishKind.UNHIDE}
    return cancel(session, who, case_id, kinds, needs=Permission.HIDE)


def review(session: Session, who: Who, case_id: int, verdict: HideVerdict) -> list[PublishIntent]:
    """Somebody else looks at a case's hidden comments: they stay hidden, or are shown again.

    What was hidden on the page itself, by a person whom nobody here knows, can be shown again too.
    """
    locked_case(session, who, case_id, Permission.REVIEW_HIDDEN)
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
    moving = _moving(session, hidden, PublishKind.UNHIDE)
    wanted = [
        Wanted(one, PublishKind.UNHIDE, target_external_id=one.external_id)
        for one in hidden
        if one.id not in moving
    ]
    return queue(session, who, wanted, case_id=case_id)


def _allowed(
    session: Session, case: Case, reason: HideReason, *, able: Able, everywhere: bool
) -> list[Comment]:
    """The comments to hide, where the network can, the label fits and there are any."""
    if PublishKind.HIDE not in able.acts or not can_publish(case.agency_id, session, case.page_id):
        raise BadInputError("Trang này không ẩn được bình luận từ hệ thống. Chưa có gì thay đổi.")
    if reason not in reasons_for(case):
        raise BadInputError(
            "Lý do này không dùng được cho vụ không mang nhãn tương ứng: góp ý và phê bình "
            "được bảo vệ. Nếu máy xếp nhãn sai, hãy sửa nhãn trước."
        )
    comments = _to_hide(session, case, everywhere=everywhere)
    if not comments:
        raise ConflictError(
            "Bình luận đã ẩn, đang chờ ẩn hoặc không còn ở nguồn; chưa có gì thêm. Hãy tải lại vụ."
        )
    return comments


def _carry_out(
    session: Session, who: Who, case: Case, comments: Sequence[Comment], order: _Order
) -> list[Hiding]:
    wanted = [Wanted(one, PublishKind.HIDE, target_external_id=one.external_id) for one in comments]
    intents = queue(session, who, wanted, case_id=case.id)
    made = [
        _hiding(comment, intent, order) for comment, intent in zip(comments, intents, strict=True)
    ]
    session.add_all(made)
    session.flush()
    record(
        session, who, EventKind.HIDE_ASKED, case_id=case.id, reason=order.reason.value,
        rules=[cited_for(order.reason)], hiding_ids=[one.id for one in made],
    )  # fmt: skip
    return made


def _hiding(comment: Comment, intent: PublishIntent, order: _Order) -> Hiding:
    made = Hiding(
        agency_id=comment.agency_id,
        case_id=intent.case_id,
        comment_id=comment.id,
        page_id=comment.page_id,
        intent_id=intent.id,
        text_version=comment.text_version,
        reason=order.reason,
        note=order.note.strip()[:_NOTE],
        hidden_by=order.hidden_by,
        review_token=secrets.token_urlsafe(_TOKEN_BYTES),
    )
    if order.allowed_by is not None:
        # A second person has looked already.
        made.is_criticism, made.allowed_by = True, order.allowed_by
        made.reviewed_by, made.reviewed_at = order.allowed_by, datetime.now(UTC)
        made.verdict = HideVerdict.UPHELD
    return made


def _to_hide(session: Session, case: Case, *, everywhere: bool) -> list[Comment]:
    shown = queries.shown_comments(case.agency_id, session, case.id)
    moving = _moving(session, shown, PublishKind.HIDE)
    return [
        comment
        for comment in shown
        if comment.id not in moving and (everywhere or comment.id == case.lead_comment_id)
    ]


def _moving(session: Session, comments: Sequence[Comment], kind: PublishKind) -> set[int]:
    if not comments:
        return set()
    ids = [one.id for one in comments]
    return {one.comment_id for one in acts_about(comments[0].agency_id, session, ids, {kind})}


def _person(who: Who) -> int:
    if who.person_id is None:
        raise ForbiddenError("Chỉ người dùng đã đăng nhập mới ẩn hoặc xem lại được.")
    return who.person_id
