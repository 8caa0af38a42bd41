"""Bringing a file in: uploaded, its columns said, followed to its last row."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, part, see_other, target
from api.console.columns import read_columns
from api.console.forms import Fields, FormText, row_id
from api.console.import_preview import mapping_page, opened
from api.console.import_runs import bad_rows_csv, run_of, runs_of
from api.console.shell import shell_of
from api.console.words import one_line, say_in
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from api.view_models.imports import ImportProgressPage, ImportsPage, ImportUploadPage
from api.view_models.parts import Choice, FieldError, Paging
from moderation.errors import BadInputError, ConflictError, NotFoundError, TooLargeError
from moderation.events import record
from moderation.intake import imports, retries
from moderation.models import Import
from moderation.policy import Permission
from moderation.queries import agencies
from moderation.queries import intake as queries
from moderation.vocabulary import EventKind, Job
from platforms.exports import Export, Mapping, open_export

__all__ = ["router"]

router = APIRouter(prefix="/imports")

_BAD_REQUEST = 422

_Importer = Annotated[Desk, desk(Permission.IMPORT)]


@router.get("")
def list_imports(request: Request, desk: _Importer) -> HTMLResponse:
    """The latest imports on the person's pages."""
    found = [
        one
        for one in queries.recent_imports(desk.who.agency_id, desk.session)
        if desk.who.can(Permission.IMPORT, one.page_id)
    ]
    runs = runs_of(desk, found, say_in(desk.locale))
    shell = shell_of(desk, request, "imports")
    return page(desk, ImportsPage(shell, runs, Paging(1 if runs else 0, len(runs), len(runs))))


@router.get("/new")
def show_upload(request: Request, desk: _Importer) -> HTMLResponse:
    """The form for a file."""
    return page(desk, _upload_page(desk, request))


@router.post("")
def upload(
    request: Request,
    desk: _Importer,
    file: Annotated[UploadFile | None, File()] = None,
    page_id: FormText = "",
) -> Response:
    """Keep a file that can be read, and go on to its columns."""
    say = say_in(desk.locale)
    limit = desk.state.settings.upload_limit_mb * 2**20
    content = file.file.read(limit + 1) if file is not None else b""
    name = "".join(filter(str.isprintable, (file.filename if file else "") or "")) or "tep"
    chosen = row_id(page_id)
    errors = [] if chosen else [FieldError("page_id", say("Chọn trang mà bình luận thuộc về."))]
    status = _BAD_REQUEST
    try:
        open_export(name, content, limit_bytes=limit)
        if chosen:
            made = imports.start(desk.session, desk.who, chosen, name, content)
            return see_other(f"/imports/{made.id}/mapping")
    except BadInputError as error:
        told = error.message if file and file.filename else say("Chọn một tệp để tải lên.")
        errors.append(FieldError("file", told))
        status = 413 if isinstance(error, TooLargeError) else _BAD_REQUEST
    except NotFoundError as error:
        errors.append(FieldError("page_id", error.message))
    return page(desk, _upload_page(desk, request, page_id, tuple(errors)), status)


@router.get("/{import_id}/mapping")
def show_mapping(import_id: PathId, request: Request, desk: _Importer) -> Response:
    """The columns as guessed from their names and contents."""
    found = imports.find(desk.session, desk.who, import_id)
    if found.confirmed_at is not None:
        return see_other(f"/imports/{import_id}")
    export = opened(desk, found)
    try:
        guessed = export.guess_mapping().to_dict()
    except BadInputError as error:
        errors = (FieldError("column_0", error.message),)
        return page(desk, mapping_page(desk, request, found, export, {}, errors=errors))
    return page(desk, mapping_page(desk, request, found, export, guessed))


