"""A page's register, kept and neglected."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from api.view_models.parts import Choice
from api.view_models.registry import PageStanding, RegistryPage, SafetyLine, VerificationLine
from api.view_models.settings import PublicBlockPage
from moderation.vocabulary import OfficerRole, Platform, SafetyItem, VerificationState
from tests.browser.sample_cases import shell

if TYPE_CHECKING:
    from api.view_models.parts import Page

__all__ = ["KEPT", "OWING", "PAGES"]

_TODAY = date(2026, 11, 24)
KEPT = PageStanding((), VerificationState.VERIFIED)
OWING = PageStanding((OfficerRole.ADMINISTRATOR,), VerificationState.NONE, unsafe=4)
_STATES = tuple(
    Choice(one.value, one.value, one is VerificationState.VERIFIED) for one in VerificationState
)
_REGISTER = RegistryPage(
    shell("pages"),
    1,
    Platform.FACEBOOK,
    "Phường Hoa Mai",
    "https://example.vn/hoamai",
    KEPT,
    _STATES,
    (
        VerificationLine(
            VerificationState.VERIFIED,
            date(2026, 9, 3),
            date(2027, 3, 3),
            "Dấu xanh hiện từ sáng nay.",
            "Trần Ngọc Lan",
            "dấu xanh.png",
            "/pages/1/verification/4",
        ),
        VerificationLine(VerificationState.APPLIED, date(2026, 8, 11), None, "", "Trần Ngọc Lan"),
    ),
    tuple(
        SafetyLine(item, 90, date(2026, 11, 2), date(2027, 1, 31), "Phạm Thu", is_due=False)
        if at < 4
        else SafetyLine(item, 90)
        for at, item in enumerate(SafetyItem)
    ),
    _TODAY,
)
PAGES: dict[str, Page] = {
    "registry": _REGISTER,
    "registry_reader": RegistryPage(
        shell("pages"), 2, Platform.ZALO, "Truyền thanh Hoa Mai", "", OWING, _STATES, (),
        tuple(SafetyLine(item, 90) for item in SafetyItem), _TODAY, may_edit=False,
    ),
    "page_public": PublicBlockPage(
        shell("pages"),
        "Phường Hoa Mai",
        "Ai phụ trách trang Phường Hoa Mai\nUBND phường Hoa Mai\n"
        "- Người phát ngôn: Vũ Đức Minh, Phó Chủ tịch; điện thoại 0243 000 0000",
        "<h2>Ai phụ trách trang Phường Hoa Mai</h2><p>UBND phường Hoa Mai</p>"
        "<ul><li>Người phát ngôn: Vũ Đức Minh, Phó Chủ tịch; điện thoại 0243 000 0000</li></ul>",
        (OfficerRole.ADMINISTRATOR,),
    ),
}  # fmt: skip
