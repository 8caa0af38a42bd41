"""Case files and the register of referrals, with invented contents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from api import view_models as v
from api.view_models import Page
from moderation.vocabulary import (
    TRAITS_VI,
    Label,
    Platform,
    Reason,
    ReferralOutcome,
    Trait,
)
from tests.browser.sample_cases import CASE, QUEUES, ago, shell, words

__all__ = ["PAGES"]

_WAITING = v.ReferralLine(
    5, 2041, "Phòng An ninh mạng và phòng, chống tội phạm sử dụng công nghệ cao, Công an tỉnh",
    "128/UBND-VX", date(2026, 11, 10), "Trần Ngọc Lan", due_on=date(2026, 11, 20), days=-2,
    note="Gửi kèm hồ sơ ZIP qua trục liên thông.", file_sha256="9f" * 32, may_answer=True,
)  # fmt: skip
_ANSWERED = replace(
    _WAITING, id=4, case_id=1988, body="Thanh tra Sở Văn hóa, Thể thao và Du lịch", days=None,
    outcome=ReferralOutcome.HANDLED, answered_on=date(2026, 11, 18), answer_number="77/KL-TTr",
    answer="Đã xử phạt người đăng.", may_answer=False,
)  # fmt: skip
_OUTCOMES = (
    v.Choice("handled", "Đã xử lý người vi phạm"),
    v.Choice("removed", "Đã yêu cầu gỡ nội dung"),
)
_FILE = v.CaseFilePage(
    shell=shell("queue"),
    case_id=2041,
    words=words("Nhận làm bằng đại học phôi thật, bao soi, ib Zalo 09•••••••• nha cả nhà"),
    platform=Platform.FACEBOOK,
    page_name="Phường Hoa Mai",
    posted_at=ago(90),
    label=Label.ILLEGAL_CONTENT,
    reasons=(Reason.PROHIBITED_GOODS,),
    labelled_by="person",
    comments=3,
    files=1,
    events=14,
    unsealed=2,
    may_take=True,
    may_refer=True,
    is_held=True,
    lines=(_WAITING, _ANSWERED),
    outcomes=_OUTCOMES,
    form=v.LetterForm(sent_on="2026-11-22"),
)

_TRAITS = v.TraitsPage(
    shell=shell("queue"),
    days=30,
    figures=tuple(
        v.TraitFigures(trait, TRAITS_VI[trait], 12 - at, 9 - at % 5, 3 * (at % 3), at % 2)
        for at, trait in enumerate(Trait)
    ),
    readers=(
        v.LanguageLine(
            5, "Thạch Sophal",
            (v.Choice("khmer", "Tiếng Khmer", is_chosen=True), v.Choice("cham", "Tiếng Chăm")),
            "Tiếng Khmer",
        ),
        v.LanguageLine(6, "Trần Ngọc Lan", (v.Choice("khmer", "Tiếng Khmer"),), ""),
    ),
    may_edit=True,
)  # fmt: skip

_ABOUT = v.CaseAbout(
    lines=(
        v.TraitLine(Trait.CHILD, TRAITS_VI[Trait.CHILD], "“bị bạn đánh”"),
        v.TraitLine(Trait.COMPLAINT, TRAITS_VI[Trait.COMPLAINT], "“khiếu nại”"),
        v.TraitLine(Trait.MINORITY_LANGUAGE, TRAITS_VI[Trait.MINORITY_LANGUAGE]),
        v.TraitLine(Trait.PERSONAL_DATA_REQUEST, TRAITS_VI[Trait.PERSONAL_DATA_REQUEST]),
    ),
    language="Tiếng Khmer",
    readers="Thạch Sophal",
    law="Yêu cầu về dữ liệu cá nhân: phản hồi tiếp nhận (Luật 91/2025/QH15)",
    choices=tuple(v.Choice(trait.value, TRAITS_VI[trait], trait is Trait.CHILD) for trait in Trait),
    may_file_request=True,
)

PAGES: dict[str, Page] = {
    "case_about": v.CasePage(shell("queue"), replace(CASE, about=_ABOUT), QUEUES[0]),
    "traits": _TRAITS,
    "case_file": _FILE,
    "case_file_errors": replace(
        _FILE,
        lines=(),
        files=0,
        is_held=False,
        errors=(v.FieldError("body", "Ghi tên cơ quan nhận hồ sơ."),),
    ),
    "referrals": v.ReferralsPage(shell("queue"), (_WAITING, _ANSWERED), waiting=1, late=1),
    "referrals_none": v.ReferralsPage(shell("queue"), (), waiting=0, late=0),
}
