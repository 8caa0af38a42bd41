"""Invented cases whose comments are hidden, are being hidden, or may be."""

from __future__ import annotations

from dataclasses import replace

from api import view_models as v
from moderation.vocabulary import (
    CaseStatus,
    CriticismSign,
    HideReason,
    HideVerdict,
    Label,
    Platform,
    PublishKind,
)
from tests.browser.sample_cases import CASE, QUEUES, ago, shell, words

__all__ = ["PAGES"]

INSULTING = replace(
    CASE,
    label=Label.ILLEGAL_CONTENT,
    text=words("Bọn vô học, cút khỏi phường này đi"),
    reply=None,
)
OFFER = v.HideOffer(
    tuple(reason for reason in HideReason if reason is not HideReason.SPAM),
    "Nguyễn Văn Tư",
    3,
    needs_second=True,
)
HIDDEN = v.HiddenNote(
    ago(30), 3, "Trần Ngọc Lan", HideReason.INSULT, "gọi người khác là vô học", may_review=True
)
LEAVING = v.ActLine(PublishKind.HIDE, "leaving", 3, 42, may_take_back=True)
UNKNOWN = v.ActLine(PublishKind.UNHIDE, "unknown", 1, may_settle=True)
REFUSED = v.ActLine(PublishKind.HIDE, "refused", 1, code="permission")
ROW = v.HiddenRow(
    2041,
    INSULTING.text,
    Platform.FACEBOOK,
    "Phường Hoa Mai",
    HideReason.INSULT,
    "Trần Ngọc Lan",
    ago(30),
)
PROPOSED = v.ProposedHide(
    "Trần Ngọc Lan", ago(12), HideReason.INSULT, CriticismSign.NAMES_AGENCY,
    "gọi cán bộ là vô học", may_decide=True,
)  # fmt: skip
ASKED = v.AuthorsReview(
    4, words("Tôi nói người lấn vỉa hè, không xúc phạm ai. Đề nghị xem lại"), ago(25),
    "K7QM-2XPR", may_decide=True,
)  # fmt: skip
REVIEW = v.PublicReviewPage(
    "UBND phường Hoa Mai", "Phường Hoa Mai", "/xem-lai/q3VbT8", ago(200), HideReason.INSULT,
    "F2: Không xúc phạm danh dự, nhân phẩm", is_hidden=True,
)  # fmt: skip
FRAME = shell("hidden", sections=("queue", "approvals", "hidden"), hidden=1)


def _case(acts: v.CaseActs) -> v.CasePage:
    case = replace(INSULTING, status=CaseStatus.OPEN, acts=acts)
    return v.CasePage(shell("queue"), case, QUEUES[0])


SIGNATURES = (
    v.Choice("none", "Không ghi gì thêm"),
    v.Choice("unit", "Tên cơ quan", is_chosen=True),
    v.Choice("person", "Tên người soạn và tên cơ quan"),
)
LINE = v.LoggedLine(
    ago(90), ago(40), Label.POLICY_QUESTION, 50, in_time=True, comments=3, post="Lịch cấp căn cước"
)

PAGES: dict[str, v.Page] = {
    "publishing": v.PublishingPage(
        shell("pages"),
        SIGNATURES,
        (v.Choice("1", "Phường Hoa Mai", is_chosen=True), v.Choice("2", "Công an phường")),
        (v.Choice("1", "Phường Hoa Mai", is_chosen=True), v.Choice("2", "Công an phường")),
    ),
    "public_log": v.PublicLogPage(
        "UBND phường Hoa Mai",
        "Phường Hoa Mai",
        Platform.FACEBOOK,
        (LINE, replace(LINE, in_time=False, withdrawn=True, url="https://www.facebook.com/1")),
    ),
    "case_hide": _case(v.CaseActs(offer=OFFER)),
    "case_hiding": _case(v.CaseActs((LEAVING,))),
    "case_hidden": _case(v.CaseActs((UNKNOWN, REFUSED), hidden=HIDDEN)),
    "case_criticism": _case(v.CaseActs(proposed=PROPOSED)),
    "case_asked": _case(v.CaseActs(hidden=replace(HIDDEN, letter="Bình luận…"), reviews=(ASKED,))),
    "public_review": REVIEW,
    "public_review_asked": replace(REVIEW, code="K7QM-2XPR"),
    "public_review_answered": replace(
        REVIEW, code="K7QM-2XPR", verdict=HideVerdict.UPHELD,
        answer="Lời này gọi đích danh người khác là vô học.",
    ),
    "hidden": v.HiddenPage(
        FRAME,
        (ROW, replace(ROW, is_own=True)),
        (
            replace(ROW, reviewed_by="Lê Quang Minh"),
            replace(ROW, reviewed_by="Lê Quang Minh", is_undone=True),
        ),
        proposed=(ROW,),
        asked=(replace(ROW, words=ASKED.words),),
    ),
}  # fmt: skip
