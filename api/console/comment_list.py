"""The comments behind a number of the dashboard, without their words, and as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page
from api.console.dates import read_zoned
from api.console.figure_addresses import comments_url
from api.console.figure_files import (
    PAGE_ROWS,
    about_list,
    csv_file,
    refuse_too_many,
    workbook,
)
from api.console.forms import row_id
from api.console.period import names_of
from api.console.shell import shell_of
from api.console.words import Say, one_line, say_in
from api.exports import Cell, Table
from api.security import Desk, desk, fresh
from api.view_models.period import CommentListPage, CommentOfFigure
from moderation.errors import BadInputError
from moderation.events import record
from moderation.policy import Permission
from moderation.queries import comment_sets
from moderation.queries.comment_sets import CommentLine, CommentSet
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import EventKind

__all__ = ["router"]

router = APIRouter(prefix="/dashboard/comments")

_Manager = Annotated[Desk, desk(Permission.SEE_FIGURES)]
_Taker = Annotated[Desk, fresh(Permission.SEE_FIGURES)]
_COLUMNS = ("Số bình luận", "Số vụ", "Trang", "Bài đăng", "Viết lúc", "Nhận lúc")


@dataclass(frozen=True, slots=True)
class _Names:
    pages: Mapping[int, str]
    posts: Mapping[int, str]

    def line(self, one: CommentLine) -> CommentOfFigure:
        """A comment as the list shows it."""
        return CommentOfFigure(
            one.id,
            one.case_id,
            self.pages.get(one.page_id, ""),
            self.posts.get(one.post_id or 0, ""),
            one.posted_at,
            one.received_at,
        )


@router.get("")
def show_list(request: Request, desk: _Manager) -> HTMLResponse:
    """A page of the list."""
    wanted = _asked(desk, request.query_params)
    start = row_id(request.query_params.get("n", ""))
    agency_id, session = desk.who.agency_id, desk.session
    total = comment_sets.count_comments(agency_id, session, wanted)
    found = comment_sets.list_comments(agency_id, session, wanted, limit=PAGE_ROWS, offset=start)
    names = _names(desk, found)
    end = start + len(found)
    return page(
        desk,
        CommentListPage(
            shell=shell_of(desk, request, "dashboard"),
            filters=_filters(desk, wanted, say_in(desk.locale)),
            total=total,
            lines=tuple(map(names.line, found)),
            xlsx_url=comments_url(wanted, ".xlsx"),
            csv_url=comments_url(wanted, ".csv"),
            previous_url=comments_url(wanted, n=max(0, start - PAGE_ROWS)) if start else "",
            next_url=comments_url(wanted, n=end) if end < total else "",
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
    agency_id, session = desk.who.agency_id, desk.session
    refuse_too_many(comment_sets.count_comments(agency_id, session, wanted))
    found = list(comment_sets.stream_comments(agency_id, session, wanted))
    lines = map(_names(desk, found).line, found)
    rows: list[tuple[Cell, ...]] = [
        (str(one.id), str(one.case_id or ""), one.page, one.post, one.posted_at, one.received_at)
        for one in lines
    ]
    record(
        desk.session,
        desk.who,
        EventKind.EXPORTED,
        what="comments",
        rows=len(rows),
        since=wanted.since.isoformat(),
        until=wanted.until.isoformat(),
    )
    about = about_list(
        desk,
        say,
        say("Bình luận nhận được"),
        _filters(desk, wanted, say),
        since=wanted.since,
        until=wanted.until,
        counted=(say("Kỳ tính theo"), say("lúc người dân viết")),
        rows=len(rows),
    )
    return Table(about, [say(name) for name in _COLUMNS], rows)


def _names(desk: Desk, found: Sequence[CommentLine]) -> _Names:
    ids = {one.post_id for one in found if one.post_id is not None}
    posts = comment_sets.post_texts(desk.who.agency_id, desk.session, ids)
    return _Names(
        names_of(desk)[0], {post_id: one_line(said, 60) for post_id, said in posts.items()}
    )


def _filters(desk: Desk, wanted: CommentSet, say: Say) -> tuple[str, ...]:
    given = []
    if wanted.page_id is not None:
        name = names_of(desk)[0].get(wanted.page_id, "?")
        given.append(say("Trang: %(name)s") % {"name": name})
    if wanted.post_id is not None:
        posts = comment_sets.post_texts(desk.who.agency_id, desk.session, {wanted.post_id})
        name = one_line(posts.get(wanted.post_id, ""), 60) or say("(bài không có chữ)")
        given.append(say("Bài: %(name)s") % {"name": name})
    if wanted.case_id is not None:
        given.append(say("Vụ %(id)s") % {"id": wanted.case_id})
    return tuple(given)


def _asked(desk: Desk, given: Mapping[str, str]) -> CommentSet:
    """The set that an address names, within the pages that the person may see."""
    try:
        since = read_zoned(given.get("since", ""))
        until = read_zoned(given.get("until", ""))
    except ValueError as error:
        raise BadInputError("Địa chỉ của danh sách không đúng: hãy mở lại từ Tổng quan.") from error
    ids = {name: row_id(given[name]) for name in ("page_id", "post_id", "case_id") if name in given}
    return CommentSet(
        since.astimezone(VIETNAM),
        until.astimezone(VIETNAM),
        page_ids=desk.who.pages(Permission.SEE_FIGURES),
        page_id=ids.get("page_id"),
        post_id=ids.get("post_id"),
        case_id=ids.get("case_id"),
    )
