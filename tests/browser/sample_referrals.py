"""Case files and the register of referrals, with invented contents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from api.view_models.about import CaseAbout, LanguageLine, TraitFigures, TraitLine, TraitsPage
from api.view_models.drafts import Suggestion
from api.view_models.parts import Choice, FieldError, Page
from api.view_models.queue import CasePage
from api.view_models.referrals import CaseFilePage, LetterForm, ReferralLine, ReferralsPage
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

_WAITING = ReferralLine(
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
    Choice("handled", "Đã xử lý người vi phạm"),
    Choice("removed", "Đã yêu cầu gỡ nội dung"),
)
_FILE = CaseFilePage(
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
    form=LetterForm(sent_on="2026-11-22"),
)

_TRAITS = TraitsPage(
    shell=shell("duties"),
    days=30,
    figures=tuple(
        TraitFigures(trait, TRAITS_VI[trait], 12 - at, 11 - at, 2 * (at % 3), at % 3 // 2)
        for at, trait in enumerate(Trait)
    ),
    readers=(
        LanguageLine(
            5, "Thạch Sophal",
            (Choice("khmer", "Tiếng Khmer", is_chosen=True), Choice("cham", "Tiếng Chăm")),
            "Tiếng Khmer",
        ),
        LanguageLine(6, "Trần Ngọc Lan", (Choice("khmer", "Tiếng Khmer"),), ""),
    ),
    may_edit=True,
)  # fmt: skip

_ABOUT = CaseAbout(
    lines=(
        TraitLine(Trait.CHILD, TRAITS_VI[Trait.CHILD], "“bị bạn đánh”"),
        TraitLine(Trait.COMPLAINT, TRAITS_VI[Trait.COMPLAINT], "“khiếu nại”"),
        TraitLine(Trait.MINORITY_LANGUAGE, TRAITS_VI[Trait.MINORITY_LANGUAGE]),
        TraitLine(Trait.PERSONAL_DATA_REQUEST, TRAITS_VI[Trait.PERSONAL_DATA_REQUEST]),
    ),
    language="Tiếng Khmer",
    readers="Thạch Sophal",
    law="Yêu cầu về dữ liệu cá nhân: phản hồi tiếp nhận (Luật 91/2025/QH15)",
    choices=tuple(Choice(trait.value, TRAITS_VI[trait], trait is Trait.CHILD) for trait in Trait),
    may_file_request=True,
)

_CHOICES = tuple(Choice(trait.value, TRAITS_VI[trait]) for trait in Trait)
_CHILD = replace(
    CASE,
    text=words(
        "Cháu •••• •••••• trường •••••••••••••••• bị bạn đánh hội đồng, mong phường vào cuộc"
    ),
    label=Label.FEEDBACK,
    alike_count=0,
    alike=(),
    why=(),
    private_count=3,
    about=CaseAbout(
        (
            TraitLine(Trait.CHILD, TRAITS_VI[Trait.CHILD], "“bị bạn đánh hội đồng”"),
            TraitLine(Trait.PETITION, TRAITS_VI[Trait.PETITION], "“mong phường vào cuộc”"),
        ),
        choices=_CHOICES,
    ),
    suggestions=(
        Suggestion("tre-em-111", "Trẻ em cần bảo vệ: gọi 111", "Nói về trẻ em cần bảo vệ"),
    ),
)
_ASKS = replace(
    CASE,
    text=words("Yêu cầu phường xóa thông tin cá nhân của tôi trên trang"),
    alike_count=0,
    alike=(),
    why=(),
    about=CaseAbout(
        (
            TraitLine(
                Trait.PERSONAL_DATA_REQUEST,
                TRAITS_VI[Trait.PERSONAL_DATA_REQUEST],
                "“xóa thông tin cá nhân”",
            ),
        ),
        law="Yêu cầu về dữ liệu cá nhân: phản hồi tiếp nhận (Luật 91/2025/QH15)",
        choices=_CHOICES,
        may_file_request=True,
    ),
    suggestions=(
        Suggestion(
            "yeu-cau-du-lieu-ca-nhan", "Yêu cầu về dữ liệu cá nhân", "Yêu cầu về dữ liệu cá nhân"
        ),
    ),
)

PAGES: dict[str, Page] = {
    "case_child": CasePage(shell("queue"), _CHILD, QUEUES[0]),
    "case_asks": CasePage(shell("queue"), _ASKS, QUEUES[0]),
    "case_about": CasePage(shell("queue"), replace(CASE, about=_ABOUT), QUEUES[0]),
    "traits": _TRAITS,
    "case_file": _FILE,
    "case_file_errors": replace(
        _FILE,
        lines=(),
        files=0,
        is_held=False,
        errors=(FieldError("body", "Ghi tên cơ quan nhận hồ sơ."),),
    ),
    "referrals": ReferralsPage(shell("duties"), (_WAITING, _ANSWERED), waiting=1, late=1),
    "referrals_none": ReferralsPage(shell("duties"), (), waiting=0, late=0),
}
