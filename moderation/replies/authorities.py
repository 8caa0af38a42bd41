"""On what an approval rests: who may approve what, by which decision, from when to when (A05)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ForbiddenError, NotFoundError
from moderation.events import record
from moderation.models import Authority, Case, OfficialHost, SensitiveLabel
from moderation.policy import Permission, Who
from moderation.queries import agencies, people, ways_in
from moderation.queries import authorities as queries
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import AuthorityBasis, EventKind, Label

__all__ = [
    "LACKS_AUTHORITY",
    "LACKS_SECOND_FACTOR",
    "STARTING_HOSTS",
    "STARTING_SENSITIVE",
    "AuthorityChange",
    "add_host",
    "authority_for",
    "give_authority",
    "is_sensitive",
    "lacks",
    "remove_host",
    "revoke_authority",
    "set_sensitive",
]

STARTING_HOSTS = ("gov.vn", "chinhphu.vn", "quochoi.vn", "vbpl.vn")
STARTING_SENSITIVE = (Label.CONTRARY_INFORMATION, Label.ILLEGAL_CONTENT)
"""What a new agency begins with; both lists are its own to change."""

LACKS_AUTHORITY = (
    "Chưa có quyết định giao thẩm quyền nên chưa duyệt được những việc nhạy cảm của cơ quan."
)
LACKS_SECOND_FACTOR = "Chưa bật xác thực hai lớp mà cơ quan yêu cầu nên chưa duyệt được việc nào."

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class AuthorityChange:
    """An authority to be written down; no labels and no page stand for all."""

    user_id: int
    basis: AuthorityBasis
    valid_from: date
    number: str = ""
    decided_on: date | None = None
    valid_to: date | None = None
    page_id: int | None = None
    labels: tuple[Label, ...] = ()
    covers_sensitive: bool = False


def authority_for(session: Session, who: Who, case: Case) -> Authority | None:
    """What this person's approval rests on; None where their role alone is enough.

    Raises ForbiddenError where the matter needs an authority that they do not hold, or where they
    stand in for somebody and the matter is not among what was delegated.
    """
    held = [
        one
        for one in queries.standing_authorities(
            who.agency_id,
            session,
            who.person_id or 0,
            page_id=case.page_id,
            today=datetime.now(VIETNAM).date(),
        )
        if _covers(one, case)
    ]
    if is_sensitive(session, case):
        for one in held:
            if one.basis is not AuthorityBasis.DELEGATION or one.covers_sensitive:
                return one
        raise ForbiddenError(
            "Loại việc này chỉ người giữ thẩm quyền phát ngôn mới duyệt được, theo quyết định còn "
            "hiệu lực ghi ở mục Thẩm quyền duyệt. Chưa có gì được duyệt; hãy chuyển người có thẩm "
            "quyền.",
            code="authority",
        )
    if held:
        return held[0]
    if not _stands_by_role(who, case.page_id):
        raise ForbiddenError(
            "Quyết định ủy quyền của anh/chị không gồm loại việc này. Chưa có gì được duyệt; hãy "
            "chuyển người có thẩm quyền.",
            code="authority",
        )
    return None


def is_sensitive(session: Session, case: Case) -> bool:
    """Whether only the holder of an authority may approve what is said in this case."""
    sensitive = queries.sensitive_labels(case.agency_id, session)
    return case.label in sensitive or any(label in sensitive for label in case.also)


def lacks(agency_id: int, session: Session, user_id: int) -> list[str]:
    """What somebody who approves by their role still lacks to do all of it, as sentences.

    Empty for whoever does not approve.
    """
    powers = people.powers_of(agency_id, session)
    grants = people.grants_of(agency_id, session, user_id)
    if not any(Permission.APPROVE in powers[grant.role] for grant in grants):
        return []
    said = []
    sensitive = queries.sensitive_labels(agency_id, session)
    today = datetime.now(VIETNAM).date()
    if sensitive and not queries.holds_authority(agency_id, session, user_id, today=today):
        said.append(LACKS_AUTHORITY)
    factor = ways_in.second_factor_of(agency_id, session, user_id)
    has_factor = factor is not None and factor.confirmed_at is not None
    if ways_in.second_factor_required(agency_id, session) and not has_factor:
        said.append(LACKS_SECOND_FACTOR)
    return said


def give_authority(session: Session, who: Who, change: AuthorityChange) -> Authority:
    """Write an authority down. It is never changed: it ends by its date or is revoked."""
    who.require(Permission.MANAGE_PEOPLE)
    _sound(session, who.agency_id, change)
    authority = Authority(
        agency_id=who.agency_id,
        user_id=change.user_id,
        basis=change.basis,
        number=change.number.strip(),
        decided_on=change.decided_on,
        page_id=change.page_id,
        labels=[label.value for label in change.labels],
        covers_sensitive=change.covers_sensitive,
        valid_from=change.valid_from,
        valid_to=change.valid_to,
        created_by=who.person_id,
    )
    session.add(authority)
    session.flush()
    _record(session, who, authority_id=authority.id, user_id=change.user_id)
    return authority


def revoke_authority(session: Session, who: Who, authority_id: int) -> Authority:
    """End an authority now; what was approved on it stands. Twice is done once."""
    who.require(Permission.MANAGE_PEOPLE)
    authority = queries.find_authority(who.agency_id, session, authority_id)
    if authority is None:
        raise NotFoundError(
            "Không tìm thấy thẩm quyền này; chưa có gì thay đổi. Hãy tải lại danh sách thẩm quyền."
        )
    if authority.revoked_at is None:
        authority.revoked_at, authority.revoked_by = datetime.now(UTC), who.person_id
        _record(session, who, authority_id=authority.id, revoked=True)
    return authority


def set_sensitive(session: Session, who: Who, labels: Collection[Label]) -> None:
    """Say which matters need the holder of an authority."""
    who.require(Permission.MANAGE_PEOPLE)
    now = queries.sensitive_labels(who.agency_id, session)
    for label in now - set(labels):
        session.delete(session.get_one(SensitiveLabel, (who.agency_id, label)))
    session.add_all(
        SensitiveLabel(agency_id=who.agency_id, label=label) for label in set(labels) - now
    )
    session.flush()
    _record(session, who, sensitive=sorted(label.value for label in set(labels)))


def add_host(session: Session, who: Who, typed: str) -> OfficialHost:
    """Let a host's pages count as official sources; an address is taken for its host."""
    who.require_everywhere(Permission.EDIT_TEMPLATES)
    host = typed.strip().lower().removeprefix("https://").removeprefix("http://")
    host = host.partition("/")[0].removeprefix("www.").rstrip(".")
    if not _HOST.fullmatch(host):
        raise BadInputError("Ghi tên miền, ví dụ hoamai.gov.vn.", field="host")
    found = queries.find_host(who.agency_id, session, host)
    if found is None:
        found = OfficialHost(agency_id=who.agency_id, host=host, added_by=who.person_id)
        session.add(found)
        session.flush()
        _record(session, who, setting="official_hosts", host=host)
    return found


