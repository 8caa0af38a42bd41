"""The register of incidents: what happened to a page of ours, who was told, how it ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved, see_other
from api.console.dates import read_past
from api.console.forms import Fields, FormText, QueryText, row_id
from api.console.incident_views import (
    incident_form,
    incident_page,
    incidents_page,
    letters_of,
    matter_of,
)
from api.console.uploads import Upload, file_answer, received
from api.notice import letter_pdf
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from api.view_models.parts import FieldError
from moderation.duties import incidents
from moderation.duties.incidents import IncidentChange
from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.policy import Permission
from moderation.queries import agencies, reports
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import IncidentKind

__all__ = ["router"]

router = APIRouter(prefix="/incidents")

_Keeper = Annotated[Desk, desk(Permission.KEEP_DUTIES)]
_LONGEST = 200


@router.get("")
def list_incidents(request: Request, desk: _Keeper) -> HTMLResponse:
    """Open ones first."""
    return page(desk, incidents_page(desk, request))


@router.get("/new")
def show_form(request: Request, desk: _Keeper, suspect: QueryText = "") -> HTMLResponse:
    """The form; begun from a page that passes for ours, it is about that."""
    return page(desk, incident_form(desk, request, {"suspect_id": suspect}))


@router.post("")
def open_incident(request: Request, fields: Fields, desk: _Keeper) -> Response:
    """Write it down; a page that is lost is frozen at once."""
    try:
        if fields.get("kind") not in set(IncidentKind):
            raise _wrong("kind", "Chọn chuyện đã xảy ra.")
        with desk.session.begin_nested():
            made = incidents.open_incident(
                desk.session,
                desk.who,
                IncidentChange(
                    page_id=row_id(fields.get("page_id", "")),
                    kind=IncidentKind(fields["kind"]),
                    summary=fields.get("summary", ""),
                    detected_at=read_past(fields.get("detected_at", ""), "detected_at"),
                    suspect_id=row_id(fields.get("suspect_id", "")) or None,
                ),
            )
    except (BadInputError, NotFoundError) as error:
        wrong = (FieldError(str(error.facts.get("field", "page_id")), error.message),)
        return page(desk, incident_form(desk, request, fields, wrong), 422)
    return see_other(f"/incidents/{made.id}")


@router.get("/{incident_id}")
def show_incident(incident_id: PathId, request: Request, desk: _Keeper) -> HTMLResponse:
    """One incident with its letters, its proofs and what was done."""
    found = incidents.find(desk.session, desk.who, incident_id)
    return page(desk, incident_page(desk, request, found))


@router.post("/{incident_id}/provider")
def note_provider(
    incident_id: PathId, request: Request, desk: _Keeper, at: FormText = "", number: FormText = ""
) -> Response:
    """The network was told."""
    return _changed(
        desk,
        request,
        incident_id,
        "provider",
        lambda: incidents.note_provider(
            desk.session, desk.who, incident_id, at=read_past(at, "at"), reference=number
        ),
    )


@router.post("/{incident_id}/authority")
def note_authority(
    incident_id: PathId,
    request: Request,
    desk: _Keeper,
    at: FormText = "",
    authority: FormText = "",
    number: FormText = "",
) -> Response:
    """The authority was told."""
    return _changed(
        desk,
        request,
        incident_id,
        "authority",
        lambda: incidents.note_authority(
            desk.session,
            desk.who,
            incident_id,
            at=read_past(at, "at"),
            authority=authority,
            reference=number,
        ),
    )


@router.post("/{incident_id}/files")
def attach(
    incident_id: PathId,
    request: Request,
    desk: _Keeper,
    file: Upload = None,
) -> Response:
    """Keep what proves it."""
    name, content = received(file)
    return _changed(
        desk,
        request,
        incident_id,
        "file",
        lambda: incidents.attach(desk.session, desk.who, incident_id, name, content),
    )


@router.get("/{incident_id}/files/{file_id}")
def download(incident_id: PathId, file_id: PathId, desk: _Keeper) -> Response:
    """A file as a download."""
    return file_answer(incidents.open_file(desk.session, desk.who, incident_id, file_id))


@router.get("/{incident_id}/letters/{to}.pdf")
def letter(incident_id: PathId, to: str, desk: _Keeper, authority: QueryText = "") -> Response:
    """A letter as a state document, to be numbered and signed."""
    found = incidents.find(desk.session, desk.who, incident_id)
    letters = letters_of(matter_of(desk, found), found.authority or authority[:_LONGEST])
    if to not in letters or to == "provider-en":
        raise NotFoundError("Không có công văn này. Hãy mở lại sự cố rồi chọn công văn trong đó.")
    made = letter_pdf(
        letters[to],
        agency=agencies.find_agency(desk.who.agency_id, desk.session).name,
        settings=reports.report_settings(desk.who.agency_id, desk.session),
        today=datetime.now(VIETNAM).date(),
    )
    name = f'attachment; filename="su-co-{found.id}-{to}.pdf"'
    return Response(
        made, media_type="application/pdf", headers={"content-disposition": name}
    )  # fmt: skip


@router.post("/{incident_id}/close")
def close(incident_id: PathId, request: Request, desk: _Keeper, report: FormText = "") -> Response:
    """Say how it ended."""
    return _changed(
        desk,
        request,
        incident_id,
        "report",
        lambda: incidents.close(desk.session, desk.who, incident_id, report),
    )


def _changed(
    desk: Desk, request: Request, incident_id: int, part: str, act: Callable[[], object]
) -> Response:
    """Do it and show the incident; what was wrong stands by its field, named by the part."""
    try:
        with desk.session.begin_nested():
            act()
    except (BadInputError, ConflictError) as error:
        field = str(error.facts.get("field", part))
        name = field if field in {"authority", "report", part} else f"{part}_{field}"
        found = incidents.find(desk.session, desk.who, incident_id)
        status = 409 if isinstance(error, ConflictError) else 422
        wrong = (FieldError(name, error.message),)
        return page(desk, incident_page(desk, request, found, wrong), status)
    return saved(f"/incidents/{incident_id}")


def _wrong(field: str, message: str) -> BadInputError:
    return BadInputError(message, field=field)
