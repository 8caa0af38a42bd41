"""The invented agency: its pages, who answers for them, and three people who sign in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from commands.demo.memory import Memory, new_password, recall, remember
from commands.installation import installed_settings, open_database, operator
from moderation import setup
from moderation.database import Database, Session
from moderation.errors import ConflictError, UnavailableError
from moderation.intake import endpoints
from moderation.people import staff
from moderation.policy import RoleGrant
from moderation.queries import doors
from moderation.sealing import Keyring
from moderation.vocabulary import OfficerRole, Platform, Role

__all__ = ["ADMINISTRATOR", "PAGES", "SLUG", "SignIn", "keyring", "opened", "prepare"]

SLUG = "hoa-mai"
_NAME = "UBND phường Hoa Mai"

PAGES = {
    "ward": ("trang-phuong-hoa-mai", "Phường Hoa Mai"),
    "police": ("trang-cong-an-hoa-mai", "Công an phường Hoa Mai"),
}
"""External id and name of each page, by the key that the data files use."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a visitor needs to sign in."""

    role_name: str
    username: str
    password: str


@dataclass(frozen=True, slots=True)
class _Person:
    role_name: str
    username: str
    full_name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class _Officer:
    page: str
    role: OfficerRole
    name: str
    title: str
    decision: str


ADMINISTRATOR = "quantri"

_PEOPLE = (
    _Person("Quản trị trang", ADMINISTRATOR, "Lê Thanh Hà", (Role.TRIAGE, Role.ADMINISTRATOR)),
    _Person("Người phát ngôn", "phatngon", "Trần Minh Khoa", (Role.SPOKESPERSON,)),
    _Person("Lãnh đạo", "lanhdao", "Phạm Ngọc Lan", (Role.MANAGER,)),
)

_OFFICERS = (
    _Officer(
        "ward",
        OfficerRole.SPOKESPERSON,
        "Trần Minh Khoa",
        "Phó Chủ tịch UBND phường",
        "Quyết định số 12/QĐ-UBND",
    ),
    _Officer(
        "ward",
        OfficerRole.CONTENT_RESPONSIBLE,
        "Nguyễn Hữu Thiện",
        "Công chức Văn hóa – Xã hội",
        "Quyết định số 13/QĐ-UBND",
    ),
    _Officer(
        "ward",
        OfficerRole.ADMINISTRATOR,
        "Lê Thanh Hà",
        "Công chức Văn phòng – Thống kê",
        "Quyết định số 13/QĐ-UBND",
    ),
    _Officer(
        "police",
        OfficerRole.SPOKESPERSON,
        "Võ Đình Sang",
        "Phó Trưởng Công an phường",
        "Quyết định số 07/QĐ-CAP",
    ),
    _Officer(
        "police",
        OfficerRole.CONTENT_RESPONSIBLE,
        "Đỗ Thị Bích Vân",
        "Cán bộ Tổng hợp",
        "Quyết định số 08/QĐ-CAP",
    ),
    _Officer(
        "police",
        OfficerRole.ADMINISTRATOR,
        "Lê Thanh Hà",
        "Công chức Văn phòng – Thống kê, phối hợp quản trị",
        "Quyết định số 08/QĐ-CAP",
    ),
)
_OFFICE = {"phone": "(0200) 000 0000", "email": "hoamai@vi-du.invalid"}


def prepare(data: Path) -> list[SignIn]:
    """Set the agency up, or find it as it stands; the passwords are those of the first time.

    Raises ConflictError where the database serves another agency already.
    """
    with _connected(data) as database:
        agency_id = agency_of(database)
        memory = recall(data) if agency_id is not None else Memory()
        fresh = not memory.passwords
        if fresh:
            memory.passwords = {person.username: new_password() for person in _PEOPLE}
            remember(data, memory)
        if agency_id is None:
            _create(database, keyring(data), memory.passwords)
        elif fresh:
            _set_passwords(database, agency_id, memory.passwords)
    return [
        SignIn(person.role_name, person.username, memory.passwords[person.username])
        for person in _PEOPLE
    ]


@contextmanager
def opened(data: Path) -> Iterator[tuple[Database, int]]:
    """The database and the demo's agency in it, for a while."""
    with _connected(data) as database:
        agency_id = agency_of(database)
        if agency_id is None:
            raise UnavailableError("Chưa có cơ quan mẫu; hãy chạy `phanhoi up --demo`.")
        yield database, agency_id


def agency_of(database: Database) -> int | None:
    """The demo's agency; ConflictError where the database is somebody's in earnest."""
    with database.doorway() as door:
        known = {slug: agency_id for agency_id, slug in doors.agencies(door)}
    if known.keys() - {SLUG}:
        raise ConflictError(
            "Cơ sở dữ liệu này đã có cơ quan khác nên không nạp dữ liệu mẫu, chưa có gì thay đổi; "
            "hãy chạy không có --demo, hoặc chọn thư mục dữ liệu khác bằng --data."
        )
    return known.get(SLUG)


def keyring(data: Path) -> Keyring:
    """The installation's keys."""
    path = installed_settings(data).key_file
    if path is None:
        raise UnavailableError("Chưa có tệp khóa (PHANHOI_KEY_FILE) nên không nạp dữ liệu mẫu.")
    return Keyring.read(path)


@contextmanager
def _connected(data: Path) -> Iterator[Database]:
    database = open_database(data)
    try:
        yield database
    finally:
        database.engine.dispose()


def _create(database: Database, keys: Keyring, passwords: dict[str, str]) -> None:
    with database.transaction(0) as session:
        agency_id = setup.next_agency_id(session)
    with database.transaction(agency_id) as session:
        setup.create_agency(session, SLUG, _NAME)
        _add_pages(session, agency_id, keys)
        for person in _PEOPLE:
            staff.add_user(
                session,
                operator(agency_id),
                person.username,
                person.full_name,
                passwords[person.username],
                [RoleGrant(role) for role in person.roles],
            )


def _add_pages(session: Session, agency_id: int, keys: Keyring) -> None:
    who = operator(agency_id)
    for key, (external_id, name) in PAGES.items():
        page = setup.add_page(session, who, Platform.STANDARD, external_id, name)
        endpoints.add_endpoint(session, who, page.id, keys)
        for officer in _OFFICERS:
            if officer.page == key:
                setup.add_officer(
                    session,
                    who,
                    page.id,
                    officer.role,
                    officer.name,
                    officer.title,
                    decision_number=officer.decision,
                    valid_from=date(2026, 1, 5),
                    **_OFFICE,
                )


def _set_passwords(database: Database, agency_id: int, passwords: dict[str, str]) -> None:
    """The note with the passwords was lost, so new ones are given."""
    with database.transaction(agency_id) as session:
        for username, password in passwords.items():
            staff.set_password(session, operator(agency_id), username, password)
