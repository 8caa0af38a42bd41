"""The block "Ai phụ trách trang này", to be pasted where the public reads; and ending a charge."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved
from api.console.shell import shell_of
from api.console.words import one_line
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from api.view_models.settings import PublicBlockPage
from moderation.duties.officers import end_charge, holders, missing_roles
from moderation.errors import NotFoundError
from moderation.models import PageOfficer
from moderation.policy import Permission
from moderation.queries import agencies as queries
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import OfficerRole

__all__ = ["router"]

router = APIRouter()

# The block is for citizens: it is Vietnamese whatever language the person at the desk reads.
_ROLES = {
    OfficerRole.SPOKESPERSON: "Người phát ngôn",
    OfficerRole.CONTENT_RESPONSIBLE: "Người chịu trách nhiệm nội dung",
    OfficerRole.ADMINISTRATOR: "Người quản trị trang",
}


@router.get("/pages/{page_id}/public")
def show_block(
    page_id: PathId, request: Request, desk: Annotated[Desk, desk(Permission.READ_CASES)]
) -> HTMLResponse:
    """The block as HTML and as text, and whom it still lacks."""
    found = queries.find_page(desk.who.agency_id, desk.session, page_id)
    if found is None or not desk.who.can(Permission.READ_CASES, page_id):
        raise NotFoundError("Không tìm thấy trang này; chưa có gì thay đổi. Hãy chọn lại trang.")
    today = datetime.now(VIETNAM).date()
    named = [
        one for one in queries.officers(desk.who.agency_id, desk.session) if one.page_id == page_id
    ]
    lines = [_line(one) for one in holders(named, today)]
    agency = queries.find_agency(desk.who.agency_id, desk.session)
    title = f"Ai phụ trách trang {one_line(found.name)}"
    return page(
        desk,
        PublicBlockPage(
            shell=shell_of(desk, request, "pages"),
            page_name=one_line(found.name),
            text="\n".join([title, one_line(agency.name), *(f"- {line}" for line in lines)]),
            html=_html(title, one_line(agency.name), lines),
            missing=tuple(missing_roles(named, today)),
        ),
    )


@router.post("/officers/{officer_id}/end")
def end(officer_id: PathId, desk: Annotated[Desk, desk(Permission.EDIT_PAGES)]) -> Response:
    """The charge ended yesterday: from today the page shows who is missing."""
    yesterday = datetime.now(VIETNAM).date() - timedelta(days=1)
    ended = end_charge(desk.session, desk.who, officer_id, last_day=yesterday)
    return saved(f"/pages#page-{ended.page_id}")


def _line(one: PageOfficer) -> str:
    about = [f"{_ROLES[one.role]}: {one_line(one.name)}, {one_line(one.title)}"]
    about += [f"điện thoại {one.phone}"] if one.phone else []
    about += [f"thư điện tử {one.email}"] if one.email else []
    about += [f"theo {one_line(one.decision_number)}"] if one.decision_number else []
    return "; ".join(about)


def _html(title: str, agency: str, lines: list[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h2>{escape(title)}</h2><p>{escape(agency)}</p><ul>{items}</ul>"
