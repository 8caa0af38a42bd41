"""The author of a hidden comment asks for another look (A08, A26): once, without an account.

Whoever holds the link may ask; it is handed to the author with the reason of the hiding. Another
person than the one who hid it decides, and the table itself refuses that it be the same.
"""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from moderation.casework.cases import locked_case
from moderation.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from moderation.events import record
from moderation.models import Hiding, ReviewRequest
from moderation.policy import Permission, Who
from moderation.queries import asked_reviews, rulebook
from moderation.queries.escalation import holders, tell_of_case
from moderation.replies.hiding import show_again
from moderation.timing.clock import Clocks
from moderation.vocabulary import Actor, CaseNews, EventKind, HideVerdict, Role

__all__ = ["LONGEST", "ask", "decide", "deciders", "due_of", "is_open"]

_CLOCK = "hidden_review"

LONGEST = 1_000
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is read for something else
_LETTERS = 8


def is_open(agency_id: int, session: Session) -> bool:
    """Whether the agency lets authors of hidden comments ask."""
    settings = rulebook.duty_settings(agency_id, session)
    return settings is not None and settings.reviews_since is not None


def ask(agency_id: int, session: Session, hiding: Hiding, words: str) -> ReviewRequest:
    """The author says why; the code is their receipt. ConflictError the second time."""
    session.refresh(hiding, with_for_update=True)  # the button pressed twice asks once
    said = words.strip()[:LONGEST]
    if not said:
        raise BadInputError("Hãy viết vì sao bình luận không nên bị ẩn.", field="words")
    if asked_reviews.review_of(agency_id, session, hiding.id) is not None:
        raise ConflictError(
            "Đề nghị xem lại bình luận này đã được gửi nên không cần gửi lại. Cơ quan sẽ trả lời ở "
            "chính địa chỉ này."
        )
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))
    made = ReviewRequest(
        agency_id=agency_id,
        hiding_id=hiding.id,
        hidden_by=hiding.hidden_by,
        code="-".join(re.findall("....", code)),
        said=said,
    )
    session.add(made)
    session.flush()
    stranger = Who(agency_id, Actor.SOURCE, None, "Người dân", ())
    record(session, stranger, EventKind.REVIEW_ASKED, case_id=hiding.case_id, request_id=made.id)
    whom = deciders(agency_id, session, hiding.page_id, hidden_by=hiding.hidden_by)
    tell_of_case(agency_id, session, hiding.case_id, CaseNews.REVIEW_ASKED, to=whom, by=None)
    return made


def deciders(agency_id: int, session: Session, page_id: int, *, hidden_by: int | None) -> set[int]:
    """Who is told that an author waits: the managers of the page, else who else may decide."""
    for role in (Role.MANAGER, Role.SPOKESPERSON, Role.TRIAGE):
        found = {
            user_id
            for user_id, on in holders(agency_id, session, role)
            if on in {None, page_id} and user_id != hidden_by
        }
        if found:
            return found
    return set()


def due_of(asked: ReviewRequest, page_id: int, clocks: Clocks) -> datetime:
    """By when another person must have decided."""
    return clocks.due(_CLOCK, asked.asked_at, page_id=page_id)


def decide(
    session: Session, who: Who, case_id: int, request_id: int, verdict: HideVerdict, answer: str
) -> ReviewRequest:
    """Keep the comment hidden and say why, or have it shown again. Never by who hid it."""
    locked_case(session, who, case_id, Permission.REVIEW_HIDDEN)
    found = asked_reviews.reviews(who.agency_id, session, case_id=case_id)
    asked = next((one for one in found if one.request.id == request_id), None)
    if asked is None:
        raise NotFoundError(
            "Không có đề nghị xem lại nào như vậy đang chờ: có thể đã có người trả lời. Hãy tải "
            "lại danh sách."
        )
    request, hiding, why = asked.request, asked.hiding, answer.strip()[:LONGEST]
    if who.person_id is None or who.person_id == hiding.hidden_by:
        raise ForbiddenError("Người đã ẩn không tự xem lại được: cần một người khác.")
    if verdict is HideVerdict.UPHELD and not why:
        raise BadInputError("Giữ ẩn thì phải trả lời người viết vì sao.")
    request.decided_by, request.decided_at = who.person_id, datetime.now(UTC)
    request.verdict, request.answer = verdict, why
    hiding.reviewed_by, hiding.reviewed_at = who.person_id, request.decided_at
    hiding.verdict = verdict
    session.flush()
    record(
        session, who, EventKind.REVIEW_DECIDED, case_id=case_id, request_id=request.id,
        verdict=verdict.value, rules=["A26"],
    )  # fmt: skip
    if verdict is HideVerdict.UNDONE:
        show_again(session, who, hiding)
    return request
