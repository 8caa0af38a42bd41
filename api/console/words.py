"""The words of closed lists as the console says them (`docs/glossary.md`)."""

from __future__ import annotations

from collections.abc import Callable

from api.comment_text import segments
from api.i18n import Locale, translations
from moderation.vocabulary import DismissReason, Role

__all__ = ["DISMISS_VI", "ROLES_VI", "Say", "one_line", "say_in"]

Say = Callable[[str], str]
"""A Vietnamese message in, the reader's language out."""

DISMISS_VI: dict[DismissReason, str] = {
    DismissReason.NO_ANSWER_NEEDED: "Không cần trả lời",
    DismissReason.ALREADY_ANSWERED: "Đã trả lời ở nơi khác",
    DismissReason.NOTED: "Đã ghi nhận góp ý",
    DismissReason.OUT_OF_COMPETENCE: "Ngoài thẩm quyền, đã chuyển nơi có thẩm quyền",
    DismissReason.SPAM: "Tin rác",
    DismissReason.ILLEGAL_RECORDED: "Vi phạm, đã lưu chứng cứ",
    DismissReason.DELETED_AT_SOURCE: "Người viết đã xóa bình luận",
}

ROLES_VI: dict[Role, str] = {
    Role.VIEWER: "Người xem",
    Role.TRIAGE: "Quản trị trang",
    Role.DRAFTER: "Người soạn",
    Role.SPOKESPERSON: "Người phát ngôn",
    Role.MANAGER: "Lãnh đạo",
    Role.ADMINISTRATOR: "Quản trị",
    Role.AUDITOR: "Thanh tra, kiểm tra",
    Role.OPERATOR: "Vận hành",
}


def say_in(locale: Locale) -> Say:
    """The messages of a language."""
    catalogue = translations(locale)
    return lambda message: str(catalogue.gettext(message)) if message else ""


def one_line(text: str, limit: int = 80) -> str:
    """Somebody else's name or title, short, with hidden characters by their names."""
    line = " ".join(text.split())
    return "".join(segment.text for segment in segments(line, limit=limit))
