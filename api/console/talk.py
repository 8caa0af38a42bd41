"""Notes and evidence of a case as its card shows them."""

from __future__ import annotations

from api.comment_text import segments
from api.console.words import one_line, say_in
from api.security import Desk
from api.view_models.parts import Choice
from api.view_models.talk import CaseTalk, EvidenceLine, NoteLine
from moderation.casework.notes import LONGEST_NOTE, readers
from moderation.casework.passing import may_send_back
from moderation.models import Case, CaseNote, Evidence
from moderation.policy import Permission
from moderation.queries import notes as queries
from moderation.queries.beside import Beside
from moderation.vocabulary import Role

__all__ = ["talk_of"]


def talk_of(desk: Desk, case: Case, has: Beside) -> CaseTalk:
    """Everything beside the case that this person may see and do."""
    agency_id, session = desk.who.agency_id, desk.session
    may_note = desk.who.can(Permission.NOTE, case.page_id)
    people = queries.colleagues(agency_id, session, case.page_id, roles=readers(desk.who))
    names = {user.id: one_line(user.full_name) for user in people}
    return CaseTalk(
        notes=tuple(
            _note(desk, note, author, names)
            for note, author in (queries.notes_of(agency_id, session, case.id) if has.notes else ())
        ),
        files=tuple(
            _file(desk, case, kept, adder)
            for kept, adder in (
                queries.evidence_of(agency_id, session, case.id) if has.files else ()
            )
        ),
        colleagues=tuple(
            Choice(str(user_id), name)
            for user_id, name in names.items()
            if may_note and user_id != desk.who.person_id
        ),
        escalated_to=Role(case.escalated_to) if case.escalated_to else None,
        may_note=may_note,
        may_send_back=case.closed_at is None and may_send_back(desk.who, case),
    )


def _note(desk: Desk, note: CaseNote, author: str | None, names: dict[int, str]) -> NoteLine:
    return NoteLine(
        by=one_line(author or "") or say_in(desk.locale)("Chương trình"),
        at=note.created_at,
        text=segments(note.text, limit=LONGEST_NOTE),
        called=", ".join(names[one] for one in note.mentions if one in names),
    )


def _file(desk: Desk, case: Case, kept: Evidence, adder: str | None) -> EvidenceLine:
    is_withdrawn = kept.withdrawn_at is not None
    is_own = kept.added_by is not None and kept.added_by == desk.who.person_id
    may = is_own or desk.who.can(Permission.READ_AUDIT, case.page_id)
    return EvidenceLine(
        id=kept.id,
        name=one_line(kept.name, 140),
        size=kept.size,
        by=one_line(adder or "") or say_in(desk.locale)("Chương trình"),
        at=kept.created_at,
        is_withdrawn=is_withdrawn,
        may_withdraw=not is_withdrawn and may and desk.who.can(Permission.NOTE, case.page_id),
    )
