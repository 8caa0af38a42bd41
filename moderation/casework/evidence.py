"""Files kept with a case as evidence: known by what they hold, not by what they are called.

They live in the database, so that they are walled, backed up and restored with their case, and no
path of a web server leads to them. They only ever leave as downloads.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from moderation.casework.cases import locked_case
from moderation.errors import (
    BadInputError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    TooLargeError,
    UnsupportedMediaError,
)
from moderation.events import record
from moderation.models import Evidence
from moderation.policy import Permission, Who
from moderation.queries import notes as queries
from moderation.vocabulary import EventKind

__all__ = [
    "LARGEST_FILE",
    "MOST_FILES",
    "Kind",
    "attach",
    "has_room",
    "keep",
    "kind_of",
    "named",
    "open_file",
    "withdraw",
]

LARGEST_FILE = 10 * 2**20
MOST_FILES = 20
_LARGEST_CASE = 100 * 2**20
_LONGEST_NAME = 120


class Kind(NamedTuple):
    """A kind of file that is taken, known by how its bytes begin."""

    media_type: str
    extension: str
    begins: re.Pattern[bytes]


# The marks by which these formats begin: PNG (RFC 2083, 3.1), JPEG (ITU-T T.81, B.1.1.3), WebP
# (RFC 9649, 2.3), PDF (ISO 32000-1, 7.5.2), MP4 (ISO 14496-12, 4.3).
_KINDS = (
    Kind("image/png", ".png", re.compile(rb"\x89PNG\r\n\x1a\n....IHDR", re.DOTALL)),
    Kind("image/jpeg", ".jpg", re.compile(rb"\xff\xd8\xff[\xc0-\xfe]")),
    Kind("image/webp", ".webp", re.compile(rb"RIFF....WEBPVP8[ LX]", re.DOTALL)),
    Kind("application/pdf", ".pdf", re.compile(rb"%PDF-[12]\.\d")),
    Kind(
        "video/mp4", ".mp4", re.compile(rb"....ftyp(?:isom|iso[2-6]|mp4[12]|avc1|M4V )", re.DOTALL)
    ),
)


def attach(session: Session, who: Who, case_id: int, name: str, content: bytes) -> Evidence:
    """Keep a file with a case; refused where its bytes are of no known kind, too many, or there."""
    locked_case(session, who, case_id, Permission.NOTE)
    return keep(session, who, case_id, name, content)


def keep(session: Session, who: Who, case_id: int, name: str, content: bytes) -> Evidence:
    """The same for a caller that has seen to it that this case may be added to."""
    kind = kind_of(content)
    _check_room(session, who, case_id, len(content))
    digest = hashlib.sha256(content).hexdigest()
    if queries.file_with_digest(who.agency_id, session, case_id, digest) is not None:
        raise ConflictError("Tệp này đã từng được thêm vào vụ. Không cần thêm lại.")
    kept = Evidence(
        agency_id=who.agency_id,
        case_id=case_id,
        name=named(name, kind.extension),
        media_type=kind.media_type,
        size=len(content),
        sha256=digest,
        content=content,
        added_by=who.person_id,
    )
    session.add(kept)
    session.flush()
    record(
        session,
        who,
        EventKind.EVIDENCE_ADDED,
        case_id=case_id,
        file_id=kept.id,
        sha256=digest,
        size=kept.size,
    )
    return kept


def open_file(session: Session, who: Who, case_id: int, file_id: int) -> Evidence:
    """A file with its contents, for who may read its case; NotFoundError once withdrawn."""
    locked_case(session, who, case_id, Permission.READ_CASES)
    found = queries.find_file(who.agency_id, session, case_id, file_id)
    if found is None or found.content is None:
        raise NotFoundError("Không có tệp này trong vụ, hoặc tệp đã được rút. Hãy tải lại vụ.")
    return found


def withdraw(session: Session, who: Who, case_id: int, file_id: int) -> Evidence:
    """Empty a file put there by mistake: by who put it there, or who decides on the page."""
    case = locked_case(session, who, case_id, Permission.NOTE)
    found = queries.find_file(who.agency_id, session, case_id, file_id)
    if found is None or found.withdrawn_at is not None:
        raise NotFoundError("Không có tệp này trong vụ, hoặc tệp đã được rút. Hãy tải lại vụ.")
    is_own = who.person_id is not None and found.added_by == who.person_id
    if not is_own and not who.can(Permission.READ_AUDIT, case.page_id):
        raise ForbiddenError("Chỉ người đã thêm tệp hoặc lãnh đạo rút được tệp này.")
    found.content, found.withdrawn_at = None, datetime.now(UTC)
    record(
        session,
        who,
        EventKind.EVIDENCE_WITHDRAWN,
        case_id=case_id,
        file_id=found.id,
        sha256=found.sha256,
    )
    return found


def kind_of(content: bytes) -> Kind:
    """What a file is by its bytes; BadInputError for an empty, too large or strange one."""
    if not content:
        raise BadInputError("Chưa chọn tệp nào, hoặc tệp rỗng.", field="file")
    if len(content) > LARGEST_FILE:
        raise TooLargeError("Tệp lớn quá 10 MB. Hãy nén ảnh hoặc cắt ngắn rồi thêm lại.")
    for kind in _KINDS:
        if kind.begins.match(content):
            return kind
    raise UnsupportedMediaError(
        "Chỉ nhận ảnh PNG, JPEG, WebP, tệp PDF, video MP4, xét theo nội dung chứ không theo tên."
    )


def has_room(session: Session, who: Who, case_id: int, size: int, *, parts: int = 1) -> bool:
    """Whether one more file of this size fits a case, or the first of so many parts of its room."""
    count, taken = queries.kept_size(who.agency_id, session, case_id)
    return count < MOST_FILES // parts and taken + size <= _LARGEST_CASE // parts


def _check_room(session: Session, who: Who, case_id: int, size: int) -> None:
    if not has_room(session, who, case_id, size):
        raise TooLargeError("Vụ này đã đủ 20 tệp hoặc 100 MB. Hãy rút bớt tệp không cần.")


def named(given: str, extension: str) -> str:
    """The last part of a name, printable, with the ending of what the file really is."""
    last = unicodedata.normalize("NFC", re.split(r"[\\/]", given)[-1])
    plain = "".join(char for char in last if char.isprintable() and char not in '<>:"|?*').strip()
    stem = plain.rpartition(".")[0] or plain or "tep"
    return stem[:_LONGEST_NAME].strip(". ") + extension if stem.strip(". ") else f"tep{extension}"
