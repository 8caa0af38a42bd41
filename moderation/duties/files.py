"""Pictures and documents that prove an incident or a page that passes for ours."""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from moderation.casework.evidence import kind_of, named
from moderation.errors import ConflictError, NotFoundError, TooLargeError
from moderation.models import DutyFile
from moderation.policy import Who
from moderation.queries import incidents as queries

__all__ = ["MOST_FILES", "keep", "opened"]

MOST_FILES = 20


def keep(
    session: Session,
    who: Who,
    name: str,
    content: bytes,
    *,
    incident_id: int | None = None,
    suspect_id: int | None = None,
) -> DutyFile:
    """Keep a file with one of the two; refused where its bytes are of no known kind, or there."""
    kind = kind_of(content)
    digest = hashlib.sha256(content).hexdigest()
    known = queries.files_of(
        who.agency_id, session, incident_id=incident_id, suspect_id=suspect_id
    )  # fmt: skip
    if any(one.sha256 == digest for one, _ in known):
        raise ConflictError("Tệp này đã có ở đây. Không cần thêm lại.")
    if len(known) >= MOST_FILES:
        raise TooLargeError(f"Đã đủ {MOST_FILES} tệp.")
    kept = DutyFile(
        agency_id=who.agency_id,
        incident_id=incident_id,
        suspect_id=suspect_id,
        name=named(name, kind.extension),
        media_type=kind.media_type,
        size=len(content),
        sha256=digest,
        content=content,
        added_by=who.person_id,
    )
    session.add(kept)
    session.flush()
    return kept


def opened(
    session: Session,
    who: Who,
    file_id: int,
    *,
    incident_id: int | None = None,
    suspect_id: int | None = None,
) -> DutyFile:
    """A file of one of the two with its contents; NotFoundError for a file of anything else."""
    found = queries.find_file(who.agency_id, session, file_id)
    if found is None or (found.incident_id, found.suspect_id) != (incident_id, suspect_id):
        raise NotFoundError("Không có tệp này; chưa có gì thay đổi. Hãy tải lại trang.")
    return found
