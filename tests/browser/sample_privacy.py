"""Invented requests of citizens, times that data are kept, and what the law holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api.view_models.parts import Due, FieldError
from api.view_models.privacy import HoldLine, PrivacyPage, RequestLine, RetentionLine
from moderation.vocabulary import DataClass, RequestKind, RequestOutcome
from tests.browser.sample_cases import ago, shell

if TYPE_CHECKING:
    from api.view_models.parts import Page

__all__ = ["PAGES"]

_OWN = "Quy định của cơ quan"
_ASKED = RequestLine(
    4, "YC-4", RequestKind.ERASE, "Phường Hoa Mai", ago(400),
    Due("waiting", ago(-3000), 3000, "clock"),
)  # fmt: skip
PRIVACY = PrivacyPage(
    shell("privacy", sections=("queue", "privacy")),
    (
        _ASKED,
        replace(
            _ASKED, id=3, code="YC-3", kind=RequestKind.RESTRICT, is_acknowledged=True,
            outcome=RequestOutcome.DONE,
        ),
    ),
    (
        RetentionLine(DataClass.AUTHORS, 365, _OWN, 41),
        RetentionLine(DataClass.WORDS, 1_095, "Quyết định 12/QĐ-UBND", 1_204, 3),
        RetentionLine(DataClass.NOTIFICATIONS, 180, _OWN, 0),
    ),
    (HoldLine(2041, "Công văn 12/CAP", "Nguyễn Văn Tư", ago(9_000)),),
)  # fmt: skip
PAGES: dict[str, Page] = {
    "privacy": PRIVACY,
    "privacy_typed": replace(
        PRIVACY,
        retention=(RetentionLine(DataClass.WORDS, "0", "Quyết định 13", 1_204, 3),),
        errors=(FieldError("retention", "Ghi số ngày giữ (từ 1) và căn cứ."),),
    ),
    "privacy_of_one_page": replace(PRIVACY, retention=(), holds=()),
}
