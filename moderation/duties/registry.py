"""The register of pages: names, verification at the network (A03, A04), account safety (A10).

How often a point of safety is looked at is the agency's own: the Code of Conduct gives no number.
The days here are what a form suggests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from moderation.casework.evidence import kind_of, named
from moderation.duties.officers import missing_roles
from moderation.errors import BadInputError, NotFoundError
from moderation.events import record_all
from moderation.models import Page, PageVerification, SafetyCheck
from moderation.policy import Permission, Who
from moderation.queries import agencies, registry
from moderation.vocabulary import EventKind, OfficerRole, SafetyItem, VerificationState

__all__ = [
    "SUGGESTED_DAYS",
    "Finding",
    "Standing",
    "change_page",
    "open_proof",
    "record_check",
    "record_verification",
    "standings",
]

SUGGESTED_DAYS: Mapping[SafetyItem, int] = {
    SafetyItem.SECOND_FACTOR: 90,
    SafetyItem.ADMINISTRATORS: 90,
    SafetyItem.LEFT_STAFF: 30,
    SafetyItem.RECOVERY: 180,
    SafetyItem.KEYS: 180,
    SafetyItem.DEVICES: 90,
}
_LONGEST_NAME, _LONGEST_NOTE = 200, 500


@dataclass(frozen=True, slots=True)
class Finding:
    """What somebody found of a page's verification; `next_check` is when to look again."""

    state: VerificationState
    on_day: date
    next_check: date | None = None
    note: str = ""
    file: tuple[str, bytes] | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a page owes its register on a day."""

    page: Page
    missing: tuple[OfficerRole, ...]
    state: VerificationState
    is_check_due: bool
    unsafe: tuple[SafetyItem, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nobody is missing and nothing is due."""
        return not (self.missing or self.is_check_due or self.unsafe)


def standings(agency_id: int, session: Session, day: date) -> list[Standing]:
    """Every page of the agency: who is missing, how it is verified, which looks are overdue."""
    officers = agencies.officers(agency_id, session)
    verified = registry.latest_verifications(agency_id, session)
    looked = {
        (one.page_id, one.item)
        for one in registry.latest_checks(agency_id, session)
        if day <= one.next_due
    }
    made = []
    for page in agencies.network_pages(agency_id, session):
        last = verified.get(page.id)
        due = last is not None and last.next_check is not None and last.next_check < day
        made.append(
            Standing(
                page,
                tuple(missing_roles([o for o in officers if o.page_id == page.id], day)),
                last.state if last else VerificationState.NONE,
                due,
                tuple(item for item in SafetyItem if (page.id, item) not in looked),
            )
        )
    return made


def change_page(session: Session, who: Who, page_id: int, *, name: str, url: str) -> Page:
    """Call a page something else, or say where it is; BadInputError for what is no address."""
    page = _page(session, who, page_id)
    name, url = name.strip()[:_LONGEST_NAME], url.strip()
    if not name:
        raise BadInputError("Trang cần có tên.", field="name")
    if url and (not url.startswith(("https://", "http://")) or len(url) > _LONGEST_NOTE):
        raise BadInputError("Địa chỉ trang bắt đầu bằng https://.", field="url")
    changed = [
        word for word in ("name", "url") if getattr(page, word) != {"name": name}.get(word, url)
    ]
    if changed:
        page.name, page.url = name, url
        _note(session, who, page_id, setting="page", changed=changed)
    return page


def record_verification(
    session: Session, who: Who, page_id: int, found: Finding, *, today: date
) -> PageVerification:
    """Remember how the page stands; a page can't have been verified in the future."""
    _page(session, who, page_id)
    if found.on_day > today:
        raise BadInputError("Ngày ghi nhận không thể ở tương lai.", field="on_day")
    if found.next_check is not None and found.next_check <= found.on_day:
        raise BadInputError("Ngày xem lại phải sau ngày ghi nhận.", field="next_check")
    made = PageVerification(
        agency_id=who.agency_id,
        page_id=page_id,
        state=found.state,
        on_day=found.on_day,
        next_check=found.next_check,
        note=found.note.strip()[:_LONGEST_NOTE],
        recorded_by=who.person_id,
    )
    if found.file is not None:
        name, content = found.file
        kind = kind_of(content)
        made.file_name, made.media_type = named(name, kind.extension), kind.media_type
        made.content, made.sha256 = content, hashlib.sha256(content).hexdigest()
    session.add(made)
    session.flush()
    _note(
        session, who, page_id, setting="verification", state=found.state.value, sha256=made.sha256
    )
    return made


def open_proof(session: Session, who: Who, page_id: int, verification_id: int) -> PageVerification:
    """A finding with its file; NotFoundError where there is none."""
    found = registry.find_verification(who.agency_id, session, page_id, verification_id)
    if found is None or found.content is None or not who.can(Permission.READ_CASES, page_id):
        raise NotFoundError("Không có tệp này; chưa có gì thay đổi. Hãy tải lại trang.")
    return found


def record_check(
    session: Session,
    who: Who,
    page_id: int,
    item: SafetyItem,
    *,
    today: date,
    next_due: date | None = None,
    note: str = "",
) -> SafetyCheck:
    """Somebody looked at a point today; without a date it is due after the suggested days."""
    _page(session, who, page_id)
    due = next_due or today + timedelta(days=SUGGESTED_DAYS[item])
    if due <= today:
        raise BadInputError("Hạn xem lại phải sau hôm nay.", field="next_due")
    made = SafetyCheck(
        agency_id=who.agency_id,
        page_id=page_id,
        item=item,
        done_on=today,
        next_due=due,
        note=note.strip()[:_LONGEST_NOTE],
        done_by=who.person_id,
    )
    session.add(made)
    session.flush()
    _note(session, who, page_id, setting="safety", item=item.value, next_due=due.isoformat())
    return made


def _page(session: Session, who: Who, page_id: int) -> Page:
    page = agencies.find_page(who.agency_id, session, page_id)
    if page is None:
        raise NotFoundError("Không tìm thấy trang này; chưa có gì thay đổi. Hãy chọn lại trang.")
    who.require(Permission.EDIT_PAGES, page_id)
    return page


def _note(session: Session, who: Who, page_id: int, **about: object) -> None:
    data = {"page_id": page_id, **about}
    record_all(session, who, [{"kind": EventKind.SETTING_CHANGED, "data": data}])
