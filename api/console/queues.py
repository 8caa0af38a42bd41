"""The queues: three columns, their parts, and the search in the head of every page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.console.answers import page, part, see_other, target
from api.console.case_card import found_case
from api.console.dues import office_of
from api.console.forms import QueryText, row_id
from api.console.list_query import Asked, ListQuery, Place
from api.console.listing import Lines
from api.console.queue_views import APPROVALS, queue_counts, queue_named
from api.console.screens import Board, board_of, queue_page
from api.security import Desk, desk
from moderation.errors import NotFoundError
from moderation.policy import Permission
from moderation.queries.cases import CaseSummary

__all__ = ["router"]

router = APIRouter()

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]


@router.get("/queues")
def first_queue(desk: _Reader) -> RedirectResponse:
    """The first queue in which something waits, else the first of all."""
    counts = queue_counts(desk, office_of(desk))
    waiting = [queue for queue in counts if queue.group == "label" and queue.count]
    return see_other(f"/queues/{(waiting or list(counts))[0].key}")


@router.get("/search")
def search(_desk: _Reader, q: QueryText = "") -> RedirectResponse:
    """A number is a case; anything else is looked for in all queues."""
    words = q.strip()
    if row_id(words):
        return see_other(f"/cases/{row_id(words)}")
    return see_other(ListQuery.read({"q": words}).address("all"))


@router.get("/queues/{key}")
def show_queue(
    key: str, request: Request, asked: Asked, desk: _Reader, case: QueryText = ""
) -> Response:
    """A list with one of its cases beside it."""
    if key == APPROVALS:
        return see_other("/approvals")
    board = board_of(desk, request, Place(key, asked))
    queue_named(board.setting.counts, key)
    lines = board.lines()
    if target(request) == "list":
        return part(desk, queue_page(board, lines, None), "list")
    return page(desk, queue_page(board, lines, _beside(board, lines, case)))


def _beside(board: Board, lines: Lines, case: str) -> CaseSummary | None:
    """The case that the address names, else the first of the list."""
    if row_id(case):
        try:
            return found_case(board.desk, row_id(case))
        except NotFoundError:
            pass
    return lines.found[0] if lines.found else None
