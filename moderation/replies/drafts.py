"""A reply in the making: a template picked into a draft, and the draft written on."""

from __future__ import annotations

from sqlalchemy.orm import Session

from moderation.casework.cases import lock_for_draft, snapshot
from moderation.errors import BadInputError, ConflictError
from moderation.events import record
from moderation.models import Case, Draft, Event
from moderation.policy import Who
from moderation.queries import drafts as drafts_queries
from moderation.replies.approvals import void_for_draft
from moderation.vocabulary import CaseStatus, EventKind

__all__ = ["MAX_REPLY", "pick_template", "save_draft"]

MAX_REPLY = 8_000
"""The longest reply that any network takes, in characters; each network's own limit is lower."""


def pick_template(session: Session, who: Who, case_id: int, template_id: str, text: str) -> Event:
    """Start a draft from a filled template. What stood before stays as an older version."""
    case = lock_for_draft(session, who, case_id)
    before = snapshot(case)
    draft = _save(session, who, case, template_id, text)
    return record(
        session,
        who,
        EventKind.TEMPLATE_PICKED,
        case_id=case_id,
        template=template_id,
        draft_version=draft.version,
        before=before,
    )


def save_draft(session: Session, who: Who, case_id: int, text: str, *, version: int) -> Draft:
    """Write on a draft; ConflictError where somebody has written since it was read.

    `version` is the one that was read, 0 for a draft that did not exist.
    """
    case = lock_for_draft(session, who, case_id)
    now_at = drafts_queries.draft_of(who.agency_id, session, case_id)
    if (now_at.version if now_at else 0) != version:
        raise ConflictError(
            "Dự thảo đã được sửa ở nơi khác. Hãy xem bản mới; bản anh/chị vừa gõ vẫn còn trong ô.",
            case_id=case_id,
        )
    draft = _save(session, who, case, now_at.template_id if now_at else None, text)
    record(session, who, EventKind.DRAFT_SAVED, case_id=case_id, draft_version=draft.version)
    return draft


def _save(session: Session, who: Who, case: Case, template_id: str | None, text: str) -> Draft:
    if len(text) > MAX_REPLY:
        raise BadInputError(f"Dự thảo dài quá {MAX_REPLY} ký tự. Hãy rút gọn rồi lưu lại.")
    draft = Draft(
        agency_id=who.agency_id,
        case_id=case.id,
        version=drafts_queries.latest_draft_version(who.agency_id, session, case.id) + 1,
        template_id=template_id,
        text=text,
        author_id=who.person_id,
    )
    session.add(draft)
    void_for_draft(session, who, case)
    case.status = CaseStatus.DRAFTING
    session.flush()
    return draft
