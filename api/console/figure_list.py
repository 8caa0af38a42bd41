"""The cases behind a number of the dashboard, on the screen and as files of exactly those."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page
from api.console.dates import read_zoned
from api.console.figure_addresses import list_url
from api.console.figure_files import (
    PAGE_ROWS,
    about_list,
    csv_file,
    refuse_too_many,
    workbook,
)
from api.console.forms import row_id
from api.console.period import names_of, title_of
from api.console.shell import shell_of
from api.console.words import Say, one_line, say_in
from api.exports import Cell, Table
from api.security import Desk, desk, fresh
from api.view_models.period import FigureLine, FigureListPage
from api.words import STATUSES_VI
from moderation.errors import BadInputError
from moderation.events import record
from moderation.models import Case
from moderation.policy import Permission
from moderation.queries import case_sets
from moderation.queries.case_sets import SLOWEST_FIRST, CaseSet, What
from moderation.queries.people import find_user
from moderation.vocabulary import LABELS_VI, EventKind, Label

__all__ = ["router"]

router = APIRouter(prefix="/dashboard/cases")

_Manager = Annotated[Desk, desk(Permission.SEE_FIGURES)]
_Taker = Annotated[Desk, fresh(Permission.SEE_FIGURES)]
_NAMES = {
    What.WAITING: "Vụ đang chờ",
    What.LATE: "Vụ quá hạn",
    What.OPENED: "Vụ mới",
    What.ANSWERED: "Vụ được trả lời",
    What.WITHIN: "Vụ trả lời trong hạn",
    What.OVER: "Vụ trả lời quá hạn",
    What.CLOSED: "Vụ đã đóng",
    What.UNANSWERED: "Vụ mới chưa ai trả lời",
    What.DECIDED: "Vụ có người quyết định",
    What.JUDGED: "Vụ có người xem nhãn",
    What.CORRECTED: "Vụ có sửa nhãn",
    What.OVERTURNED: "Vụ có quyết định bị thay",
    What.RETURNED: "Vụ có dự thảo bị trả lại",
    What.REPLIED: "Vụ có trả lời được duyệt",
    What.SOURCED: "Vụ có trả lời dẫn nguồn chính thức",
    What.SOON: "Vụ sắp quá hạn",
    What.UNKNOWN: "Vụ đăng chưa rõ kết quả",
    What.HELD: "Vụ đang có người xử lý",
}
_OF_NOW = frozenset({What.WAITING, What.LATE, What.SOON, What.UNKNOWN, What.HELD})
_COLUMNS = (
    "Số vụ", "Nhãn", "Trang", "Hàng đợi", "Tình trạng", "Người dân viết lúc", "Hạn",
    "Trả lời lúc", "Phút làm việc", "Số bình luận",
)  # fmt: skip


@router.get("")
def show_list(request: Request, desk: _Manager) -> HTMLResponse:
    """A page of the list."""
    wanted = _asked(desk, request.query_params)
    start = row_id(request.query_params.get("n", ""))
    agency_id, say = desk.who.agency_id, say_in(desk.locale)
    total = case_sets.count_cases(agency_id, desk.session, wanted)
    found = case_sets.list_cases(agency_id, desk.session, wanted, limit=PAGE_ROWS, offset=start)
    pages, queues = names_of(desk)
    end = start + len(found)
    return page(
        desk,
        FigureListPage(
            shell=shell_of(desk, request, "dashboard"),
            title=say(_NAMES[wanted.what]),
            filters=(*_filters(desk, wanted, say), *_order(wanted, say)),
            total=total,
            lines=tuple(_line(case, wanted.what, pages, queues) for case in found),
            xlsx_url=list_url(wanted, ".xlsx"),
            csv_url=list_url(wanted, ".csv"),
            previous_url=list_url(wanted, n=max(0, start - PAGE_ROWS)) if start else "",
            next_url=list_url(wanted, n=end) if end < total else "",
        ),
    )


@router.get(".xlsx")
def export_xlsx(request: Request, desk: _Taker) -> Response:
    """The list as a workbook."""
    return workbook(_table(desk, request.query_params), say_in(desk.locale))


@router.get(".csv")
def export_csv(request: Request, desk: _Taker) -> Response:
    """The list as CSV."""
    return csv_file(_table(desk, request.query_params))


def _table(desk: Desk, given: Mapping[str, str]) -> Table:
    wanted, say = _asked(desk, given), say_in(desk.locale)
    refuse_too_many(case_sets.count_cases(desk.who.agency_id, desk.session, wanted))
    pages, queues = names_of(desk)
    rows = [
        _row(_line(case, wanted.what, pages, queues), say)
        for case in case_sets.stream_cases(desk.who.agency_id, desk.session, wanted)
    ]
    record(
        desk.session,
        desk.who,
        EventKind.EXPORTED,
        what="cases",
        rows=len(rows),
        list=wanted.what.value,
        since=wanted.since.isoformat(),
        until=wanted.until.isoformat(),
    )
    about = about_list(
        desk,
        say,
        say(_NAMES[wanted.what]),
        _filters(desk, wanted, say),
        since=wanted.since,
        until=wanted.until,
        counted=(
            say("Thời hạn tính"),
            say("từ lúc người dân viết, phút làm việc theo lịch cơ quan"),
        ),
        rows=len(rows),
    )
    return Table(about, [say(name) for name in _COLUMNS], rows)


def _row(line: FigureLine, say: Say) -> tuple[Cell, ...]:
    return (
        str(line.id), say(LABELS_VI[line.label]), line.page, line.queue,
        say(STATUSES_VI[line.status]), line.opened_at, line.due_at, line.answered_at, line.minutes,
        line.comments,
    )  # fmt: skip


def _line(
    case: Case, what: What, pages: Mapping[int, str], queues: Mapping[str, str]
) -> FigureLine:
    # What was reopened after its answer is due anew; only a figure of now counts by that.
    is_due_now = what in _OF_NOW and case.closed_at is None
    due = case.due_at if is_due_now else case.first_due_at or case.due_at
    return FigureLine(
        id=case.id,
        label=case.label,
        page=pages.get(case.page_id, ""),
        queue=queues.get(case.queue_key, case.queue_key),
        status=case.status,
        opened_at=case.opened_at,
        due_at=due,
        answered_at=case.first_response_at,
        minutes=case.response_minutes,
        comments=case.comments_count,
        is_late=due < datetime.now(UTC) if is_due_now else _is_late(case, due),
    )


def _is_late(case: Case, due: datetime) -> bool:
    """Answered after its time, or open beyond it; what was closed unanswered is neither."""
    if case.first_response_at is None:
        return case.closed_at is None and due < datetime.now(UTC)
    return case.first_response_at > due


def _filters(desk: Desk, wanted: CaseSet, say: Say) -> tuple[str, ...]:
    pages, queues = names_of(desk)
    given = []
    if wanted.page_id is not None:
        given.append(say("Trang: %(name)s") % {"name": pages.get(wanted.page_id, "?")})
    if wanted.label is not None:
        given.append(say("Nhãn: %(name)s") % {"name": say(LABELS_VI[wanted.label])})
    if wanted.queue_key is not None:
        name = queues.get(wanted.queue_key, wanted.queue_key)
        given.append(say("Hàng đợi: %(name)s") % {"name": name})
    if wanted.weekday is not None and wanted.hour is not None:
        name = "CN" if wanted.weekday == 7 else f"T{wanted.weekday + 1}"
        given.append(say("Viết vào: %(name)s") % {"name": f"{say(name)}, {wanted.hour} h"})
    given += _more_filters(desk, wanted, say)
    return tuple(given)


def _order(wanted: CaseSet, say: Say) -> tuple[str, ...]:
    return (say("Chậm nhất ở trên"),) if wanted.what in SLOWEST_FIRST else ()


def _more_filters(desk: Desk, wanted: CaseSet, say: Say) -> Iterator[str]:
    if wanted.from_hours:
        yield say("Đã chờ từ %(n)s giờ") % {"n": wanted.from_hours}
    if wanted.to_hours:
        yield say("Đã chờ dưới %(n)s giờ") % {"n": wanted.to_hours}
    if wanted.topic is not None:
        yield say("Chủ đề: %(name)s") % {"name": title_of(desk, wanted.topic)}
    if wanted.key is None:
        return
    if wanted.what is What.REPLIED:
        name = title_of(desk, wanted.key) if wanted.key else say("Không theo mẫu")
        yield say("Mẫu: %(name)s") % {"name": name}
    else:
        person = find_user(desk.who.agency_id, desk.session, row_id(wanted.key))
        name = one_line(person.full_name) if person else "?"
        yield say("Người làm: %(name)s") % {"name": name}


def _asked(desk: Desk, given: Mapping[str, str]) -> CaseSet:
    """The set that an address names, within the pages that the person may see."""
    try:
        wanted = CaseSet(
            What(given.get("what", "")),
            read_zoned(given.get("since", "")),
            read_zoned(given.get("until", "")),
            page_ids=desk.who.pages(Permission.SEE_FIGURES),
            page_id=row_id(given["page_id"]) if "page_id" in given else None,
            label=Label(given["label"]) if "label" in given else None,
            queue_key=given.get("queue", "").replace("\x00", "") or None,
            weekday=row_id(given["weekday"]) if "weekday" in given else None,
            hour=row_id(given["hour"]) if "hour" in given else None,
            from_hours=row_id(given["from_hours"]) if "from_hours" in given else None,
            to_hours=row_id(given["to_hours"]) if "to_hours" in given else None,
            topic=_word(given, "topic"),
            key=_word(given, "key"),
        )
    except ValueError as error:
        raise BadInputError("Địa chỉ của danh sách không đúng: hãy mở lại từ Tổng quan.") from error
    if wanted.what is What.HELD and not (wanted.key or "").isdecimal():
        raise BadInputError("Địa chỉ của danh sách không đúng: hãy mở lại từ Tổng quan.")
    return wanted


def _word(given: Mapping[str, str], name: str) -> str | None:
    found = given.get(name)
    return None if found is None else found.replace("\x00", "")[:200]
