"""Invented duties: what was told to the agency, by officers and by citizens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api.view_models.incidents import (
    DutyFileLine,
    IncidentFormPage,
    IncidentLine,
    IncidentPage,
    IncidentsPage,
    LetterView,
    TimelineLine,
)
from api.view_models.parts import Choice, Due, FieldError
from api.view_models.suspects import ScanLine, SuspectLine, SuspectsPage, SuspectView
from api.view_models.tips import (
    PublicTipPage,
    PublicTipStatusPage,
    TipForm,
    TipFormPage,
    TipLine,
    TipsPage,
)
from moderation.vocabulary import IncidentKind, ScanMethod, SuspectLevel, SuspectOutcome
from tests.browser.sample_cases import ago, shell

if TYPE_CHECKING:
    from api.view_models.parts import Page

__all__ = ["PAGES"]

_KINDS = (
    Choice("contrary_information", "Nói sai hoặc ngược với thông tin chính thức", is_chosen=True),
    Choice("illegal_content", "Vi phạm pháp luật: lừa đảo, xúc phạm, kích động, mạo danh…"),
)
_TYPED = TipForm(
    _KINDS, "https://mang-xa-hoi.test/nhom-cu-dan/bai-71", "Nói phường thu tiền rác theo đầu người"
)
_AGENCY = "UBND phường Hoa Mai"
_CLOSED = TipLine(
    11,
    ago(3000),
    "video.test",
    "done",
    "Đã xem xét: Ngoài thẩm quyền, đã chuyển nơi có thẩm quyền",
    ago(900),
    "/cases/2031",
)
TIPS = (
    TipLine(14, ago(12), "mang-xa-hoi.test", "waiting", "Đã nhận, chờ người xử lý"),
    TipLine(13, ago(300), "", "working", "Đang xử lý", url="/cases/2040"),
    _CLOSED,
)
_FRESH = IncidentLine(
    7,
    IncidentKind.LOST,
    "Phường Hoa Mai",
    ago(80),
    Due("soon", ago(-160), 160, "clock"),
    Due("waiting", ago(-1360), 1360, "clock"),
)
_TOLD = replace(
    _FRESH,
    id=6,
    kind=IncidentKind.IMPERSONATED,
    detected_at=ago(9000),
    provider_due=Due("done", ago(8800), 0, "clock"),
    authority_due=Due("late", ago(7600), -120, "clock"),
    provider_notified_at=ago(8900),
    authority_notified_at=ago(7480),
    closed_at=ago(3000),
)
_FAKE = "UBND P. Hoa Mai official · https://mang-xa-hoi.test/hoamai.official"
_INCIDENT = IncidentPage(
    shell("duties"),
    _FRESH,
    "Không đăng nhập được từ 08:00, trang đăng bài rao bán hàng.",
    "",
    "",
    "",
    "",
    "",
    is_frozen=True,
    letters=(
        LetterView(
            "provider",
            "Gửi mạng xã hội",
            "Kính gửi: Facebook\n\nV/v trang chính thức của UBND phường Hoa Mai bị chiếm quyền\n\n"
            "1. Khóa tạm thời mọi thao tác của trang.\n2. Trả lại quyền quản trị.",
            "/incidents/7/letters/provider.pdf",
        ),
        LetterView("provider-en", "Gửi mạng xã hội, tiếng Anh", "To: Facebook"),
        LetterView(
            "authority",
            "Gửi cơ quan chức năng",
            "Kính gửi: …………………",
            "/incidents/7/letters/authority.pdf",
        ),
    ),
    files=(DutyFileLine(3, "man-hinh-08h.png", 402_000, "Trần Ngọc Lan", ago(70)),),
    timeline=(
        TimelineLine(ago(78), "Trần Ngọc Lan", "ghi sự cố"),
        TimelineLine(ago(78), "", "dừng mọi việc gửi ra của trang"),
        TimelineLine(ago(70), "Trần Ngọc Lan", "thêm chứng cứ"),
    ),
    authorities=("Sở Văn hóa, Thể thao và Du lịch",),
)
_OURS = (Choice("1", "Phường Hoa Mai"), Choice("2", "Truyền thanh Hoa Mai"))
_HAPPENED = (
    Choice("lost", "Bị chiếm, mất quyền quản trị", is_chosen=True),
    Choice("impersonated", "Bị mạo danh"),
    Choice("misused", "Bị lợi dụng đăng nội dung trái phép"),
)
_SUSPECT = SuspectLine(
    4,
    "UBND P. Hoa Mai official",
    "https://mang-xa-hoi.test/hoamai.official",
    "Phường Hoa Mai",
    100,
    SuspectLevel.HIGH,
    ago(4000),
)
_GONE = replace(
    _SUSPECT,
    id=2,
    name="Phường Hoa Mai 24h",
    url="https://mang-xa-hoi.test/hoamai24h",
    similarity=92,
    level=SuspectLevel.LOW,
    reported_to="Công an tỉnh",
    reported_at=ago(30000),
    reference="12/CV",
    outcome=SuspectOutcome.RENAMED,
    outcome_at=ago(9000),
)
_LEVELS = (
    Choice("high", "Cao: xin tiền, xin dữ liệu nhân danh cơ quan"),
    Choice("medium", "Vừa: tự nhận là cơ quan", is_chosen=True),
)
_SUSPECTS = SuspectsPage(
    shell("duties"),
    (_SUSPECT, _GONE),
    (
        ScanLine(ago(20000), ScanMethod.LIST, "trang-thang-11.xlsx", 412, 2),
        ScanLine(ago(60000), ScanMethod.BY_HAND, "", 0, 0),
    ),
    Due("soon", ago(-7200), 7200, "clock"),
    may_scan=True,
    pages=_OURS,
    levels=_LEVELS,
)
PAGES: dict[str, Page] = {
    "suspects": _SUSPECTS,
    "suspects_refused": replace(
        _SUSPECTS,
        suspects=(),
        scans=(),
        name="Trang",
        url="x",
        errors=(FieldError("url", "Địa chỉ không đọc được. Hãy chép nguyên địa chỉ trang."),),
    ),
    "suspect": SuspectView(
        shell("duties"),
        _GONE,
        "Đăng lại bài của phường, kèm số tài khoản xin ủng hộ.",
        _LEVELS,
        (Choice("removed", "Đã bị gỡ"), Choice("renamed", "Đã đổi tên", is_chosen=True)),
        _INCIDENT.files,
        (TimelineLine(ago(4000), "Trần Ngọc Lan", "ghi trang nghi mạo danh"),),
    ),
    "incidents": IncidentsPage(shell("duties"), (_FRESH, _TOLD)),
    "incidents_none": IncidentsPage(shell("duties"), ()),
    "incident_form": IncidentFormPage(shell("duties"), _OURS, _HAPPENED),
    "incident_form_refused": IncidentFormPage(
        shell("duties"),
        _OURS,
        _HAPPENED,
        suspect_id=4,
        suspect=_FAKE,
        errors=(FieldError("summary", "Ghi ngắn gọn đã xảy ra chuyện gì."),),
    ),
    "incident": _INCIDENT,
    "incident_refused": replace(
        _INCIDENT,
        is_frozen=False,
        errors=(FieldError("authority", "Ghi tên cơ quan đã báo."),),
    ),
    "incident_closed": replace(
        _INCIDENT,
        line=_TOLD,
        is_frozen=False,
        suspect=_FAKE,
        provider_reference="MS 7781",
        authority="Công an tỉnh",
        authority_reference="12/CV",
        closing_report="Trang mạo danh đã bị gỡ sau hai ngày.",
    ),
    "tips": TipsPage(
        shell("duties"),
        TIPS,
        "/queues/all?page_id=9",
        may_open=True,
        is_open=True,
        public_url="https://phanhoi.test/bao-tin/phuong-hoa-mai",
    ),
    "tips_none": TipsPage(shell("duties"), ()),
    "tip_form": TipFormPage(shell("duties"), TipForm(_KINDS)),
    "tip_form_refused": TipFormPage(
        shell("duties"), _TYPED, (FieldError("picture", "Chỉ nhận ảnh PNG, JPEG hoặc WebP."),)
    ),
    "public_tip": PublicTipPage(_AGENCY, "phuong-hoa-mai", TipForm(_KINDS)),
    "public_tip_receipt": PublicTipPage(
        _AGENCY, "phuong-hoa-mai", TipForm(_KINDS), "K7QD-42XM-9RPT"
    ),
    "public_tip_status": PublicTipStatusPage(_AGENCY, "phuong-hoa-mai", _CLOSED),
    "public_tip_status_form": PublicTipStatusPage(_AGENCY, "phuong-hoa-mai"),
}
