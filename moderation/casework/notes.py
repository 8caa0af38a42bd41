"""What colleagues say to one another about a case: beside it, so that it blocks no decision."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from sqlalchemy.orm import Session

from moderation.casework.cases import locked_case
from moderation.errors import BadInputError
from moderation.events import record
from moderation.models import CaseNote
from moderation.policy import Permission, Who
from moderation.queries import notes as queries
from moderation.queries.escalation import tell_of_case
from moderation.vocabulary import CaseNews, EventKind, Role

__all__ = ["LONGEST_NOTE", "add_note", "readers"]

LONGEST_NOTE = 2_000
_MOST_MENTIONS = 20


def add_note(
    session: Session, who: Who, case_id: int, text: str, *, mentions: Iterable[int] = ()
) -> CaseNote:
    """Write a note; those mentioned are told. A case that is closed or held takes notes as well."""
    case = locked_case(session, who, case_id, Permission.NOTE)
    said = cleaned(text)
    called = sorted(set(mentions))
    _check_mentions(session, who, case.page_id, called)
    note = CaseNote(
        agency_id=who.agency_id,
        case_id=case_id,
        author_id=who.person_id,
        text=said,
        mentions=called,
    )
    session.add(note)
    session.flush()
    record(session, who, EventKind.NOTE_ADDED, case_id=case_id, note_id=note.id, mentions=called)
    tell_of_case(who.agency_id, session, case_id, CaseNews.MENTIONED, to=called, by=note.author_id)
    return note


def readers(who: Who) -> list[Role]:
    """The roles whose holders can open a case here, and so can be called to it."""
    return [role for role, allowed in who.powers.items() if Permission.READ_CASES in allowed]


def cleaned(text: str) -> str:
    """A note as it is kept; BadInputError for an empty or too long one."""
    said = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\x00", "")).strip()
    if not said:
        raise BadInputError("Ghi chú chưa có chữ nào. Hãy viết rồi gửi lại.", field="text")
    if len(said) > LONGEST_NOTE:
        raise BadInputError(
            f"Ghi chú dài quá {LONGEST_NOTE} ký tự. Hãy rút gọn hoặc tách làm hai.", field="text"
        )
    return said


def _check_mentions(session: Session, who: Who, page_id: int, called: list[int]) -> None:
    if not called:
        return
    known = {
        user.id for user in queries.colleagues(who.agency_id, session, page_id, roles=readers(who))
    }
    if len(called) > _MOST_MENTIONS or not known.issuperset(called):
        raise BadInputError(
            "Có người được nhắc không mở được vụ này. Hãy chọn lại trong danh sách.", field="to"
        )
