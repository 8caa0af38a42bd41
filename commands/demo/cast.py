"""Who plays in the demo: the agency, its pages, the people who sign in and those who answer."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.vocabulary import OfficerRole, Role

__all__ = ["ADMINISTRATOR", "NAME", "OFFICE", "OFFICERS", "PAGES", "PEOPLE", "SLUG"]

SLUG = "hoa-mai"
NAME = "UBND phường Hoa Mai"

PAGES = {
    "ward": ("trang-phuong-hoa-mai", "Phường Hoa Mai"),
    "police": ("trang-cong-an-hoa-mai", "Công an phường Hoa Mai"),
}
"""External id and name of each page, by the key that the data files use."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in."""

    role_name: str
    username: str
    full_name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody whom a page names as responsible."""

    page: str
    role: OfficerRole
    name: str
    title: str
    decision: str


ADMINISTRATOR = "quantri"

PEOPLE = (
    Person("Quản trị trang", ADMINISTRATOR, "Lê Thanh Hà", (Role.TRIAGE, Role.ADMINISTRATOR)),
    Person("Người phát ngôn", "phatngon", "Trần Minh Khoa", (Role.SPOKESPERSON,)),
    Person("Lãnh đạo", "lanhdao", "Phạm Ngọc Lan", (Role.MANAGER,)),
)

OFFICERS = (
    Officer(
        "ward",
        OfficerRole.SPOKESPERSON,
        "Trần Minh Khoa",
        "Phó Chủ tịch UBND phường",
        "Quyết định số 12/QĐ-UBND",
    ),
    Officer(
        "ward",
        OfficerRole.CONTENT_RESPONSIBLE,
        "Nguyễn Hữu Thiện",
        "Công chức Văn hóa – Xã hội",
        "Quyết định số 13/QĐ-UBND",
    ),
    Officer(
        "ward",
        OfficerRole.ADMINISTRATOR,
        "Lê Thanh Hà",
        "Công chức Văn phòng – Thống kê",
        "Quyết định số 13/QĐ-UBND",
    ),
    Officer(
        "police",
        OfficerRole.SPOKESPERSON,
        "Võ Đình Sang",
        "Phó Trưởng Công an phường",
        "Quyết định số 07/QĐ-CAP",
    ),
    Officer(
        "police",
        OfficerRole.CONTENT_RESPONSIBLE,
        "Đỗ Thị Bích Vân",
        "Cán bộ Tổng hợp",
        "Quyết định số 08/QĐ-CAP",
    ),
    Officer(
        "police",
        OfficerRole.ADMINISTRATOR,
        "Lê Thanh Hà",
        "Công chức Văn phòng – Thống kê, phối hợp quản trị",
        "Quyết định số 08/QĐ-CAP",
    ),
)
OFFICE = {"phone": "(0200) 000 0000", "email": "hoamai@vi-du.invalid"}
