"""Invented duties: what was told to the agency, by officers and by citizens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api import view_models as v
from tests.browser.sample_cases import ago, shell

if TYPE_CHECKING:
    from api.view_models import Page

__all__ = ["PAGES"]

_KINDS = (
    v.Choice("contrary_information", "Nói sai hoặc ngược với thông tin chính thức", is_chosen=True),
    v.Choice("illegal_content", "Vi phạm pháp luật: lừa đảo, xúc phạm, kích động, mạo danh…"),
)
_TYPED = v.TipForm(
    _KINDS, "https://mang-xa-hoi.test/nhom-cu-dan/bai-71", "Nói phường thu tiền rác theo đầu người"
)
_AGENCY = "UBND phường Hoa Mai"
_CLOSED = v.TipLine(
    11,
    ago(3000),
    "video.test",
    "done",
    "Đã xem xét: Ngoài thẩm quyền, đã chuyển nơi có thẩm quyền",
    ago(900),
    "/cases/2031",
)
TIPS = (
    v.TipLine(14, ago(12), "mang-xa-hoi.test", "waiting", "Đã nhận, chờ người xử lý"),
    v.TipLine(13, ago(300), "", "working", "Đang xử lý", url="/cases/2040"),
    _CLOSED,
)
PAGES: dict[str, Page] = {
    "tips": v.TipsPage(
        shell(None),
        TIPS,
        "/queues/all?page_id=9",
        may_open=True,
        is_open=True,
        public_url="https://phanhoi.test/bao-tin/phuong-hoa-mai",
    ),
    "tips_none": v.TipsPage(shell(None), ()),
    "tip_form": v.TipFormPage(shell(None), v.TipForm(_KINDS)),
    "tip_form_refused": v.TipFormPage(
        shell(None), _TYPED, (v.FieldError("picture", "Chỉ nhận ảnh PNG, JPEG hoặc WebP."),)
    ),
    "public_tip": v.PublicTipPage(_AGENCY, "phuong-hoa-mai", v.TipForm(_KINDS)),
    "public_tip_receipt": v.PublicTipPage(
        _AGENCY, "phuong-hoa-mai", v.TipForm(_KINDS), "K7QD-42XM-9RPT"
    ),
    "public_tip_status": v.PublicTipStatusPage(_AGENCY, "phuong-hoa-mai", _CLOSED),
    "public_tip_status_form": v.PublicTipStatusPage(_AGENCY, "phuong-hoa-mai"),
}
