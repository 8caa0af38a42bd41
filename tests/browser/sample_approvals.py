"""Invented replies before a spokesperson, and where approved ones stand."""

from __future__ import annotations

from dataclasses import replace

from api.view_models.approvals import (
    ApprovalCard,
    ApprovalPage,
    ApprovalRow,
    ApprovalsPage,
    EarlierReturn,
)
from api.view_models.connections import ConnectionFormPage, PageConnection
from api.view_models.drafts import DraftCheck, SourceLink, WordChange
from api.view_models.parts import Due, FieldError, Notice, Page, Section
from api.view_models.queue import CasePage
from api.view_models.replies import ReplyState, ReplyTo
from api.view_models.settings import EndpointFormPage
from moderation.vocabulary import CaseStatus, ConnectionState, Platform, PublishKind
from tests.browser.sample_cases import CASE, QUEUES, ago, shell, words

__all__ = ["CONNECTION", "PAGES", "SECTIONS"]

SECTIONS: tuple[Section, ...] = ("queue", "approvals", "dashboard", "templates")
TEXT = (
    "Chào anh/chị,\n\nPhường làm căn cước cho trẻ em cả sáng thứ bảy, từ 7 giờ 30 đến 11 giờ 30, "
    "tại bộ phận một cửa. Anh/chị mang theo giấy khai sinh của cháu; lệ phí theo thông tư hiện "
    "hành và được ghi tại quầy.\n\nTrân trọng!"
)
CARD = ApprovalCard(
    id=31,
    case_id=2041,
    platform=Platform.FACEBOOK,
    page_name="Phường Hoa Mai",
    citizen="Nguyễn Thị Bình",
    posted_at=ago(95),
    words=words("Cho em hỏi thứ bảy phường mình có làm căn cước cho trẻ em không ạ?"),
    reply=TEXT,
    author="Trần Ngọc Lan",
    submitted_by="Trần Ngọc Lan",
    submitted_at=ago(12),
    due=Due("soon", ago(-40), 40),
    shown_sha256="ab" * 32,
    url="https://www.facebook.com/1",
    post_title="Lịch cấp căn cước tuần 47",
    alike=14,
    template_title="Nơi làm, giấy tờ mang theo",
    changes=(
        WordChange("cho trẻ em cả", "[Ngày làm việc]", "sáng thứ bảy,", "từ 7 giờ 30"),
        WordChange("tại bộ phận một", "", "cửa. Anh/chị mang theo giấy khai sinh", "của cháu;"),
    ),
    checks=(DraftCheck("Câu trả lời lộ thông tin cá nhân của người dân: “0900 000 000”."),),
    sources=(SourceLink("Cổng Dịch vụ công quốc gia", "https://dichvucong.gov.vn"),),
    returns=(EarlierReturn("Lê Quang Minh", ago(60), "Thiếu nguồn, căn cứ; nêu giờ làm việc"),),
    leaves_after=60,
)
ROW = ApprovalRow(
    31,
    CARD.words,
    "Chào anh/chị, phường làm căn cước cho trẻ em cả sáng thứ bảy, từ 7 giờ 30",
    Platform.FACEBOOK,
    "Phường Hoa Mai",
    CARD.due,
    "Trần Ngọc Lan",
    ago(12),
    alike=14,
)
FRAME = shell("approvals", sections=SECTIONS, approvals=2, person="Lê Quang Minh")
LATE = replace(ROW, id=32, due=Due("late", ago(20), -20), alike=0)
LIST = ApprovalsPage(FRAME, (LATE, ROW), (replace(ROW, id=33, is_own=True),))
PAGE = ApprovalPage(FRAME, CARD, 2, ("Thiếu nguồn, căn cứ", "Sai thông tin, số liệu"))
DONE = Notice(
    "good",
    "Đã duyệt vụ 2040. Câu trả lời tự đăng sau 60 giây.",
    "Xem hoặc rút lại",
    "/cases/2040",
)
CONNECTION = PageConnection(
    ConnectionState.PAUSED,
    can_reply=True,
    last_used_at=ago(30),
    checked_at=ago(45),
    trouble="Khóa đã hết hiệu lực: hãy lấy khóa mới rồi kết nối lại.",
)
LEAVING = ReplyState(
    "leaving", TEXT, 31, by="Lê Quang Minh", at=ago(0), seconds=48, total=15, may_withdraw=True
)


def _case(reply: ReplyState, status: CaseStatus = CaseStatus.APPROVED) -> CasePage:
    return CasePage(shell("queue"), replace(CASE, status=status, reply=reply), QUEUES[0])


STANDS = replace(
    LEAVING,
    step="published",
    seconds=0,
    may_withdraw=False,
    total=3,
    out=2,
    covered=1,
    each=(
        ReplyTo("Nguyễn Thị Bình", ago(95), "published", ago(4), "https://www.facebook.com/1"),
        ReplyTo("Trần Văn Cường", ago(90), "published", ago(4), is_covered=True),
        ReplyTo("Lê Thị Dung", ago(80), "refused"),
    ),
    echoed=2,
    echoed_at=ago(2),
    standing=TEXT,
    may_edit=True,
    may_remove=True,
)

PAGES: dict[str, Page] = {
    "case_standing": _case(STANDS, CaseStatus.ANSWERED),
    "case_edit_unknown": _case(
        replace(LEAVING, step="unknown", kind=PublishKind.EDIT, total=1), CaseStatus.ANSWERED
    ),
    "approval_edit": replace(PAGE, card=replace(CARD, kind=PublishKind.EDIT, alike=0)),
    "approval_withdrawal": replace(
        PAGE,
        card=replace(CARD, kind=PublishKind.DELETE, reason="Nhầm ngày làm việc", changes=()),
    ),
    "approval_private": replace(PAGE, card=replace(CARD, kind=PublishKind.PRIVATE_REPLY)),
    "approvals": LIST,
    "approvals_none": replace(LIST, rows=(), others=()),
    "approval": replace(PAGE, done=DONE),
    "approval_stopped": replace(
        PAGE,
        card=replace(CARD, stopped="Lê Thu Hà đã duyệt."),
        next_url="/approvals/32",
    ),
    "approval_none": replace(PAGE, card=None, waiting=0, done=DONE),
    "case_leaving": _case(LEAVING),
    "case_unknown": _case(replace(LEAVING, step="unknown", seconds=0, out=14, may_withdraw=False)),
    "case_by_hand": _case(replace(LEAVING, step="by_hand", total=0, may_withdraw=False)),
    "endpoint_form": EndpointFormPage(
        shell("pages"),
        Platform.FACEBOOK,
        "/endpoints/5/rotate",
        ("Phường Hoa Mai", "Công an phường Hoa Mai"),
        is_rotation=True,
        errors=(FieldError("app_secret", "Hãy dán khóa bí mật của ứng dụng."),),
    ),
    "connection_form": ConnectionFormPage(
        shell("pages"),
        1,
        "Phường Hoa Mai",
        Platform.FACEBOOK,
        is_connected=True,
        may_choose_address=True,
        errors=(FieldError("token", "Hãy dán khóa truy cập mà mạng xã hội cấp cho trang."),),
    ),
}
