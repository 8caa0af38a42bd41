"""An official report as a PDF in the form of a state document (Decree 30/2020/NĐ-CP)."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import typst

from moderation.duties.heads_report import DutyFigures
from moderation.queries.reports import HideCount
from moderation.reporting.minutes import Spread
from moderation.reporting.official import OfficialReport
from moderation.reporting.period import Group, Side
from moderation.vocabulary import LABELS_VI, REASONS_VI, Label, Reason, ReportKind, Tally
from workers.duty_parts import duty_parts
from workers.report_part import Part
from workers.report_part import counted as _n

__all__ = ["document", "period_name", "typeset", "written"]

_FORM = Path(__file__).with_name("official_report.typ")
_FEW = "chưa đủ số liệu"
_SPAM_VI = "Tin rác, quấy nhiễu"


def written(report: OfficialReport, duties: DutyFigures | None = None, *, today: date) -> bytes:
    """The PDF; with `duties`, of all that the head answers for."""
    return typeset(document(report, duties, today=today))


def typeset(document: dict[str, Any]) -> bytes:
    """The PDF of a document's words."""
    said = json.dumps(document, ensure_ascii=False)
    data = unicodedata.normalize("NFC", said)
    made = typst.compile(str(_FORM), sys_inputs={"data": data}, ignore_system_fonts=False)
    if not isinstance(made, bytes):
        raise TypeError("one PDF was expected")
    return made


def document(
    report: OfficialReport, duties: DutyFigures | None = None, *, today: date
) -> dict[str, Any]:
    """What stands in it, in words and numbers of the Vietnamese form."""
    settings = report.settings
    place = f"{settings.place}, " if settings.place else ""
    recipients = [line.strip(" -;") for line in settings.recipients.splitlines() if line.strip()]
    return {
        "agency": report.agency,
        "superior": settings.superior,
        "symbol": settings.symbol,
        "place_date": f"{place}ngày {today.day:02} tháng {today.month:02} năm {today.year}",
        "title": "Kết quả tiếp nhận, trả lời ý kiến của người dân trên mạng xã hội",
        "period": period_name(report.kind, report.since),
        "parts": [
            part.as_json() for part in [*_parts(report), *(duty_parts(duties) if duties else [])]
        ],
        "recipients": recipients or ["Như trên", "Lưu: VT"],
        "signer_title": settings.signer_title or "Thủ trưởng cơ quan",
        "signer_name": settings.signer_name,
    }


def period_name(kind: ReportKind, since: date) -> str:
    """`tháng 10 năm 2026`, `quý III năm 2026`."""
    if kind is ReportKind.MONTHLY:
        return f"tháng {since.month} năm {since.year}"
    return f"quý {('I', 'II', 'III', 'IV')[since.month // 3]} năm {since.year}"


def _parts(report: OfficialReport) -> list[Part]:
    now, before = report.now, report.before
    last = report.until - timedelta(days=1)
    return [
        Part(
            "1. Phạm vi và cách tính",
            [
                (
                    f"Số liệu từ ngày {report.since:%d/%m/%Y} đến hết ngày {last:%d/%m/%Y}, so với "
                    f"{period_name(report.kind, before.since.date())}. Thời gian trả lời tính từ "
                    "lúc người dân viết đến câu trả lời công khai đầu tiên, theo giờ làm việc của "
                    "cơ quan. Không nêu trung vị khi có ít hơn 20 lần trả lời."
                )
            ],
        ),
        Part("2. Tiếp nhận và trả lời", [_answered(now)], _HEADS, _rows(now, before)),
        Part(
            "3. Theo trang",
            [],
            ("Trang", "Vụ mới", "Đã trả lời", "Trong hạn", "Trung vị"),
            [_group(report.names.get(each.key, "?"), each) for each in report.pages],
        ),
        Part(
            "4. Theo loại nội dung",
            [],
            ("Loại", "Vụ mới", "Đã trả lời", "Trong hạn", "Trung vị"),
            [_group(LABELS_VI[Label(each.key)], each) for each in report.labels],
        ),
        _hidden(report.hidden),
        Part("6. Chất lượng xử lý", [_quality(now)]),
    ]