@router.post("/{import_id}/mapping")
def confirm_mapping(
    import_id: PathId, request: Request, fields: Fields, desk: _Importer
) -> Response:
    """Take the columns as said and begin to read, or show them as a saved mapping has them."""
    found = imports.find(desk.session, desk.who, import_id)
    if found.confirmed_at is not None:
        return see_other(f"/imports/{import_id}")
    export, name = opened(desk, found), fields.get("mapping_name", "").strip()[:80]
    if fields.get("act") == "use":
        return _use_saved(desk, request, found, export, fields)
    try:
        chosen = read_columns(export.columns, fields, say_in(desk.locale))
        if fields.get("charset") == "keep":
            chosen["charset"] = "keep"
        mapping = Mapping.from_dict({**chosen}).to_dict()
        with desk.session.begin_nested():
            if name:
                imports.save_mapping(desk.session, desk.who, name, mapping)
            imports.confirm(desk.session, desk.who, import_id, mapping)
    except BadInputError as error:
        typed = {
            fields[f"column_{at}"]: column
            for at, column in enumerate(export.columns)
            if fields.get(f"column_{at}")
        }
        errors = (FieldError(str(error.facts.get("field", "column_0")), error.message),)
        view = mapping_page(desk, request, found, export, typed, name=name, errors=errors)
        return page(desk, view, _BAD_REQUEST)
    return see_other(f"/imports/{import_id}")


@router.get("/{import_id}")
def show_import(import_id: PathId, request: Request, desk: _Importer) -> Response:
    """How far an import is; its part is asked for every two seconds."""
    found = imports.find(desk.session, desk.who, import_id)
    if found.confirmed_at is None:
        return see_other(f"/imports/{import_id}/mapping")
    run = run_of(desk, found, say_in(desk.locale))
    view = ImportProgressPage(shell_of(desk, request, "imports"), run)
    return part(desk, view, "progress") if target(request) == "progress" else page(desk, view)


@router.get("/{import_id}/bad-rows")
def bad_rows(import_id: PathId, desk: _Importer) -> Response:
    """The rows that could not be read, to be mended and brought again."""
    imports.find(desk.session, desk.who, import_id)
    problems = queries.import_problems(desk.who.agency_id, desk.session, import_id)
    record(
        desk.session,
        desk.who,
        EventKind.EXPORTED,
        what="bad_rows",
        import_id=import_id,
        rows=len(problems),
    )
    return Response(
        bad_rows_csv(problems, say_in(desk.locale)),
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="dong-loi-{import_id}.csv"',
            "x-content-type-options": "nosniff",
        },
    )


@router.post("/{import_id}/retry")
def retry(import_id: PathId, desk: _Importer) -> Response:
    """Try a file again that was set aside."""
    found = imports.find(desk.session, desk.who, import_id)
    if found.content is None:
        raise ConflictError("Tệp này đã đọc xong. Muốn nhập lại, hãy tải tệp lên lần nữa.")
    retries.retry(desk.session, desk.who, Job.READ_IMPORT, [import_id])
    return see_other(f"/imports/{import_id}")


def _use_saved(
    desk: Desk, request: Request, found: Import, export: Export, fields: Fields
) -> Response:
    saved = queries.find_mapping(desk.who.agency_id, desk.session, fields.get("use", ""))
    if saved is None:
        return see_other(f"/imports/{found.id}/mapping")
    view = mapping_page(desk, request, found, export, saved.mapping, used=saved.name)
    return page(desk, view)


def _upload_page(
    desk: Desk, request: Request, chosen: str = "", errors: tuple[FieldError, ...] = ()
) -> ImportUploadPage:
    pages = [
        one
        for one in agencies.network_pages(desk.who.agency_id, desk.session)
        if desk.who.can(Permission.IMPORT, one.id)
    ]
    choices = (Choice(str(one.id), one_line(one.name), str(one.id) == chosen) for one in pages)
    shell = shell_of(desk, request, "imports")
    limit_mb = desk.state.settings.upload_limit_mb
    return ImportUploadPage(shell, tuple(choices), limit_mb, errors)
