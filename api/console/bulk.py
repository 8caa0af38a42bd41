"""Deciding many cases at once: look first, then one key, then one row of progress and one undo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import is_htmx, part, see_other
from api.console.bulk_views import preview_of, progress_of
from api.console.dues import office_of
from api.console.forms import Fields, row_id
from api.console.list_query import Here, Place, SeenForm
from api.console.queue_views import RECENT, filter_of
from api.console.screens import board_of, queue_page
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from api.view_models.bulk import BulkProgressPage
from api.view_models.doors import ErrorPage
from moderation.casework import bulk
from moderation.errors import BadInputError, NotFoundError
from moderation.models import BulkAct
from moderation.policy import Permission
from moderation.queries import bulk as queries
from moderation.vocabulary import BulkKind, WorkState

__all__ = ["answered_with_progress", "router"]

router = APIRouter(prefix="/bulk")

_Decider = Annotated[Desk, desk(Permission.TRIAGE)]


@router.post("/preview")
def preview(
    act: Annotated[BulkKind, Form()], seen: SeenForm, fields: Fields, desk: _Decider
) -> Response:
    """What would be done to the chosen cases; nothing is done yet."""
    try:
        found = bulk.survey(desk.session, desk.who, _chosen(desk, seen.place, fields))
    except BadInputError as error:
        return _told(desk, error.message)
    return part(desk, preview_of(desk, act, found, seen.place), "preview")


@router.post("")
def begin(
    act: Annotated[BulkKind, Form()],
    choice: Annotated[str, Form()],
    request: Request,
    seen: SeenForm,
    fields: Fields,
    desk: _Decider,
) -> Response:
    """Do it: few at once, many by a worker."""
    begun = bulk.begin(desk.session, desk.who, act, choice, _seen(fields.get("seen", "")))
    return answered_with_progress(desk, request, seen.place, begun)


@router.get("/{bulk_id}")
def progress(bulk_id: PathId, request: Request, place: Here, desk: _Decider) -> Response:
    """How far it has come; once it is done, the list as it is now comes along."""
    act = queries.find_act(desk.who.agency_id, desk.session, bulk_id)
    if act is None or act.made_by != desk.who.person_id:
        raise NotFoundError(
            "Không tìm thấy việc này; chưa có gì thay đổi. Hãy tải lại danh sách vụ."
        )
    if not is_htmx(request):
        return see_other(place.back)
    if act.state in {WorkState.RECEIVED, WorkState.RUNNING}:
        return part(desk, BulkProgressPage(progress_of(desk, act, place)), "polled")
    answer = part(desk, BulkProgressPage(progress_of(desk, act, place)), "polled")
    return HTMLResponse(bytes(answer.body).decode() + _list_as_it_is(desk, request, place))


@router.post("/{bulk_id}/retry")
def retry(bulk_id: PathId, request: Request, seen: SeenForm, desk: _Decider) -> Response:
    """Try again what could not be done."""
    act = bulk.retry(desk.session, desk.who, bulk_id)
    if not is_htmx(request):
        return see_other(seen.place.back)
    answer = part(desk, BulkProgressPage(progress_of(desk, act, seen.place)), "polled")
    return HTMLResponse(bytes(answer.body).decode() + _list_as_it_is(desk, request, seen.place))


def answered_with_progress(desk: Desk, request: Request, place: Place, act: BulkAct) -> Response:
    """The list and the first case of what is left, the row of progress, and the way back."""
    if not is_htmx(request):
        return see_other(place.back)
    board = board_of(desk, request, place)
    lines = board.lines()
    case = lines.found[0] if lines.found else None
    answer = part(desk, queue_page(board, lines, case), "decided")
    view = BulkProgressPage(progress_of(desk, act, place))
    row = desk.state.pages.part(view, "beside", locale=desk.locale)
    url = {"hx-push-url": board.place.back}
    return HTMLResponse(bytes(answer.body).decode() + row, headers=url)


def _list_as_it_is(desk: Desk, request: Request, place: Place) -> str:
    board = board_of(desk, request, place)
    lines = board.lines()
    case = lines.found[0] if lines.found else None
    return desk.state.pages.part(queue_page(board, lines, case), "renewed", locale=desk.locale)


def _chosen(desk: Desk, place: Place, fields: Mapping[str, str]) -> list[int]:
    """The named cases, or all of the list that were there when it was shown."""
    upto = row_id(fields.get("upto", ""))
    if upto and place.queue != RECENT:
        wanted = filter_of(desk, place.queue, place.asked, office_of(desk))
        agency_id, most = desk.who.agency_id, bulk.MOST + 1
        return queries.matching_ids(agency_id, desk.session, wanted, upto=upto, limit=most)
    named = fields.get("ids", "").split(",")[: bulk.MOST + 1]
    return [number for number in map(row_id, named) if number]


def _seen(text: str) -> list[tuple[int, int]]:
    """What the preview wrote down: `case.version,case.version`."""
    pairs = (one.partition(".") for one in text.split(",")[: bulk.MOST + 1] if one)
    return [(row_id(case_id), row_id(version)) for case_id, _, version in pairs if row_id(case_id)]


def _told(desk: Desk, message: str) -> HTMLResponse:
    answer = part(desk, ErrorPage(None, "bad_input", message), "notice", status=422)
    answer.headers.update(
        {"hx-retarget": "#notice", "hx-reswap": "innerHTML", "hx-reselect": "[data-answer]"}
    )
    return answer
