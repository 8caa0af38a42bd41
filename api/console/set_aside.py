"""What failed for good or could not be read: seen, understood, tried again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, see_other
from api.console.case_rows import excerpt
from api.console.shell import shell_of
from api.console.words import Say, one_line, say_in
from api.masking import masked_line
from api.rest.schemas.values import MAX_ID, PathId
from api.security import Desk, desk
from api.view_models.parts import Notice, TextSegment
from api.view_models.set_aside import SetAsideGroup, SetAsideLine, SetAsidePage, UnreadableLine
from api.words import CHANNELS_VI, LETTER_TROUBLES_VI
from moderation.errors import ConflictError
from moderation.intake import retries
from moderation.policy import Permission
from moderation.queries import agencies
from moderation.queries import failures as queries
from moderation.queries.failures import Failure, UnreadableDelivery
from moderation.vocabulary import Job, NoticeChannel

__all__ = ["failure_notice", "router"]

router = APIRouter(prefix="/set-aside")

_Importer = Annotated[Desk, desk(Permission.IMPORT)]

_KINDS = {
    Job.CLASSIFY_COMMENTS: "Bình luận máy chưa đọc được",
    Job.READ_DELIVERIES: "Gói tin chưa đọc được",
    Job.READ_IMPORT: "Tệp nhập đọc dở",
    Job.SEND_LETTERS: "Thông báo chưa gửi ra ngoài được",
}
_WHY = {
    "classify_failed": "Máy gặp lỗi mỗi lần đọc bình luận này.",
    "intake_failed": "Hệ thống gặp lỗi mỗi lần ghi các bình luận của gói tin này.",
    "reading_failed": "Hệ thống gặp lỗi khi đang đọc tệp.",
    "worker_lost": "Tiến trình xử lý dừng giữa chừng mỗi lần tới mục này.",
}
_OTHERWISE = "Hệ thống gặp lỗi chưa rõ tên ở mục này."


@router.get("")
def show(request: Request, desk: _Importer) -> HTMLResponse:
    """What is set aside on the pages where the person may import."""
    return page(desk, _page(desk, request))


@router.post("/retry")
def retry(
    request: Request,
    job: Annotated[Job, Form()],
    desk: _Importer,
    row_id: Annotated[int, Form(ge=0, le=MAX_ID)] = 0,
) -> Response:
    """Give one row all its attempts again, or every row of its kind."""
    try:
        retries.retry(desk.session, desk.who, job, [row_id] if row_id else None)
    except ConflictError as error:
        return page(desk, _page(desk, request, Notice("warning", error.message)), 409)
    return see_other("/set-aside")


@router.post("/{delivery_id}/read-again")
def read_again(delivery_id: PathId, request: Request, desk: _Importer) -> Response:
    """Read a delivery's unreadable events once more, after an upgrade for instance."""
    try:
        retries.read_again(desk.session, desk.who, delivery_id)
    except ConflictError as error:
        return page(desk, _page(desk, request, Notice("warning", error.message)), 409)
    return see_other("/set-aside")


def failure_notice(desk: Desk, say: Say) -> Notice | None:
    """The queue's line of health: how much is set aside, and where it is tried again."""
    if not desk.who.can(Permission.IMPORT):
        return None
    pages = desk.who.pages(Permission.IMPORT)
    count = sum(queries.count_failures(desk.who.agency_id, desk.session, page_ids=pages).values())
    if not count:
        return None
    sentence = say("%(n)s mục đã thử nhiều lần chưa xử lý được. Không mất gì, đang chờ làm lại.")
    return Notice("warning", sentence % {"n": count}, say("Xem và làm lại"), "/set-aside")


def _page(desk: Desk, request: Request, notice: Notice | None = None) -> SetAsidePage:
    say = say_in(desk.locale)
    agency_id, session = desk.who.agency_id, desk.session
    allowed = desk.who.pages(Permission.IMPORT)
    names = {one.id: one_line(one.name) for one in agencies.pages(agency_id, session)}
    counts = queries.count_failures(agency_id, session, page_ids=allowed)
    groups = tuple(
        SetAsideGroup(
            job,
            say(name),
            counts[job],
            tuple(
                _line(one, names, say)
                for one in queries.failures(agency_id, session, job, page_ids=allowed)
            ),
        )
        for job, name in _KINDS.items()
        if counts[job]
    )
    unreadable = queries.unreadable_deliveries(agency_id, session, page_ids=allowed)
    return SetAsidePage(
        shell=shell_of(desk, request, "imports", notice=notice),
        groups=groups,
        unreadable=tuple(_unreadable(one, names) for one in unreadable),
    )


def _line(one: Failure, names: dict[int, str], say: Say) -> SetAsideLine:
    url = f"/imports/{one.id}" if one.job is Job.READ_IMPORT else ""
    return SetAsideLine(
        id=one.id,
        about=_about(one, say),
        page_name=names.get(one.page_id or 0, ""),
        since=one.since,
        reason=say(_why(one)),
        url=f"/cases/{one.case_id}" if one.case_id else url,
    )


def _why(one: Failure) -> str:
    if one.job is Job.SEND_LETTERS:
        return LETTER_TROUBLES_VI.get(one.error_code, LETTER_TROUBLES_VI[""])
    return _WHY.get(one.error_code, _OTHERWISE)


def _about(one: Failure, say: Say) -> tuple[TextSegment, ...]:
    if one.job is Job.CLASSIFY_COMMENTS:
        return excerpt(masked_line(one.about, 240), say)
    if one.job is Job.SEND_LETTERS:
        return (TextSegment(say(CHANNELS_VI[NoticeChannel(one.about)])),)
    return (TextSegment(one_line(one.about)),)


def _unreadable(one: UnreadableDelivery, names: dict[int, str]) -> UnreadableLine:
    return UnreadableLine(
        id=one.id,
        page_name=names.get(one.page_id or 0, ""),
        received_at=one.received_at,
        count=len(one.messages),
        reasons=tuple(dict.fromkeys(one_line(message, 200) for message in one.messages))[:5],
    )
