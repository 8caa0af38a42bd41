"""The form of a person's own keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api.view_models.parts import FieldError
from api.view_models.preferences import KeyLine, PreferencesPage
from moderation.people.preferences import ALLOWED_KEYS, SHORTCUTS
from tests.browser.sample_cases import shell

if TYPE_CHECKING:
    from api.view_models.parts import Page

__all__ = ["PAGES"]

OWN = PreferencesPage(
    shell(None),
    tuple(KeyLine(of, does, of) for of, does in SHORTCUTS.items()),
    ALLOWED_KEYS,
    mask_harsh=True,
)
PAGES: dict[str, Page] = {
    "preferences": OWN,
    "preferences_errors": replace(
        OWN,
        errors=(FieldError("key_N", "Phím R đang dùng cho cả “Trả lời” và “Nhận xử lý”."),),
    ),
}
