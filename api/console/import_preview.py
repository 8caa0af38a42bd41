"""The look at a file before anything is written."""

from __future__ import annotations

from fastapi import Request

from api.console.columns import columns_of, targets
from api.console.shell import shell_of
from api.console.words import Say, one_line, say_in
from api.security import Desk
from api.view_models.imports import ImportPreviewPage
from api.view_models.parts import Choice, FieldError
from moderation.errors import BadInputError
from moderation.models import Import
from moderation.queries import intake as queries
from platforms.exports import CHOICES, BadRow, Export, Mapping, open_export

__all__ = ["mapping_page", "opened"]

_PREVIEWED = 8
_COUNTED = 20_000
_CHARSETS = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}


def opened(desk: Desk, found: Import) -> Export:
    """The file as its readers see it."""
    limit = desk.state.settings.upload_limit_mb * 2**20
    return open_export(found.file_name, found.content or b"", limit_bytes=limit)


def mapping_page(
    desk: Desk,
    request: Request,
    found: Import,
    export: Export,
    chosen: dict[str, str | None] | dict[str, str],
    *,
    used: str = "",
    name: str = "",
    errors: tuple[FieldError, ...] = (),
) -> ImportPreviewPage:
    """The columns with examples, what each is read as, and what will be left out."""
    say = say_in(desk.locale)
    preview = export.preview(_PREVIEWED)
    missing = [
        column
        for name, column in chosen.items()
        if column and name not in CHOICES and column not in export.columns
    ]
    count, warnings = _looked_through(export, dict(chosen), say)
    saved = queries.mappings(desk.who.agency_id, desk.session)
    if used and missing:
        warnings = (*warnings, say("Cách đọc này nhắc đến cột mà tệp không có; đã bỏ qua."))
    return ImportPreviewPage(
        shell=shell_of(desk, request, "imports"),
        import_id=found.id,
        file_name=one_line(found.file_name, 200),
        row_count=count,
        columns=columns_of(export.columns, preview, chosen),
        targets=targets(say),
        preview=tuple(tuple(one_line(cell, 200) for cell in row) for row in preview),
        saved_mappings=tuple(
            Choice(one.name, one_line(one.name), one.name == used) for one in saved
        ),
        mapping_name=name,
        warnings=warnings,
        charset=_CHARSETS.get(export.charset or "", ""),
        conversions=tuple(
            (one_line(before, 200), one_line(after, 200)) for before, after in export.conversions()
        ),
        keeps_charset=chosen.get("charset") == "keep",
        errors=errors,
    )


def _looked_through(
    export: Export, chosen: dict[str, str | None], say: Say
) -> tuple[int, tuple[str, ...]]:
    """How many rows there are and what will be left out, from the first thousands alone."""
    count = bad = 0
    try:
        mapping = Mapping.from_dict(
            {
                name: column
                for name, column in chosen.items()
                if name in CHOICES or column in export.columns
            }
        )
        for row in export.rows(mapping):
            count += 1
            bad += isinstance(row, BadRow)
            if count == _COUNTED:
                break
    except BadInputError:
        return len(export.preview(_COUNTED)), ()
    warnings = []
    if count == _COUNTED:
        warnings.append(say("Tệp có hơn %(n)s dòng; đây là số đếm của phần đầu.") % {"n": count})
    if bad:
        told = say("%(n)s dòng không đọc được và sẽ để riêng để tải về sửa.")
        warnings.append(told % {"n": bad})
    if not chosen.get("external_id"):
        told = say("Không có cột mã ở nguồn: trùng được nhận ra theo nội dung và lúc viết.")
        warnings.append(told)
    return count, tuple(warnings)
