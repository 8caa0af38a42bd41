"""Invented failures: a comment that kills its reader, a stuck file, and a sweeper that is gone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api.view_models.set_aside import SetAsideGroup, SetAsideLine, SetAsidePage, UnreadableLine
from api.view_models.status import StatusLine, StatusPage
from moderation.vocabulary import Job
from tests.browser.sample_cases import ago, shell, words

if TYPE_CHECKING:
    from api.view_models.parts import Page

__all__ = ["PAGES"]

_FAILED = SetAsideLine(
    81,
    words("Ủa sao gửi hoài không thấy phường trả lời vậy, hỏi chỗ nộp hồ sơ hộ nghèo mà"),
    "Phường Hoa Mai",
    ago(140),
    "Máy gặp lỗi mỗi lần đọc bình luận này.",
)
SET_ASIDE = SetAsidePage(
    shell("imports"),
    (
        SetAsideGroup(
            Job.CLASSIFY_COMMENTS,
            "Bình luận máy chưa đọc được",
            212,
            (_FAILED, replace(_FAILED, id=80, url="/cases/2041")),
        ),
        SetAsideGroup(
            Job.READ_IMPORT,
            "Tệp nhập đọc dở",
            1,
            (replace(_FAILED, id=31, about=words("thang-11.xlsx"), url="/imports/31"),),
        ),
    ),
    (
        UnreadableLine(
            9, "Phường Hoa Mai", ago(300), 3, ("Sự kiện thiếu mã bình luận.", "Lúc viết lạ.")
        ),
    ),
)
STATUS = StatusPage(
    shell(None),
    (
        StatusLine("Đọc tệp nhập", "well", "Không có việc nào chờ."),
        StatusLine("Nhận gói tin", "well", "2 việc chờ, lâu nhất 1 giây."),
        StatusLine(
            "Máy đọc bình luận",
            "slow",
            "1.240 việc chờ, lâu nhất 84 giây. 3 mục đã gác lại chờ người.",
            "/set-aside",
        ),
        StatusLine("Đăng trả lời", "well", "Không có việc nào chờ."),
        StatusLine(
            "Bộ quét việc tồn",
            "stuck",
            "Không chạy: việc mà tin nhắn bị lạc sẽ đứng yên. Báo người vận hành máy chủ.",
        ),
        StatusLine("Bộ niêm phong nhật ký", "well", "Đang chạy."),
    ),
)
PAGES: dict[str, Page] = {
    "set_aside": SET_ASIDE,
    "status": STATUS,
    "set_aside_none": SetAsidePage(shell("imports"), ()),
}
