"""Pages on the duties of an agency with invented contents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from api.console.rulebook_views import conduct_groups, sources
from api.view_models.duties import (
    CommentRulesPage,
    ConductFormPage,
    ConductPage,
    ConductVersion,
    ConsultationLine,
    ContributionLine,
    ContributionsPage,
    DutiesPage,
    DutyCard,
    DutyCount,
    PublicConductPage,
    ReaderLine,
)
from api.view_models.parts import Choice, Due, FieldError
from moderation.conduct import rules
from moderation.duties import comment_rules
from moderation.duties.rulebook import Ruling, written_down
from moderation.vocabulary import ContributionOutcome, RuleStrength
from tests.browser.sample_cases import ago, shell, words

if TYPE_CHECKING:
    from api.view_models.parts import Page

__all__ = ["CONDUCT_PAGES"]

RULES = tuple(
    Ruling(rule, rule.issued[1], rule.issued[0]) if rule.issued else Ruling(rule, None, None)
    for rule in rules().values()
)
OWN = tuple(
    Ruling(one.rule, RuleStrength.MUST, None, "Nội quy 12/QĐ-UBND ngày 02-11-2026")
    if one.rule.id in {"A03", "A09"}
    else one
    for one in RULES
)
CARDS = (
    DutyCard(
        "Quy tắc ứng xử và nội quy bình luận",
        "/duties/rules",
        "Bộ Quy tắc ứng xử từng điều, mức bắt buộc và nguồn; ai đã đọc bản đang có hiệu lực.",
        "A14, A25, B01",
        (
            DutyCount(1, "bản anh/chị chưa xác nhận đã đọc", is_late=True),
            DutyCount(4, "người chưa đọc", is_late=True),
        ),
    ),
    DutyCard(
        "Trang và người phụ trách",
        "/pages",
        "Mỗi trang có người phát ngôn, người chịu trách nhiệm nội dung và người quản trị.",
        "A01, A02, A03, A05",
        (DutyCount(0, "trang còn thiếu người phụ trách"),),
    ),
    DutyCard(
        "Bình luận đã ẩn",
        "/hidden",
        "Mỗi lần ẩn có lý do, dựa vào một quy tắc, và được một người khác xem lại.",
        "A08, A26, B08",
        (DutyCount(2, "vụ chờ người khác xem lại", is_late=True),),
        due=Due("soon", ago(-180), 180, "clock"),
    ),
)
CONDUCT = ConductPage(
    shell=shell("duties"),
    groups=conduct_groups(written_down(RULES), written_down(OWN)),
    sources=sources(),
    versions=(ConductVersion(2, ago(3000), "Lê Thanh Hà", "Nội quy 12/QĐ-UBND"),
              ConductVersion(1, ago(90000), "Lê Thanh Hà", "")),
    version_id=7,
    read_at=None,
    readers=(ReaderLine("Đỗ Thị Bích Vân", None), ReaderLine("Lê Thanh Hà", ago(2000))),
    may_keep=True,
    is_changed=True,
    is_public=True,
    public_path="/quy-tac/phuong-hoa-mai",
    takes_reviews=True,
)  # fmt: skip
A09 = next(line for group in CONDUCT.groups for line in group.lines if line.id == "A09")
TOLD = comment_rules.sections(rules())
CONDUCT_PAGES: dict[str, Page] = {
    "duties": DutiesPage(shell("duties"), CARDS),
    "conduct": CONDUCT,
    "conduct_read": replace(
        CONDUCT,
        groups=conduct_groups(written_down(OWN)),
        read_at=ago(100),
        readers=(),
        may_keep=False,
        is_changed=False,
    ),
    "conduct_form": ConductFormPage(
        shell("duties"),
        A09,
        tuple((sources()[at], how) for at, how in enumerate((RuleStrength.MUST,
                                                             RuleStrength.SHOULD))),
        (Choice("must", "Phải"), Choice("must_not", "Không được")),
        "Nội quy 12/QĐ-UBND",
        is_own=True,
        errors=(FieldError("reason", "Ghi lý do, ví dụ số và ngày của nội quy cơ quan."),),
    ),
    "contributions": ContributionsPage(
        shell=shell("duties"),
        since="2026-10-01",
        until="2026-11-24",
        outcomes=(Choice("adopted", "Đã tiếp thu"), Choice("undecided", "Chưa ghi")),
        consultations=(Choice("3", "Quy hoạch chợ Hoa Mai"),),
        received=58,
        answered=51,
        adopted=23,
        not_adopted=19,
        undecided=16,
        lines=(
            ContributionLine(
                2051, words("Nên mở một cửa thêm sáng thứ bảy cho người đi làm"),
                "Phường Hoa Mai", ago(400), is_answered=True,
                outcome=ContributionOutcome.NOT_ADOPTED,
                reason="Chưa bố trí được người trực; thí điểm từ quý I năm 2027",
                by="Trần Ngọc Lan",
            ),
            ContributionLine(
                2044, words("Chợ nên có chỗ gửi xe có mái che #GopYCho"), "Phường Hoa Mai",
                ago(900), is_answered=False,
            ),
        ),
        more=36,
        csv_url="/duties/contributions.csv?since=2026-10-01",
        campaigns=(
            ConsultationLine(3, "Quy hoạch chợ Hoa Mai", "#GopYCho", date(2026, 11, 2),
                               date(2026, 11, 30), 41, 12, 9),
        ),
        may_keep=True,
    ),
    "comment_rules": CommentRulesPage(
        shell("duties"),
        (Choice("1", "Phường Hoa Mai", is_chosen=True), Choice("2", "Truyền thanh Hoa Mai")),
        comment_rules.as_text("UBND phường Hoa Mai", "Phường Hoa Mai", TOLD, {}),
        comment_rules.as_html("UBND phường Hoa Mai", "Phường Hoa Mai", TOLD, {}),
    ),
    "public_conduct": PublicConductPage(
        "UBND phường Hoa Mai",
        2,
        ago(3000),
        TOLD,
        conduct_groups(one for one in written_down(OWN) if one["strength"]),
    ),
}  # fmt: skip
