"""`/quy-tac/{agency}`: the comment rules and the rules of conduct, for anybody, where switched on.

Strangers are counted by address (`api.rate_limits`).
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.console.rulebook_views import conduct_groups
from api.console.words import one_line
from api.state import state_of
from api.view_models.duties import PublicConductPage
from moderation.duties import comment_rules
from moderation.errors import NotFoundError
from moderation.queries import agencies, doors
from moderation.queries import rulebook as queries

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/quy-tac/{slug}")
def show_rules(slug: str, request: Request) -> HTMLResponse:
    """An agency that has not switched it on, or put no rules into force, has no page here."""
    state = state_of(request)
    with state.database.doorway() as door:
        agency_id = next((id_ for id_, name in doors.agencies(door) if name == slug), None)
    if agency_id is None:
        raise NotFoundError("Không có trang ở địa chỉ này. Hãy kiểm tra lại địa chỉ đã mở.")
    with state.database.transaction(agency_id) as session:
        settings = queries.duty_settings(agency_id, session)
        newest = queries.latest_version(agency_id, session)
        if settings is None or settings.rules_public_since is None or newest is None:
            raise NotFoundError("Không có trang ở địa chỉ này. Hãy kiểm tra lại địa chỉ đã mở.")
        view = PublicConductPage(
            agency=one_line(agencies.find_agency(agency_id, session).name),
            number=newest.number,
            at=newest.published_at,
            sections=comment_rules.sections(one["id"] for one in newest.content),
            groups=conduct_groups(one for one in newest.content if one["strength"]),
        )
    answer = HTMLResponse(state.pages.page(view, locale="vi"))
    answer.headers["cache-control"] = "public, max-age=60"
    return answer
