"""Criticism and contributions (A08): what became of each, with the reason, and consultations."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from moderation.casework.cases import locked_case
from moderation.errors import BadInputError, NotFoundError
from moderation.events import record
from moderation.models import Case, Consultation, Contribution
from moderation.policy import Permission, Who
from moderation.queries import contributions as queries
from moderation.vocabulary import ContributionOutcome, EventKind, Label

__all__ = ["decide", "is_contribution", "open_consultation"]

_LONGEST = 1_000
_NAME, _TAG = 200, 60


def is_contribution(case: Case) -> bool:
    """Whether citizens propose or criticise something in it."""
    return case.label is Label.FEEDBACK or Label.FEEDBACK.value in case.also


def decide(
    session: Session,
    who: Who,
    case_id: int,
    outcome: ContributionOutcome,
    *,
    reason: str = "",
    consultation_id: int | None = None,
) -> Contribution:
    """Say what became of a contribution, open or closed; not adopting it needs the reason.

    Saying something else later replaces it; the event keeps what stood before.
    """
    case = locked_case(session, who, case_id, Permission.TRIAGE)
    why = reason.strip()[:_LONGEST]
    if not is_contribution(case):
        raise BadInputError("Vụ này không phải góp ý, phản ánh nên không ghi kết quả tiếp thu.")
    if outcome is ContributionOutcome.NOT_ADOPTED and not why:
        raise BadInputError("Chưa tiếp thu thì phải ghi lý do để trả lời người góp ý.")
    if consultation_id is not None:
        _find(session, who, consultation_id)
    row = queries.contribution_of(who.agency_id, session, case_id)
    before = row.outcome.value if row is not None else None
    if row is None:
        row = Contribution(agency_id=who.agency_id, case_id=case_id)
        session.add(row)
    row.outcome, row.reason, row.consultation_id = outcome, why, consultation_id
    row.decided_by, row.decided_at = who.person_id, datetime.now(UTC)
    session.flush()
    record(
        session, who, EventKind.CONTRIBUTION_DECIDED, case_id=case_id, outcome=outcome.value,
        before=before, consultation_id=consultation_id, rules=["A08"],
    )  # fmt: skip
    return row


def open_consultation(
    session: Session, who: Who, name: str, tag: str, *, since: date, until: date | None
) -> Consultation:
    """Ask for opinions on something; what carries the tag counts as an answer to it."""
    who.require(Permission.KEEP_RULES)
    called, mark = name.strip()[:_NAME], "".join(tag.split())[:_TAG]
    if not called:
        raise BadInputError("Ghi tên đợt lấy ý kiến.", field="name")
    if len(mark.strip("#")) < 3:
        raise BadInputError("Thẻ cần ít nhất 3 chữ, ví dụ #GopYQuyHoach.", field="tag")
    if until is not None and until < since:
        raise BadInputError("Ngày kết thúc không thể trước ngày bắt đầu.", field="until")
    made = Consultation(
        agency_id=who.agency_id,
        name=called,
        tag=mark if mark.startswith("#") else f"#{mark}",
        since=since,
        until=until,
        made_by=who.person_id,
    )
    session.add(made)
    session.flush()
    record(
        session, who, EventKind.SETTING_CHANGED, setting="consultation", consultation_id=made.id,
        tag=made.tag,
    )  # fmt: skip
    return made


def _find(session: Session, who: Who, consultation_id: int) -> Consultation:
    found = queries.find_consultation(who.agency_id, session, consultation_id)
    if found is None:
        raise NotFoundError(
            "Không có đợt lấy ý kiến này; chưa có gì thay đổi. Hãy chọn lại trong danh sách."
        )
    return found
