"""The register of pages that may pass for ours (A13), and the looks for them that are due.

No machine searches the networks: people look, or bring a list from elsewhere, and the names are
compared here. What a person has judged is never judged anew by a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from moderation.duties import files
from moderation.duties.likeness import ALIKE, VERY_ALIKE, address_key, likeness
from moderation.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from moderation.events import record_all
from moderation.models import DutyFile, Page, PageScan, SuspectPage
from moderation.policy import Permission, Who
from moderation.queries import agencies
from moderation.queries import suspects as queries
from moderation.timing.clock import Clocks
from moderation.vocabulary import EventKind, ScanMethod, SuspectLevel, SuspectOutcome

__all__ = [
    "SCAN_CLOCK",
    "Listed",
    "Scanned",
    "SuspectChange",
    "add_suspect",
    "attach",
    "end",
    "find",
    "judge",
    "next_scan_due",
    "note_reported",
    "open_file",
    "scan_list",
    "scanned_by_hand",
]

SCAN_CLOCK = "page_scan"
MOST_LISTED = 5_000
_LONGEST, _LONGEST_NOTE = 300, 3_000


@dataclass(frozen=True, slots=True)
class SuspectChange:
    """A page that somebody came across."""

    name: str
    url: str
    page_id: int
    level: SuspectLevel = SuspectLevel.MEDIUM
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list from elsewhere."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a list came to: rows with an address, those alike, those known before."""

    scan: PageScan
    read: int
    found: int
    known: int


def add_suspect(session: Session, who: Who, change: SuspectChange) -> SuspectPage:
    """Write a page down; ConflictError where its address stands in the register already."""
    page = agencies.find_page(who.agency_id, session, change.page_id)
    if page is None:
        raise NotFoundError("Không tìm thấy trang này; chưa có gì thay đổi. Hãy chọn lại trang.")
    who.require(Permission.KEEP_DUTIES, page.id)
    name, key = _line(change.name), address_key(change.url)
    if not name:
        raise BadInputError("Ghi tên trang nghi mạo danh.", field="name")
    if not key:
        raise BadInputError("Địa chỉ không đọc được. Hãy chép nguyên địa chỉ trang.", field="url")
    if key in {address_key(one.url) for one in _ours(session, who) if one.url}:
        raise BadInputError("Đây là trang của chính cơ quan.", field="url")
    if key in queries.known_addresses(who.agency_id, session, [key]):
        raise ConflictError(
            "Địa chỉ này đã có trong sổ nên không ghi thêm. Hãy tìm nó trong danh sách.",
            field="url",
        )
    made = _new(who, page, name, change.url, key)
    made.level, made.note = change.level, change.note.strip()[:_LONGEST_NOTE]
    session.add(made)
    session.flush()
    _note(session, who, made, "recorded")
    return made


def find(session: Session, who: Who, suspect_id: int) -> SuspectPage:
    """One that passes for a page whose duties this person keeps; NotFoundError otherwise."""
    found = queries.find_suspect(who.agency_id, session, suspect_id)
    if found is None or not who.can(Permission.KEEP_DUTIES, found.page_id):
        raise NotFoundError(
            "Không tìm thấy trang này trong sổ; chưa có gì thay đổi. Hãy mở lại sổ."
        )
    return found


def judge(
    session: Session, who: Who, suspect_id: int, level: SuspectLevel, note: str
) -> SuspectPage:
    """Say how grave it is, and what it does."""
    suspect = _locked(session, who, suspect_id)
    suspect.level, suspect.note = level, note.strip()[:_LONGEST_NOTE]
    _note(session, who, suspect, "judged", level=level.value)
    return suspect


def note_reported(
    session: Session, who: Who, suspect_id: int, *, to: str, at: datetime, reference: str = ""
) -> SuspectPage:
    """It was reported: to whom, when, under which number."""
    suspect = _locked(session, who, suspect_id)
    if not _line(to):
        raise BadInputError("Ghi đã báo cho ai.", field="to")
    if at > datetime.now(UTC) + timedelta(minutes=5):
        raise BadInputError("Thời điểm này ở tương lai. Hãy xem lại ngày giờ.", field="at")
    suspect.reported_to, suspect.reported_at = _line(to), at
    suspect.reference = _line(reference)
    _note(session, who, suspect, "reported")
    return suspect


def end(session: Session, who: Who, suspect_id: int, outcome: SuspectOutcome | None) -> SuspectPage:
    """What became of it; None where it is there again."""
    suspect = _locked(session, who, suspect_id)
    suspect.outcome = outcome
    suspect.outcome_at = datetime.now(UTC) if outcome else None
    _note(session, who, suspect, "ended", outcome=outcome.value if outcome else None)
    return suspect


def attach(session: Session, who: Who, suspect_id: int, name: str, content: bytes) -> DutyFile:
    """Keep what proves it."""
    suspect = _locked(session, who, suspect_id)
    kept = files.keep(session, who, name, content, suspect_id=suspect.id)
    _note(session, who, suspect, "file_added", file_id=kept.id, sha256=kept.sha256)
    return kept


