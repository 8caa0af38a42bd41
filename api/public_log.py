"""`/log/{page}`: when a page was asked and when it answered, for anybody, where it is switched on.

Nothing of a citizen stands there, nor the words of a reply, which may address one by name.
Strangers are counted by address (`api.rate_limits`).
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.console.words import one_line, web
from api.rest.schemas.values import PathId
from api.state import state_of
from api.view_models.publishing import LoggedLine, PublicLogPage
from moderation.errors import NotFoundError
from moderation.queries import agencies, doors
from moderation.queries.public_log import public_log

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_POST = 120


@router.get("/log/{page_id}")
def show_log(page_id: PathId, request: Request) -> HTMLResponse:
    """A page whose log is not switched on does not exist here."""
    state = state_of(request)
    with state.database.doorway() as door:
        agency_id = doors.agency_of_page(door, page_id)
    if agency_id is None:
        raise NotFoundError("Không có trang ở địa chỉ này. Hãy kiểm tra lại địa chỉ đã mở.")
    with state.database.transaction(agency_id) as session:
        page = agencies.find_page(agency_id, session, page_id)
        if page is None or not page.public_log:
            raise NotFoundError("Không có trang ở địa chỉ này. Hãy kiểm tra lại địa chỉ đã mở.")
        lines = tuple(
            LoggedLine(
                asked_at=one.asked_at,
                answered_at=one.answered_at,
                label=one.label,
                minutes=one.minutes,
                in_time=one.in_time,
                comments=one.comments,
                withdrawn=one.withdrawn,
                post=one_line(one.post_text, _POST),
                url=web(one.post_url),
            )
            for one in public_log(agency_id, session, page_id)
        )
        agency = agencies.find_agency(agency_id, session)
        view = PublicLogPage(
            agency=one_line(agency.name),
            page_name=one_line(page.name),
            platform=page.platform,
            lines=lines,
        )
    answer = HTMLResponse(state.pages.page(view, locale="vi"))
    answer.headers["cache-control"] = "public, max-age=60"
    return answer
