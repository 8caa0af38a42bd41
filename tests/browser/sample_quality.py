"""Invented corrections and second looks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api.view_models.parts import Choice
from api.view_models.quality import (
    AgreementView,
    Confusion,
    CorrectionLine,
    CorrectionsPage,
    QualityForm,
    SecondLookPage,
)
from api.words import CORRECTION_REASONS_VI
from moderation.vocabulary import CorrectionReason, Label
from tests.browser.sample_cases import ago, shell, words

if TYPE_CHECKING:
    from api.view_models.parts import Page

__all__ = ["PAGES"]

_LINE = CorrectionLine(
    91,
    2047,
    ago(35),
    words("phường mình làm ăn kiểu ni thì dân chừ biết kêu ai, hay quá ha"),
    Label.OTHER,
    Label.FEEDBACK,
    64,
    CorrectionReason.DIALECT,
    is_own=True,
)
CORRECTIONS = CorrectionsPage(
    shell("quality"),
    7,
    212,
    34,
    (
        Confusion(Label.OTHER, Label.FEEDBACK, 14),
        Confusion(Label.POLICY_QUESTION, Label.CONTRARY_INFORMATION, 11),
        Confusion(Label.SPAM, Label.OTHER, 9),
    ),
    (
        _LINE,
        replace(
            _LINE,
            event_id=90,
            case_id=2044,
            at=ago(300),
            text=words("nghe nói tháng sau làm căn cước phải đóng 500k"),
            said=Label.POLICY_QUESTION,
            meant=Label.CONTRARY_INFORMATION,
            reason=CorrectionReason.CONTEXT,
            is_own=False,
        ),
        replace(_LINE, event_id=89, case_id=2031, at=ago(2000), reason=None),
    ),
    tuple(Choice(reason.value, name) for reason, name in CORRECTION_REASONS_VI.items()),
    AgreementView(48, 41, "0,81", "đồng thuận rất cao"),
    AgreementView(6, 5),
    QualityForm(3, 10, 24),
    may_look=True,
)
LOOK = SecondLookPage(
    shell("quality"),
    12,
    4,
    words("bữa trước loa phường báo 8h phát quà mà 10h chưa thấy ai, dân ngồi chờ dài cổ"),
    words("Phường tặng quà người cao tuổi sáng chủ nhật tại nhà văn hóa."),
)
PAGES: dict[str, Page] = {
    "corrections": CORRECTIONS,
    "corrections_none": replace(
        CORRECTIONS,
        judged=0,
        wrong=0,
        confusions=(),
        lines=(),
        people=AgreementView(),
        golden=AgreementView(),
        form=None,
    ),
    "second_look": LOOK,
    "second_look_none": SecondLookPage(shell("quality"), 0, 0),
}
