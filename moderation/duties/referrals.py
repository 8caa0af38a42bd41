"""Passing a case on to the competent authority (duties B15), and writing down what it answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from moderation.casework.cases import locked_case
from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.events import record
from moderation.models import LegalHold, Referral
from moderation.policy import Permission, Who
from moderation.queries import privacy as privacy_queries
from moderation.queries import referrals as queries
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import EventKind, ReferralOutcome

__all__ = ["Answer", "Letter", "answer", "found_referral", "refer", "today"]

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """To whom a case goes, under which number and date, and by when an answer is expected."""

    body: str
    number: str
    sent_on: date
    due_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the body answered, and when."""

    outcome: ReferralOutcome
    answered_on: date
    number: str = ""
    said: str = ""


def today() -> date:
    """The day in Vietnam."""
    return datetime.now(VIETNAM).date()


def refer(session: Session, who: Who, case_id: int, letter: Letter) -> Referral:
    """Write down that a case was passed on. Nothing of it is erased from then on."""
    case = locked_case(session, who, case_id, Permission.REFER)
    if not letter.body.strip():
        raise BadInputError("Ghi tên cơ quan nhận hồ sơ.", field="body")
    if letter.sent_on > today():
        raise BadInputError("Ngày gửi không thể ở tương lai.", field="sent_on")
    if letter.due_on is not None and letter.due_on < letter.sent_on:
        raise BadInputError("Hạn trả lời phải từ ngày gửi trở đi.", field="due_on")
    made = Referral(
        agency_id=who.agency_id,
        case_id=case_id,
        page_id=case.page_id,
        body=letter.body.strip()[:_LONGEST],
        number=letter.number.strip()[:_LONGEST],
        sent_on=letter.sent_on,
        due_on=letter.due_on,
        note=letter.note.strip()[:_LONGEST],
        file_sha256=queries.last_case_file(who.agency_id, session, case_id),
        created_by=who.person_id,
    )
    session.add(made)
    session.flush()
    _hold(session, who, made)
    record(
        session,
        who,
        EventKind.REFERRED,
        case_id=case_id,
        referral_id=made.id,
        body=made.body,
        number=made.number,
        file_sha256=made.file_sha256,
    )
    return made


def found_referral(session: Session, who: Who, referral_id: int) -> Referral:
    """A referral on a page that the person may read, locked; NotFoundError for any other."""
    found = queries.find_referral(who.agency_id, session, referral_id)
    if found is None or not who.can(Permission.READ_CASES, found.page_id):
        raise NotFoundError(
            "Không tìm thấy lần chuyển này; chưa có gì thay đổi. Hãy chọn lại trong danh sách đã "
            "chuyển."
        )
    return found


def answer(session: Session, who: Who, referral_id: int, given: Answer) -> Referral:
    """Write down what the body answered; once, since it stands in a letter."""
    found = found_referral(session, who, referral_id)
    who.require(Permission.REFER, found.page_id)
    if found.answered_on is not None:
        raise ConflictError(
            "Kết quả của lần chuyển này đã được ghi nên không ghi lại. Hãy tải lại trang."
        )
    if not found.sent_on <= given.answered_on <= today():
        raise BadInputError(
            "Ngày trả lời phải từ ngày gửi đến hôm nay.", field=f"answered_on-{referral_id}"
        )
    found.outcome, found.answered_on = given.outcome, given.answered_on
    found.answer_number = given.number.strip()[:_LONGEST]
    found.answer = given.said.strip()[:_LONGEST]
    session.flush()
    record(
        session,
        who,
        EventKind.REFERRAL_ANSWERED,
        case_id=found.case_id,
        referral_id=found.id,
        outcome=given.outcome.value,
    )
    return found


def _hold(session: Session, who: Who, made: Referral) -> None:
    """What an authority looks into must still be there when it asks."""
    if privacy_queries.standing_hold(who.agency_id, session, made.case_id) is not None:
        return
    reason = f"Đã chuyển {made.body}" + (f", văn bản số {made.number}" if made.number else "")
    session.add(
        LegalHold(
            agency_id=who.agency_id,
            case_id=made.case_id,
            reason=reason,
            placed_by=made.created_by,
            placed_at=datetime.now(UTC),
        )
    )
    session.flush()
    record(session, who, EventKind.HELD, case_id=made.case_id, change="placed")
