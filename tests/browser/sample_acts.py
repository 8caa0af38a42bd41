"""Invented cases whose comments are hidden, are being hidden, or may be."""

from __future__ import annotations

from dataclasses import replace

from api.view_models.acts import (
    ActLine,
    AuthorsReview,
    CaseActs,
    HiddenNote,
    HiddenPage,
    HiddenRow,
    HideOffer,
    ProposedHide,
    PublicReviewPage,
)
from api.view_models.parts import Choice, Due, Page
from api.view_models.publishing import LoggedLine, PageContact, PublicLogPage, PublishingPage
from api.view_models.queue import CasePage
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
OFFER = HideOffer(
    tuple(reason for reason in HideReason if reason is not HideReason.SPAM),
    "Nguyễn Văn Tư",
    3,
    needs_second=True,
)
HIDDEN = HiddenNote(
    ago(30), 3, "Trần Ngọc Lan", HideReason.INSULT, "gọi người khác là vô học", may_review=True
)
LEAVING = ActLine(PublishKind.HIDE, "leaving", 3, 42, may_take_back=True)
UNKNOWN = ActLine(PublishKind.UNHIDE, "unknown", 1, may_settle=True)
VOID = ActLine(PublishKind.HIDE, "void", 1, because="người dân đã sửa bình luận")
REFUSED = ActLine(PublishKind.HIDE, "refused", 1, code="permission")
ROW = HiddenRow(
    2041,
    INSULTING.text,
    Platform.FACEBOOK,
    "Phường Hoa Mai",
    HideReason.INSULT,
    "Trần Ngọc Lan",
    ago(30),
)
PROPOSED = ProposedHide(
    "Trần Ngọc Lan", ago(12), HideReason.INSULT, CriticismSign.NAMES_AGENCY,
    "gọi cán bộ là vô học", may_decide=True,
)  # fmt: skip
ASKED = AuthorsReview(
    4, words("Tôi nói người lấn vỉa hè, không xúc phạm ai. Đề nghị xem lại"), ago(25),
    "K7QM-2XPR", may_decide=True, due=Due("waiting", ago(-3000), 3000, "clock"),
)  # fmt: skip
REVIEW = PublicReviewPage(
    "UBND phường Hoa Mai", "Phường Hoa Mai", "/xem-lai/q3VbT8", ago(200), HideReason.INSULT,
    "F2: Không xúc phạm danh dự, nhân phẩm", is_hidden=True,
)  # fmt: skip
FRAME = shell("hidden", sections=("queue", "approvals", "hidden"), hidden=1)


def _case(acts: CaseActs) -> CasePage:
    case = replace(INSULTING, status=CaseStatus.OPEN, acts=acts)
    return CasePage(shell("queue"), case, QUEUES[0])


SIGNATURES = (
    Choice("none", "Không ghi gì thêm"),
    Choice("unit", "Tên cơ quan", is_chosen=True),
    Choice("person", "Tên người soạn và tên cơ quan"),
)
LINE = LoggedLine(
    ago(90), ago(40), Label.POLICY_QUESTION, 50, in_time=True, comments=3, post="Lịch cấp căn cước"
)

PAGES: dict[str, Page] = {
    "publishing": PublishingPage(
        shell("pages"),
        SIGNATURES,
        (Choice("1", "Phường Hoa Mai", is_chosen=True), Choice("2", "Công an phường")),
        (Choice("1", "Phường Hoa Mai", is_chosen=True), Choice("2", "Công an phường")),
        (PageContact(1, "Phường Hoa Mai", "số (0200) 000 0000"), PageContact(2, "Công an", "")),
    ),
    "public_log": PublicLogPage(
        "UBND phường Hoa Mai",
        "Phường Hoa Mai",
        Platform.FACEBOOK,
        (LINE, replace(LINE, in_time=False, withdrawn=True, url="https://www.facebook.com/1")),
    ),
    "case_hide": _case(CaseActs(offer=OFFER)),
    "case_hiding": _case(CaseActs((LEAVING,))),
    "case_hide_void": _case(CaseActs((VOID,), offer=OFFER)),
    "case_hidden": _case(CaseActs((UNKNOWN, REFUSED), hidden=HIDDEN)),
    "case_criticism": _case(CaseActs(proposed=PROPOSED)),
    "case_asked": _case(CaseActs(hidden=replace(HIDDEN, letter="Bình luận…"), reviews=(ASKED,))),
    "public_review": REVIEW,
    "public_review_asked": replace(REVIEW, code="K7QM-2XPR", due_at=ago(-3000)),
    "public_review_answered": replace(
        REVIEW, code="K7QM-2XPR", verdict=HideVerdict.UPHELD,
        answer="Lời này gọi đích danh người khác là vô học.",
    ),
    "hidden": HiddenPage(
        FRAME,
        (ROW, replace(ROW, is_own=True)),
        (
            replace(ROW, reviewed_by="Lê Quang Minh"),
            replace(ROW, reviewed_by="Lê Quang Minh", is_undone=True),
        ),
        proposed=(ROW,),
        asked=(replace(ROW, words=ASKED.words, due=ASKED.due),),
    ),
}  # fmt: skip