_HEADS = ("Chỉ tiêu", "Kỳ này", "Kỳ trước")


def _rows(now: Side, before: Side) -> list[list[str]]:
    def row(name: str, one: str, other: str) -> list[str]:
        return [name, one, other]

    return [
        row("Bình luận tiếp nhận", *(_n(s.tallies[Tally.RECEIVED]) for s in (now, before))),
        row("Vụ việc mới", *(_n(side.opened) for side in (now, before))),
        row("Vụ việc được trả lời lần đầu", *(_n(side.answers.n) for side in (now, before))),
        row("Trả lời trong hạn", *(_within(side.answers) for side in (now, before))),
        row("Trung vị thời gian trả lời", *(_at(side.answers, 0) for side in (now, before))),
        row("90 % trả lời không lâu hơn", *(_at(side.answers, 1) for side in (now, before))),
        row("Vụ việc mới chưa được trả lời", *(_n(side.unanswered) for side in (now, before))),
    ]


def _answered(now: Side) -> str:
    said = (
        f"Trong kỳ, cơ quan tiếp nhận {_n(now.tallies[Tally.RECEIVED])} bình luận, thành "
        f"{_n(now.opened)} vụ việc; trả lời lần đầu {_n(now.answers.n)} vụ việc, trong đó "
        f"{_within(now.answers)} đúng hạn."
    )
    if now.answers.office is not None:
        said += f" Trung vị thời gian trả lời là {_minutes(now.answers.office[0])}."
    return f"{said} Đến lúc lập báo cáo còn {_n(now.unanswered)} vụ việc của kỳ chưa được trả lời."


def _hidden(hidden: Sequence[HideCount]) -> Part:
    whole, undone = sum(one.hidden for one in hidden), sum(one.undone for one in hidden)
    said = (
        f"Cơ quan đã ẩn {_n(whole)} bình luận, mỗi lần ẩn có lý do; {_n(undone)} bình luận được "
        "hiện lại sau khi một người khác xem lại."
        if whole
        else "Trong kỳ không ẩn bình luận nào."
    )
    rows = [[_reason(one), _n(one.hidden), _n(one.undone)] for one in hidden]
    return Part("5. Bình luận bị ẩn", [said], ("Lý do", "Đã ẩn", "Hiện lại") if rows else (), rows)


def _quality(now: Side) -> str:
    tally = now.tallies
    return (
        f"Người xử lý xem nhãn của {_n(tally[Tally.JUDGED])} vụ việc và sửa nhãn của máy "
        f"{_n(tally[Tally.CORRECTED])} vụ việc; {_n(tally[Tally.OVERTURNED])} quyết định được thay "
        f"đổi sau đó. {_n(tally[Tally.REPLIED])} trả lời được duyệt, "
        f"{_n(tally[Tally.SOURCED])} trả lời dẫn nguồn chính thức, "
        f"{_n(tally[Tally.RETURNED])} dự thảo bị trả lại để sửa."
    )


def _group(name: str, group: Group[int] | Group[Label]) -> list[str]:
    return [
        name, _n(group.opened), _n(group.answers.n), _within(group.answers), _at(group.answers, 0)
    ]  # fmt: skip


def _reason(one: HideCount) -> str:
    known = {reason.value: name for reason, name in REASONS_VI.items()}
    return known.get(one.reason.value, _SPAM_VI) if one.reason.value in set(Reason) else _SPAM_VI


def _within(found: Spread) -> str:
    if not found.n:
        return "0"
    return f"{_n(found.within)} ({round(100 * found.within / found.n)} %)"


def _at(found: Spread, place: int) -> str:
    return _FEW if found.office is None else _minutes(found.office[place])


def _minutes(minutes: float) -> str:
    hours, left = divmod(round(minutes), 60)
    if not hours:
        return f"{left} phút"
    return f"{_n(hours)} giờ {left} phút" if left else f"{_n(hours)} giờ"
