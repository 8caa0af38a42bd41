"""The register of pages that may pass for ours, and the looks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved, see_other
from api.console.dates import read_past
from api.console.forms import Fields, FormText, row_id
from api.console.suspect_views import listed_in, suspect_view, suspects_page
from api.console.uploads import Upload, file_answer, received
from api.console.words import say_in
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from api.view_models.parts import FieldError, Notice
from moderation.duties import suspects
from moderation.duties.suspects import SuspectChange
from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.policy import Permission
from moderation.vocabulary import SuspectLevel, SuspectOutcome

__all__ = ["router"]

router = APIRouter(prefix="/suspects")

_Keeper = Annotated[Desk, desk(Permission.KEEP_DUTIES)]
_LIST_LIMIT = 900_000


@router.get("")
def list_suspects(request: Request, desk: _Keeper) -> HTMLResponse:
    """Those without outcome first."""
    return page(desk, suspects_page(desk, request, {}))


@router.post("")
def add(request: Request, fields: Fields, desk: _Keeper) -> Response:
    """Write down a page that somebody came across."""
    try:
        with desk.session.begin_nested():
            made = suspects.add_suspect(
                desk.session,
                desk.who,
                SuspectChange(
                    name=fields.get("name", ""),
                    url=fields.get("url", ""),
                    page_id=row_id(fields.get("page_id", "")),
                    level=_level(fields.get("level", "")),
                    note=fields.get("note", ""),
                ),
            )
    except (BadInputError, ConflictError, NotFoundError) as error:
        wrong = (FieldError(str(error.facts.get("field", "page_id")), error.message),)
        return page(desk, suspects_page(desk, request, fields, errors=wrong), 422)
    return see_other(f"/suspects/{made.id}")


@router.post("/scans")
def scan(request: Request, desk: _Keeper, file: Upload = None) -> Response:
    """Compare a list with our names; without a file, say that somebody searched by hand."""
    say = say_in(desk.locale)
    content = file.file.read(_LIST_LIMIT + 1) if file is not None else b""
    name = (file.filename if file is not None else None) or ""
    try:
        with desk.session.begin_nested():
            if not content:
                suspects.scanned_by_hand(desk.session, desk.who)
                told = say("Đã ghi: hôm nay có người rà soát bằng tay.")
            else:
                rows = listed_in(name, content, limit=_LIST_LIMIT)
                done = suspects.scan_list(desk.session, desk.who, rows, file_name=name)
                told = say("Đã so %(read)s dòng: %(found)s trang giống, %(known)s đã có trong sổ.")
                told %= {"read": done.read, "found": done.found, "known": done.known}
    except BadInputError as error:
        wrong = (FieldError("file", error.message),)
        return page(desk, suspects_page(desk, request, {}, errors=wrong), 422)
    return page(desk, suspects_page(desk, request, {}, notice=Notice("good", told)))


@router.get("/{suspect_id}")
def show(suspect_id: PathId, request: Request, desk: _Keeper) -> HTMLResponse:
    """One page with what proves it and what was done."""
    found = suspects.find(desk.session, desk.who, suspect_id)
    return page(desk, suspect_view(desk, request, found))


@router.post("/{suspect_id}/judge")
def judge(
    suspect_id: PathId, request: Request, desk: _Keeper, level: FormText = "", note: FormText = ""
) -> Response:
    """Say how grave it is."""
    return _changed(
        desk,
        request,
        suspect_id,
        lambda: suspects.judge(desk.session, desk.who, suspect_id, _level(level), note),
    )


@router.post("/{suspect_id}/report")
def report(
    suspect_id: PathId,
    request: Request,
    desk: _Keeper,
    to: FormText = "",
    at: FormText = "",
    number: FormText = "",
) -> Response:
    """It was reported."""
    return _changed(
        desk,
        request,
        suspect_id,
        lambda: suspects.note_reported(
            desk.session, desk.who, suspect_id, to=to, at=read_past(at, "at"), reference=number
        ),
    )


@router.post("/{suspect_id}/end")
def end(suspect_id: PathId, request: Request, desk: _Keeper, outcome: FormText = "") -> Response:
    """What became of it; empty where it is there again."""
    ended = SuspectOutcome(outcome) if outcome in set(SuspectOutcome) else None
    return _changed(
        desk,
        request,
        suspect_id,
        lambda: suspects.end(desk.session, desk.who, suspect_id, ended),
    )


@router.post("/{suspect_id}/files")
def attach(suspect_id: PathId, request: Request, desk: _Keeper, file: Upload = None) -> Response:
    """Keep what proves it."""
    name, content = received(file)
    return _changed(
        desk,
        request,
        suspect_id,
        lambda: suspects.attach(desk.session, desk.who, suspect_id, name, content),
    )


@router.get("/{suspect_id}/files/{file_id}")
def download(suspect_id: PathId, file_id: PathId, desk: _Keeper) -> Response:
    """A file as a download."""
    return file_answer(suspects.open_file(desk.session, desk.who, suspect_id, file_id))


def _changed(desk: Desk, request: Request, suspect_id: int, act: Callable[[], object]) -> Response:
    try:
        with desk.session.begin_nested():
            act()
    except (BadInputError, ConflictError) as error:
        found = suspects.find(desk.session, desk.who, suspect_id)
        wrong = (FieldError(str(error.facts.get("field", "file")), error.message),)
        return page(desk, suspect_view(desk, request, found, wrong), 422)
    return saved(f"/suspects/{suspect_id}")


def _level(word: str) -> SuspectLevel:
    return SuspectLevel(word) if word in set(SuspectLevel) else SuspectLevel.MEDIUM
