"""A period's report and the list behind a number, with invented contents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from api.view_models.parts import Choice, Page
from api.view_models.period import (
    CommentListPage,
    CommentOfFigure,
    Count,
    FigureLine,
    FigureListPage,
    HeatRow,
    Named,
    PeriodGroup,
    PeriodSide,
    PeriodView,
    QueueFlow,
    Times,
    Wave,
)
from api.view_models.reports import (
    PublicHidden,
    PublicMonthView,
    ReportForm,
    ReportLine,
    ReportsPage,
    TransparencyPage,
)
from moderation.vocabulary import CaseStatus, Label, WorkState
from tests.browser.sample_cases import NOW, shell

__all__ = ["PERIOD", "PERIOD_PAGES"]


def _count(value: int) -> Count:
    return Count(value, "/dashboard/cases?what=opened")


_NOW = PeriodSide(
    date(2026, 10, 25), date(2026, 11, 24), _count(412), _count(388), _count(341), _count(17),
    _count(22), _count(260), _count(395), _count(6), _count(9), _count(180), _count(121),
    Times(72, 410, 655), Times(190, 1500, 4320), 84,
)  # fmt: skip
_BEFORE = replace(_NOW, answered=_count(12), office=None, wall=None, km_median=None)
_GROUP = PeriodGroup("Phường Hoa Mai", _count(300), _count(280), _count(251), 64, 390)
_WAVE = Wave(
    "Thông báo điều chỉnh phí vệ sinh môi trường", "Phường Hoa Mai", "/cases/2041",
    NOW - timedelta(hours=3), _count(42), 1.5,
)  # fmt: skip
PERIOD = PeriodView(
    days=30,
    lengths=(Choice("7", "7 ngày"), Choice("30", "30 ngày", is_chosen=True)),
    now=_NOW,
    before=_BEFORE,
    pages=(_GROUP, replace(_GROUP, name="Zalo phường Hoa Mai", median=None, p90=None)),
    labels=(replace(_GROUP, name="Câu hỏi chính sách"),),
    queues=(replace(_GROUP, name="Trái chiều"),),
    flow=(QueueFlow("Trái chiều", _count(30), _count(28), _count(4)),),
    heat=tuple(
        HeatRow(day, tuple(_count((day * hour) % 23) for hour in range(24))) for day in range(1, 8)
    ),
    heat_most=22,
    groups=(_WAVE,),
    posts=(_WAVE,),
    topics=(replace(_WAVE, name="Lệ phí cấp căn cước"),),
    fields=(
        Named("Nơi làm căn cước", _count(61), "Công an phường"),
        Named("Khai sinh", _count(22)),
    ),
    templates=(Named("Không theo mẫu", _count(9)), Named("Nơi làm căn cước", _count(40))),
    people=(Named("Lê Thanh Hà", _count(81), held=_count(2)),),
)
_LINE = FigureLine(
    2041, Label.CONTRARY_INFORMATION, "Phường Hoa Mai", "Trái chiều", CaseStatus.ANSWERED,
    NOW - timedelta(hours=5), NOW, NOW - timedelta(hours=1), 180, 12,
)  # fmt: skip
_LIST = FigureListPage(
    shell("dashboard"), "Vụ được trả lời", ("Trang: Phường Hoa Mai",), 388,
    (_LINE, replace(_LINE, id=2042, answered_at=None, minutes=None)),
    "/dashboard/cases.xlsx?what=answered", "/dashboard/cases.csv?what=answered",
    next_url="/dashboard/cases?what=answered&n=100",
)  # fmt: skip

_COMMENTS = CommentListPage(
    shell("dashboard"), ("Trang: Phường Hoa Mai",), 42,
    (
        CommentOfFigure(
            9001, 2041, "Phường Hoa Mai", "Thông báo điều chỉnh phí", NOW - timedelta(hours=2),
            NOW - timedelta(hours=2, minutes=-1),
        ),
        CommentOfFigure(9002, None, "Phường Hoa Mai", "", NOW - timedelta(hours=1), NOW),
    ),
    "/dashboard/comments.xlsx?since=x", "/dashboard/comments.csv?since=x",
)  # fmt: skip

_REPORTS = ReportsPage(
    shell("dashboard"),
    (
        ReportLine(3, "Tháng 10 năm 2026", WorkState.DONE, NOW, "/reports/3.pdf"),
        ReportLine(2, "Quý III năm 2026", WorkState.RECEIVED, None, ""),
        ReportLine(1, "Tháng 9 năm 2026", WorkState.DEAD, None, ""),
    ),
    (Choice("monthly:2026-10-01", "Tháng 10 năm 2026"),),
    ReportForm(
        "UBND thành phố", "BC-UBND", "Hoa Mai", "Như trên\nLưu: VT", "Chủ tịch", "Lê Thanh Hà",
        monthly=True, quarterly=False, is_public=True,
    ),
    "/minh-bach/hoa-mai",
    may_edit=True,
)  # fmt: skip
_MONTH = PublicMonthView(
    date(2026, 11, 1), 1412, 1032, 880, 91, 72, 410,
    (PublicHidden("Tin rác", 12, 1), PublicHidden("Xúc phạm, lăng mạ", 3, 0)), 15, 1,
)  # fmt: skip
_PUBLIC = TransparencyPage(
    "UBND phường Hoa Mai",
    NOW,
    (_MONTH, replace(_MONTH, since=date(2026, 10, 1), median=None, p90=None, within_percent=None)),
)

PERIOD_PAGES: dict[str, Page] = {
    "reports": _REPORTS,
    "transparency": _PUBLIC,
    "comment_list": _COMMENTS,
    "figure_list": _LIST,
    "figure_list_empty": replace(_LIST, total=0, lines=(), filters=(), next_url=""),
}
