"""Holding the data of a case for the law, and letting go."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.events import record
from moderation.models import LegalHold
from moderation.policy import Permission, Who
from moderation.queries import cases as case_queries
from moderation.queries import privacy as queries
from moderation.vocabulary import EventKind

__all__ = ["lift", "place"]


def place(session: Session, who: Who, case_id: int, reason: str) -> LegalHold:
    """Nothing of this case is erased from now on, by retention or at a request."""
    case = case_queries.case_for_update(who.agency_id, session, case_id)
    if case is None:
        raise NotFoundError(
            "Không tìm thấy vụ việc này; chưa có gì thay đổi. Hãy tìm theo số vụ, hoặc mở lại từ "
            "hàng đợi."
        )
    who.require(Permission.PROTECT_DATA, case.page_id)
    if not reason.strip():
        raise BadInputError("Ghi lý do giữ: số quyết định, công văn hoặc vụ việc liên quan.")
    if queries.standing_hold(who.agency_id, session, case_id) is not None:
        raise ConflictError("Vụ này đang được giữ rồi nên không bị xóa. Hãy tải lại trang.")
    hold = LegalHold(
        agency_id=who.agency_id, case_id=case_id, reason=reason.strip(), placed_by=who.person_id
    )
    session.add(hold)
    session.flush()
    record(session, who, EventKind.HELD, case_id=case_id, change="placed")
    return hold


def lift(session: Session, who: Who, case_id: int) -> None:
    """The usual rules hold again."""
    case = case_queries.case_for_update(who.agency_id, session, case_id)
    who.require(Permission.PROTECT_DATA, case.page_id if case else None)
    hold = queries.standing_hold(who.agency_id, session, case_id)
    if hold is None:
        raise NotFoundError(
            "Vụ này không được giữ: có thể đã có người thôi giữ. Hãy tải lại trang."
        )
    hold.lifted_by, hold.lifted_at = who.person_id, datetime.now(UTC)
    record(session, who, EventKind.HELD, case_id=case_id, change="lifted")