def open_file(session: Session, who: Who, suspect_id: int, file_id: int) -> DutyFile:
    """A file of this page with its contents."""
    suspect = find(session, who, suspect_id)
    return files.opened(session, who, file_id, suspect_id=suspect.id)


def scan_list(session: Session, who: Who, rows: Iterable[Listed], *, file_name: str) -> Scanned:
    """Compare a list with our names, and write down what is alike and new."""
    ours = _all_of_ours(session, who)
    listed = {key: row for row in rows if (key := address_key(row.url)) and _line(row.name)}
    if not listed:
        raise BadInputError("Tệp không có dòng nào vừa có tên vừa có địa chỉ trang.", field="file")
    if len(listed) > MOST_LISTED:
        raise BadInputError(f"Tệp dài quá {MOST_LISTED} dòng. Hãy chia nhỏ.", field="file")
    scan = _scan(session, who, ScanMethod.LIST, file_name)
    known = queries.known_addresses(who.agency_id, session, listed.keys())
    own_addresses = {address_key(one.url) for one in ours if one.url}
    found = []
    for key, row in listed.items():
        if key in known or key in own_addresses:
            continue
        page, score = _closest(ours, row.name)
        if score >= ALIKE:
            made = _new(who, page, _line(row.name), row.url, key)
            made.level = SuspectLevel.MEDIUM if score >= VERY_ALIKE else SuspectLevel.LOW
            made.scan_id = scan.id
            found.append(made)
    session.add_all(found)
    scan.rows_read, scan.found = len(listed), len(found)
    session.flush()
    _note_scan(session, who, scan)
    return Scanned(scan, len(listed), len(found), len(known))


def scanned_by_hand(session: Session, who: Who) -> PageScan:
    """Somebody searched the networks; what they found, they write down one by one."""
    _all_of_ours(session, who)
    scan = _scan(session, who, ScanMethod.BY_HAND, "")
    _note_scan(session, who, scan)
    return scan


def next_scan_due(agency_id: int, session: Session, clocks: Clocks) -> datetime:
    """When somebody must have looked again, counted from the last look."""
    last = queries.last_scan(agency_id, session)
    agency = agencies.find_agency(agency_id, session)
    return clocks.due(SCAN_CLOCK, last.scanned_at if last else agency.created_at)


def _closest(ours: Sequence[Page], name: str) -> tuple[Page, int]:
    scored = [(likeness(one.name, name), -at) for at, one in enumerate(ours)]
    score, at = max(scored)
    return ours[-at], score


def _all_of_ours(session: Session, who: Who) -> Sequence[Page]:
    """A look is for the whole agency, so it is not for those who keep a part of its pages."""
    who.require(Permission.KEEP_DUTIES)
    if who.pages(Permission.KEEP_DUTIES) is not None:
        raise ForbiddenError("Rà soát là cho cả cơ quan; tài khoản này chỉ giữ một số trang.")
    ours = _ours(session, who)
    if not ours:
        raise BadInputError(
            "Cơ quan chưa có trang nào để so tên. Hãy nối trang ở mục Trang trước.", field="file"
        )
    return ours


def _ours(session: Session, who: Who) -> list[Page]:
    return agencies.network_pages(who.agency_id, session)


def _new(who: Who, page: Page, name: str, url: str, key: str) -> SuspectPage:
    link = url.strip()[:1_000]
    return SuspectPage(
        agency_id=who.agency_id,
        page_id=page.id,
        url=link if link.lower().startswith(("http://", "https://")) else f"https://{link}",
        url_key=key,
        name=name,
        similarity=likeness(page.name, name),
        level=SuspectLevel.LOW,
        note="",
        found_by=who.person_id,
        reported_to="",
        reference="",
    )


def _scan(session: Session, who: Who, method: ScanMethod, file_name: str) -> PageScan:
    made = PageScan(
        agency_id=who.agency_id,
        method=method,
        scanned_by=who.person_id,
        file_name=file_name[-200:],
        rows_read=0,
        found=0,
    )
    session.add(made)
    session.flush()
    return made


def _locked(session: Session, who: Who, suspect_id: int) -> SuspectPage:
    find(session, who, suspect_id)
    locked = queries.lock_suspect(who.agency_id, session, suspect_id)
    assert locked is not None  # noqa: S101 - found a moment ago, and rows are never deleted
    return locked


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:_LONGEST]


def _note(session: Session, who: Who, suspect: SuspectPage, step: str, **more: object) -> None:
    about: dict[str, object] = {"suspect_id": suspect.id, "page_id": suspect.page_id}
    data = {**about, "step": step, **more}
    record_all(session, who, [{"kind": EventKind.SUSPECT_PAGE, "data": data}])


def _note_scan(session: Session, who: Who, scan: PageScan) -> None:
    data = {"scan_id": scan.id, "method": scan.method.value, "found": scan.found}
    record_all(session, who, [{"kind": EventKind.PAGES_SCANNED, "data": data}])