def remove_host(session: Session, who: Who, host: str) -> None:
    """Take a host off the list."""
    who.require_everywhere(Permission.EDIT_TEMPLATES)
    found = queries.find_host(who.agency_id, session, host)
    if found is not None:
        session.delete(found)
        session.flush()
        _record(session, who, setting="official_hosts", host=host, removed=True)


def _covers(authority: Authority, case: Case) -> bool:
    return not authority.labels or case.label.value in authority.labels


def _stands_by_role(who: Who, page_id: int) -> bool:
    return any(
        not grant.acting
        and Permission.APPROVE in who.powers[grant.role]
        and grant.page_id in {None, page_id}
        for grant in who.grants
    )


def _sound(session: Session, agency_id: int, change: AuthorityChange) -> None:
    user = people.find_user(agency_id, session, change.user_id)
    if user is None or not user.active:
        raise BadInputError("Chọn người dùng đang hoạt động.", field="user")
    if change.page_id is not None and not agencies.find_page(agency_id, session, change.page_id):
        raise BadInputError(
            "Trang đã chọn không còn trong danh sách nên chưa lưu gì. Hãy chọn lại.", field="page"
        )
    if len(change.number) > _LONGEST:
        raise BadInputError(f"Số quyết định không quá {_LONGEST} ký tự.", field="number")
    if change.valid_to is not None and change.valid_to < change.valid_from:
        raise BadInputError("Ngày hết hiệu lực phải từ ngày bắt đầu trở đi.", field="valid_to")
    if change.basis is AuthorityBasis.DELEGATION:
        if not change.number.strip():
            raise BadInputError("Ủy quyền cần số quyết định hoặc văn bản.", field="number")
        if change.valid_to is None:
            raise BadInputError("Ủy quyền cần ngày hết hiệu lực.", field="valid_to")


def _record(session: Session, who: Who, *, setting: str = "authorities", **data: Any) -> None:  # noqa: ANN401 - what `record` takes
    record(session, who, EventKind.SETTING_CHANGED, setting=setting, **data)
