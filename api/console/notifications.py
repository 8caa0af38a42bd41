"""What the person was told, newest first; looking at the list is reading it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.console.answers import page
from api.console.shell import shell_of
from api.console.words import Say, one_line, say_in
from api.security import Desk, desk
from api.view_models.office import NotificationLine, NotificationsPage
from moderation.models import Notification
from moderation.policy import Permission
from moderation.queries import escalation as queries
from moderation.timing.escalation import read_all
from moderation.vocabulary import CaseNews, Duty, EscalationMoment

__all__ = ["router"]

router = APIRouter()

_SHOWN = 100
_LISTS = {
    CaseNews.REPLY_WAITING: "/approvals",
    CaseNews.TIP_CLOSED: "/tips",
    CaseNews.NEW_DEVICE: "/account",
    CaseNews.PASSWORD_CHANGED: "/account",
    CaseNews.FACTOR_CHANGED: "/account",
    CaseNews.ADDRESS_CHANGED: "/account",
}
"""News that lead to a list of the reader's own: not all who told of a case may open it."""

_DUTIES = {
    Duty.INCIDENT_NOTICE: ("/incidents", "Báo mạng xã hội, cơ quan chức năng về sự cố"),
    Duty.PAGE_SCAN: ("/suspects", "Rà soát trang mạo danh"),
    Duty.REFERRAL: ("/duties/referrals", "Trả lời của cơ quan nhận hồ sơ"),
    Duty.DATA_REQUEST: ("/privacy", "Yêu cầu về dữ liệu cá nhân"),
    Duty.HIDDEN_REVIEW: ("/hidden", "Đề nghị xem lại bình luận bị ẩn"),
}


@router.get("/notifications")
def show_notifications(
    request: Request, desk: Annotated[Desk, desk(Permission.READ_CASES)]
) -> HTMLResponse:
    """The last hundred, each with the way to its case or list."""
    agency_id, user_id = desk.who.agency_id, desk.who.person_id or 0
    say = say_in(desk.locale)
    lines = tuple(
        _line(row, by, say)
        for row, by in queries.notifications(agency_id, desk.session, user_id, limit=_SHOWN)
    )
    read_all(desk.session, desk.who, now=datetime.now(UTC))
    return page(desk, NotificationsPage(shell_of(desk, request, None), lines))


def _line(row: Notification, by: str | None, say: Say) -> NotificationLine:
    soon = row.moment is EscalationMoment.BEFORE
    listed = "/queues/soon" if soon else "/queues/late"
    if row.news is CaseNews.ESCALATED:
        listed = "/queues/escalated"
    url = f"/cases/{row.case_id}" if row.case_id is not None else listed
    url, duty = _DUTIES[row.duty] if row.duty else (url, "")
    return NotificationLine(
        moment=row.moment,
        cases=row.cases_count,
        url=_LISTS.get(row.news, url) if row.news else url,
        at=row.created_at,
        is_new=row.read_at is None,
        news=row.news,
        by=one_line(by or ""),
        case_id=row.case_id or 0,
        duty=say(duty) if duty else "",
    )
