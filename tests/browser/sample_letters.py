"""How a person is told outside the console, with invented devices and letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from api.view_models.letters import (
    DeviceLine,
    HookCard,
    LetterLine,
    NoticeKindLine,
    NoticeSettingsPage,
)
from api.view_models.parts import FieldError
from api.words import NOTICES_VI
from tests.browser.sample_cases import NOW, shell

if TYPE_CHECKING:
    from api.view_models.parts import Page

__all__ = ["PAGES"]

_LETTERS = (
    LetterLine(
        4, "Thư điện tử", "3 câu trả lời chờ duyệt, 1 vụ sắp quá hạn",
        NOW - timedelta(minutes=9), "sent",
    ),
    LetterLine(
        3, "Điện thoại của tôi", "1 vụ vừa quá hạn", NOW - timedelta(minutes=30), "waiting",
        "Bên nhận không trả lời.",
    ),
    LetterLine(
        2, "Thư điện tử", "Thư thử: kênh này dùng được", NOW - timedelta(hours=20), "failed",
        "Máy chủ thư từ chối địa chỉ của người nhận.",
    ),
    LetterLine(
        1, "Máy cũ", "2 vụ sắp quá hạn", NOW - timedelta(hours=30), "dropped",
    ),
)  # fmt: skip
OWN = NoticeSettingsPage(
    shell=replace(shell(None), path="/notifications/settings"),
    mail_address="lan@hoamai.example.vn",
    digest=True,
    quiet=True,
    kinds=tuple(
        NoticeKindLine(kind, name, by_mail=True, by_push=kind != "mentioned")
        for kind, name in NOTICES_VI.items()
    ),
    devices=(DeviceLine(1, "Điện thoại của tôi", NOW - timedelta(days=2)),),
    letters=_LETTERS,
    can_mail=True,
    push_key="BP0-invented",
    hook=HookCard(
        url="https://tin.hoamai.example.vn/phanhoi",
        is_offered=True,
        letters=(replace(_LETTERS[0], way="Chương trình của cơ quan"),),
        secret="whsec_aW52ZW50ZWQgc2VjcmV0IG9mIGEgdGVzdA==",
    ),
)
PAGES: dict[str, Page] = {
    "notice_settings": OWN,
    "notice_settings_bare": replace(
        OWN, mail_address="x", devices=(), letters=(), can_mail=False, push_key="", hook=None,
        errors=(FieldError("mail_address", "Địa chỉ thư chưa đúng. Chưa lưu gì."),),
    ),
}  # fmt: skip
