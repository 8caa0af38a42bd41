"""Templates that an agency writes itself: saved as versions, put to use, archived.

Nothing is in use that its engine (`check`) finds fault with. A version that was saved is never
changed: what a draft began from can always be read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from moderation.errors import (
    BadInputError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    TooLargeError,
)
from moderation.events import record
from moderation.models import AgencyTemplate, SourceChange, TemplateVersion
from moderation.models.base import Json
from moderation.policy import Permission, Who
from moderation.queries import agencies
from moderation.queries import templates as queries
from moderation.vocabulary import EventKind, TemplateState

__all__ = [
    "Check",
    "TemplateChange",
    "archive",
    "note_source_change",
    "publish",
    "save",
    "settle_source_change",
]

_LONGEST_CONTENT, _LONGEST_WORD, _LONGEST_NOTE = 60_000, 200, 500

Check = Callable[[Json], Sequence[str]]
"""The faults of what a template says, as sentences; empty where it is fit for use."""


@dataclass(frozen=True, slots=True)
class TemplateChange:
    """What a template should be. `content` has the keys of a file's front matter, and `body`."""

    content: Json
    page_id: int | None = None
    topic: str = ""
    owner: str = ""
    review_by: date | None = None
    replaces: str = ""


def save(
    session: Session, who: Who, template_id: int | None, change: TemplateChange, *, seen: int
) -> AgencyTemplate:
    """Keep a version: of a new template as a draft, of one in use as what it says from now on.

    `seen` is the version that was read, 0 for a new one; ConflictError where another was saved.
    """
    _may(who, change.page_id)
    _sound(session, who.agency_id, change)
    if template_id is None:
        template = AgencyTemplate(
            agency_id=who.agency_id, state=TemplateState.DRAFT, version=0, created_by=who.person_id
        )
        session.add(template)
    else:
        template = _found(session, who, template_id, seen)
    template.page_id, template.review_by = change.page_id, change.review_by
    template.topic, template.owner = change.topic.strip(), change.owner.strip()
    template.replaces = change.replaces
    template.version += 1
    _changed(session, who, template)
    session.add(
        TemplateVersion(
            agency_id=who.agency_id,
            template_id=template.id,
            version=template.version,
            content=change.content,
            saved_by=who.person_id,
        )
    )
    session.flush()
    return template


def publish(
    session: Session, who: Who, template_id: int, *, seen: int, check: Check
) -> AgencyTemplate:
    """Let the template be suggested from now on; BadInputError tells what is still wrong."""
    template = _found(session, who, template_id, seen)
    version = queries.find_version(who.agency_id, session, template_id, template.version)
    faults = check(version.content) if version is not None else ["Mẫu chưa có nội dung."]
    if faults:
        raise BadInputError(" ".join(["Chưa đưa vào dùng được.", *faults]))
    template.state = TemplateState.LIVE
    return _changed(session, who, template)


def archive(session: Session, who: Who, template_id: int, *, seen: int) -> AgencyTemplate:
    """Take a template out of use; replies that began from it keep it."""
    template = _found(session, who, template_id, seen)
    template.state = TemplateState.ARCHIVED
    return _changed(session, who, template)


def note_source_change(session: Session, who: Who, reference: str, note: str) -> SourceChange:
    """Say that a source changed: no template that rests on it is suggested until that is settled.

    Saying it twice is done once.
    """
    who.require(Permission.EDIT_TEMPLATES)
    reference = reference.strip()
    if not reference:
        raise BadInputError("Cần số hiệu hoặc địa chỉ của nguồn đã thay đổi.")
    if known := queries.source_changes_of(who.agency_id, session, reference):
        return known[0]
    change = SourceChange(
        agency_id=who.agency_id,
        reference=reference,
        note=note.strip()[:_LONGEST_NOTE],
        noted_by=who.person_id,
    )
    session.add(change)
    session.flush()
    record(session, who, EventKind.SETTING_CHANGED, setting="source_changes", change_id=change.id)
    return change


def settle_source_change(session: Session, who: Who, reference: str) -> int:
    """Somebody looked: what rests on the source is right now. How many notes that ends."""
    who.require(Permission.EDIT_TEMPLATES)
    found = queries.source_changes_of(who.agency_id, session, reference)
    for change in found:
        change.settled_at, change.settled_by = datetime.now(UTC), who.person_id
        record(
            session,
            who,
            EventKind.SETTING_CHANGED,
            setting="source_changes",
            change_id=change.id,
            settled=True,
        )
    return len(found)


def _may(who: Who, page_id: int | None) -> None:
    """Who works on some pages alone may not write for the others."""
    who.require(Permission.EDIT_TEMPLATES, page_id)
    if page_id is None and who.pages(Permission.EDIT_TEMPLATES) is not None:
        raise ForbiddenError("Anh/chị chỉ viết được mẫu cho trang của mình: hãy chọn trang.")


def _found(session: Session, who: Who, template_id: int, seen: int) -> AgencyTemplate:
    template = queries.find_template(who.agency_id, session, template_id, lock=True)
    if template is None:
        raise NotFoundError(
            "Không tìm thấy mẫu này; chưa có gì thay đổi. Hãy chọn lại trong danh sách mẫu."
        )
    _may(who, template.page_id)
    if template.version != seen:
        raise ConflictError("Mẫu vừa được người khác sửa. Hãy xem bản mới rồi làm lại.")
    return template


def _changed(session: Session, who: Who, template: AgencyTemplate) -> AgencyTemplate:
    template.changed_by, template.changed_at = who.person_id, datetime.now(UTC)
    session.flush()
    record(
        session,
        who,
        EventKind.SETTING_CHANGED,
        setting="agency_templates",
        template_id=template.id,
        state=template.state.value,
        version=template.version,
    )
    return template


def _sound(session: Session, agency_id: int, change: TemplateChange) -> None:
    if not str(change.content.get("title", "")).strip():
        raise BadInputError("Đặt tên cho mẫu.", field="title")
    if len(json.dumps(change.content, ensure_ascii=False)) > _LONGEST_CONTENT:
        raise TooLargeError("Mẫu quá dài. Hãy chia thành nhiều mẫu.")
    if max(map(len, (change.topic, change.owner, change.replaces))) > _LONGEST_WORD:
        raise TooLargeError("Lĩnh vực và đơn vị phụ trách không quá 200 ký tự.")
    if change.page_id is not None and not agencies.find_page(agency_id, session, change.page_id):
        raise BadInputError(
            "Trang đã chọn không còn trong danh sách nên chưa lưu gì. Hãy chọn lại.", field="page"
        )
