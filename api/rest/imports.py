"""Bringing export files in, and following them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Query, UploadFile
from pydantic import Json

from api.rest.schemas import imports as shown
from api.rest.schemas.problems import problems
from api.rest.schemas.values import MAX_ID, PathId
from api.security import Desk, key_desk
from moderation.errors import BadInputError, TooLargeError, UnsupportedMediaError
from moderation.intake import imports
from moderation.policy import Permission
from moderation.queries.intake import import_problems
from platforms.exports import Export, Mapping, open_export

__all__ = ["router"]

router = APIRouter(prefix="/imports", tags=["imports"])

_Importer = Annotated[Desk, key_desk(Permission.IMPORT)]


@router.post(
    "",
    operation_id="import_file",
    summary="Nhập tệp",
    status_code=202,
    responses=problems(400, 404, 413, 415),
)
def import_file(
    file: Annotated[UploadFile, File(description="CSV, TSV, XLSX, XLS, ODS, JSON, JSON Lines.")],
    page_id: Annotated[int, Form(ge=1, le=MAX_ID, description="Nhập vào trang nào.")],
    desk: _Importer,
    mapping: Annotated[
        Json[shown.ImportMapping] | None,
        Form(description="Cột nào là gì (JSON); bỏ trống thì hệ thống đoán theo tên cột."),
    ] = None,
) -> shown.Import:
    """Nhận tệp và bắt đầu nhập; nhập lại cùng một tệp không thêm gì.

    Không biết cột nào là nội dung thì trả 422 kèm `columns`, và chưa nhập gì.
    """
    name, content = _plain_name(file.filename), file.file.read()
    made = imports.start(desk.session, desk.who, page_id, name, content)
    export = open_export(name, content, limit_bytes=desk.state.settings.upload_limit_mb * 2**20)
    imports.confirm(desk.session, desk.who, made.id, _mapping(export, mapping).to_dict())
    return _shown(desk, made.id)


@router.get("/{import_id}", operation_id="read_import", summary="Một lần nhập",
            responses=problems(404))  # fmt: skip
def read_import(import_id: PathId, desk: _Importer) -> shown.Import:
    """Việc nhập đã đi đến đâu; hỏi lại cho đến khi `is_over`."""
    return _shown(desk, import_id)


@router.get(
    "/{import_id}/problems",
    operation_id="list_import_problems",
    summary="Các dòng không nhập được",
    responses=problems(404),
)
def list_problems(
    import_id: PathId,
    desk: _Importer,
    after: Annotated[int, Query(ge=0, le=MAX_ID, description="`next` của trang trước.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> shown.BadRows:
    """Từng dòng hỏng với lý do; các dòng khác vẫn được nhập."""
    imports.find(desk.session, desk.who, import_id)
    rows = import_problems(
        desk.who.agency_id, desk.session, import_id, after_line=after, limit=limit + 1
    )
    items = [shown.BadRow.of(row) for row in rows[:limit]]
    return shown.BadRows(items=items, next=items[-1].line if len(rows) > limit else None)


def _shown(desk: Desk, import_id: int) -> shown.Import:
    found = imports.find(desk.session, desk.who, import_id)
    return shown.Import.of(found, imports.progress(desk.who.agency_id, desk.session, found))


def _mapping(export: Export, given: shown.ImportMapping | None) -> Mapping:
    """The columns as said or as guessed; a refusal tells which columns there are."""
    try:
        if given is None:
            return export.guess_mapping()
        mapping = Mapping.from_dict(given.model_dump())
        mapping.check(export.columns)
    except (TooLargeError, UnsupportedMediaError):
        raise
    except BadInputError as error:
        raise BadInputError(error.message, code=error.code, columns=export.columns) from error
    return mapping


def _plain_name(name: str | None) -> str:
    return "".join(filter(str.isprintable, name or "")) or "tep"
