"""Keeping the list that one looks at under a name, changing what it keeps, forgetting it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response

from api.console.answers import see_other
from api.console.forms import FormText
from api.console.list_query import SeenForm
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from moderation.casework import views
from moderation.policy import Permission

__all__ = ["router"]

router = APIRouter(prefix="/views")

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]


@router.post("")
def save(seen: SeenForm, desk: _Reader, name: FormText = "", shared: FormText = "") -> Response:
    """Keep the list with its filters; it then stands in the column on the left."""
    view = views.save_view(
        desk.session,
        desk.who,
        name,
        queue_key=seen.place.queue,
        filters=seen.place.asked.kept,
        is_shared=bool(shared),
    )
    return see_other(seen.place.asked.address(seen.place.queue, view=view.id))


@router.post("/{view_id}")
def change(view_id: PathId, seen: SeenForm, desk: _Reader) -> Response:
    """Let it keep what is asked for now."""
    place = seen.place
    views.change_view(
        desk.session, desk.who, view_id, queue_key=place.queue, filters=place.asked.kept
    )
    return see_other(place.asked.address(place.queue, view=view_id))


@router.post("/{view_id}/remove")
def remove(view_id: PathId, seen: SeenForm, desk: _Reader) -> Response:
    """Forget it; the list itself stays open."""
    views.remove_view(desk.session, desk.who, view_id)
    return see_other(seen.place.asked.address(seen.place.queue, view=0))
