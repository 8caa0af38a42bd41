"""Telling the agency of what somebody saw on the net (duties B02, B15, C4).

A telling is a comment on a page of the agency's own and becomes a case at once, labelled by the
person who told it, on the clock of that label. Where the same address was told of before and its
case is still open, it joins that case; its picture is left out where that case has no room for it.
What became of it is read off the case.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from sqlalchemy.orm import Session

from moderation.authors import Written, keep_authors
from moderation.casework import evidence
from moderation.casework.routing import router
from moderation.errors import BadInputError, ConflictError, NotFoundError, UnavailableError
from moderation.events import record
from moderation.models import Case, Comment, Page, Tip
from moderation.policy import Permission, Who
from moderation.queries import agencies
from moderation.queries import tips as queries
from moderation.queries.intake import set_search
from moderation.queries.tips import ToldTip
from moderation.queries.work import lock_page
from moderation.text import fold
from moderation.vocabulary import (
    Actor,
    CaseStatus,
    EventKind,
    Label,
    TipSource,
    WorkState,
)

__all__ = [
    "KINDS",
    "LARGEST_PICTURE",
    "LONGEST_NOTE",
    "Sighting",
    "open_to_public",
    "status_of",
    "tell",
    "tell_as_citizen",
]

KINDS = (Label.CONTRARY_INFORMATION, Label.ILLEGAL_CONTENT)
"""What can be told of: what contradicts official information, and what breaks the law."""

LONGEST_NOTE, LARGEST_PICTURE = 2_000, 5 * 2**20
_LONGEST_LINK = 1_000
_MOST_A_DAY = 300
"""So many tellings by citizens an agency can read in a day; beyond it somebody plays with it."""

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is read for something else
_RECEIPT_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Sighting:
    """What somebody saw: of which kind, in their words, where, and a picture of it."""

    kind: Label
    note: str
    link: str = ""
    picture_name: str = ""
    picture: bytes = b""


def tell(session: Session, who: Who, seen: Sighting) -> Tip:
    """An officer of any role tells the agency; they hear when the case is closed."""
    if who.person_id is None:
        raise BadInputError("Chỉ người có tài khoản báo tin được bằng mẫu này.")
    written = Written("", f"staff:{who.person_id}", who.name)
    return _take(session, who, seen, written=written, reporter_id=who.person_id)


def tell_as_citizen(agency_id: int, session: Session, seen: Sighting) -> tuple[Tip, str]:
    """Somebody without an account tells the agency; also their receipt, which nobody else has.

    Raises NotFoundError where the agency takes no such tellings, UnavailableError where it has
    had more today than people send.
    """
    if agencies.find_agency(agency_id, session).tips_opened_at is None:
        raise NotFoundError("Cơ quan này không nhận tin báo ở đây.")
    today = datetime.now(UTC) - timedelta(days=1)
    if queries.citizens_since(agency_id, session, today) >= _MOST_A_DAY:
        raise UnavailableError(
            "Hôm nay cơ quan đã nhận nhiều tin báo hơn mức đọc kịp nên tin này chưa được nhận. "
            "Hãy gửi lại vào ngày mai, hoặc gọi điện, đến trực tiếp."
        )
    receipt = "".join(secrets.choice(_ALPHABET) for _ in range(_RECEIPT_LETTERS))
    stranger = Who(agency_id, Actor.SOURCE, None, "Người dân", ())
    tip = _take(session, stranger, seen, receipt_sha256=_digest(receipt))
    return tip, "-".join(re.findall("....", receipt))


def status_of(agency_id: int, session: Session, receipt: str) -> ToldTip:
    """What became of what the holder of a receipt told; NotFoundError for no such receipt."""
    found = queries.tip_by_receipt(agency_id, session, _digest(receipt))
    if found is None:
        raise NotFoundError("Không có tin báo nào mang mã này. Hãy xem lại từng chữ của mã.")
    return found


def open_to_public(session: Session, who: Who, *, is_open: bool) -> None:
    """Let anybody tell the agency without an account, or no longer."""
    who.require_everywhere(Permission.EDIT_PAGES)
    agency = agencies.find_agency(who.agency_id, session)
    if is_open == (agency.tips_opened_at is not None):
        return
    agency.tips_opened_at = datetime.now(UTC) if is_open else None
    if is_open:
        queries.tips_page(who.agency_id, session)
    record(session, who, EventKind.SETTING_CHANGED, setting="public_tips", change=is_open)


def _take(
    session: Session,
    who: Who,
    seen: Sighting,
    *,
    written: Written | None = None,
    reporter_id: int | None = None,
    receipt_sha256: bytes | None = None,
) -> Tip:
    note, link = _checked(seen)
    page = queries.tips_page(who.agency_id, session)
    lock_page(who.agency_id, session, page.id)
    comment = _comment(session, who, page, note, link, written)
    case = queries.open_case_with_link(who.agency_id, session, page.id, link) if link else None
    if case is None:
        case = _opened(session, page, comment, seen.kind)
    else:
        case.comments_count += 1
    comment.case_id = case.id
    tip = Tip(
        agency_id=who.agency_id,
        case_id=case.id,
        comment_id=comment.id,
        source=TipSource.STAFF if reporter_id is not None else TipSource.CITIZEN,
        reporter_id=reporter_id,
        receipt_sha256=receipt_sha256,
    )
    session.add(tip)
    session.flush()
    about = {"case_id": case.id, "comment_id": comment.id}
    record(
        session, who, EventKind.TIP_RECEIVED, **about, tip_id=tip.id, source=tip.source.value
    )  # fmt: skip
    if case.lead_comment_id == comment.id:
        record(session, who, EventKind.CASE_OPENED, **about, queue=case.queue_key)
    _keep_picture(session, who, case.id, seen)
    return tip


def _keep_picture(session: Session, who: Who, case_id: int, seen: Sighting) -> None:
    """Keep it where there is room: a full case never costs anybody their tip.

    What citizens send stops at half of the room, so that staff can still add theirs.
    """
    parts = 1 if who.person_id is not None else 2
    size = len(seen.picture)
    if size and evidence.has_room(session, who, case_id, size, parts=parts):
        with suppress(ConflictError):  # the same picture, told of twice
            evidence.keep(session, who, case_id, seen.picture_name, seen.picture)


def _comment(
    session: Session, who: Who, page: Page, note: str, link: str, written: Written | None
) -> Comment:
    now, external_id = datetime.now(UTC), f"tip:{uuid4().hex}"
    authors: dict[str, int] = {}
    if written is not None:
        told = Written(external_id, written.author_id, written.name)
        authors = keep_authors(who.agency_id, session, page.id, [told])
    made = Comment(
        agency_id=who.agency_id,
        page_id=page.id,
        external_id=external_id,
        author_id=authors.get(external_id),
        text=note,
        permalink=link or None,
        posted_at=now,
        received_at=now,
        version_at=now,
        text_version=1,
        # A person has read it: the machine has nothing to add.
        state=WorkState.DONE,
        attempts=0,
        is_own=False,
    )
    session.add(made)
    session.flush()
    set_search(who.agency_id, session, {made.id: fold(note)})
    return made


def _opened(session: Session, page: Page, comment: Comment, label: Label) -> Case:
    route = router(page.agency_id, session)
    place = route.place(
        label, (), page_id=page.id, needs_human=False, opened_at=comment.posted_at
    )  # fmt: skip
    made = Case(
        agency_id=page.agency_id,
        page_id=page.id,
        lead_comment_id=comment.id,
        comments_count=1,
        label=label,
        also=[],
        reasons=[],
        certainty=1.0,
        needs_human=False,
        status=CaseStatus.OPEN,
        opened_at=comment.posted_at,
        queue_key=place.queue_key,
        severity=place.severity,
        clock_key=place.clock_key,
        due_at=place.due_at,
    )
    session.add(made)
    session.flush()
    return made


def _checked(seen: Sighting) -> tuple[str, str]:
    if seen.kind not in KINDS:
        raise BadInputError("Chọn loại thông tin cần báo.", field="kind")
    note = unicodedata.normalize("NFC", seen.note.replace("\r\n", "\n").replace("\x00", "")).strip()
    if not note:
        raise BadInputError("Ghi ngắn gọn đã thấy gì.", field="note")
    if len(note) > LONGEST_NOTE:
        raise BadInputError(f"Phần ghi dài quá {LONGEST_NOTE} ký tự. Hãy rút gọn.", field="note")
    if len(seen.picture) > LARGEST_PICTURE:
        raise BadInputError("Ảnh lớn quá 5 MB. Hãy chụp lại nhỏ hơn.", field="picture")
    if seen.picture and not evidence.kind_of(seen.picture).media_type.startswith("image/"):
        raise BadInputError("Chỉ nhận ảnh PNG, JPEG hoặc WebP.", field="picture")
    return note, _link(seen.link)


def _link(given: str) -> str:
    """An address of the web as a browser would open it; people often leave `https://` out."""
    link = "".join(given.split())
    if not link:
        return ""
    if not re.match(r"https?://", link, re.IGNORECASE):
        link = f"https://{link}"
    try:
        host = urlsplit(link).hostname or ""
    except ValueError:
        host = ""
    if "." not in host or len(link) > _LONGEST_LINK or not link.isprintable():
        raise BadInputError(
            "Địa chỉ không đọc được. Hãy chép nguyên địa chỉ của bài, hoặc bỏ trống.", field="link"
        )
    return link


def _digest(receipt: str) -> bytes:
    plain = "".join(char for char in receipt.upper() if char.isalnum())
    return hashlib.sha256(plain.encode()).digest()
