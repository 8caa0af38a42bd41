"""Imports of files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.parts import Choice, FieldError, Paging, Shell
    from moderation.vocabulary import WorkState


@dataclass(frozen=True, slots=True)
class ImportUploadPage:
    """`/imports/new`: choose a file and the page that its comments belong to."""

    template: ClassVar[str] = "import_upload.html"
    shell: Shell
    pages: tuple[Choice, ...]
    limit_mb: int
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column of the file: what it will be read as, and up to three cells as examples."""

    name: str
    target: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportPreviewPage:
    """`/imports/{id}/mapping`: say what each column is; `preview` rows follow `columns`.

    `charset` names the one of before Unicode that the file is written in, `conversions` are texts
    as they stand in it and as they are read, unless a person wants them kept.
    """

    template: ClassVar[str] = "import_preview.html"
    shell: Shell
    import_id: int
    file_name: str
    row_count: int
    columns: tuple[ImportColumn, ...]
    targets: tuple[Choice, ...]
    preview: tuple[tuple[str, ...], ...]
    saved_mappings: tuple[Choice, ...] = ()
    mapping_name: str = ""
    warnings: tuple[str, ...] = ()
    charset: str = ""
    conversions: tuple[tuple[str, str], ...] = ()
    keeps_charset: bool = False
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportRun:
    """An import on its way or at its end. `total` is None until the file has been read."""

    id: int
    file_name: str
    page_name: str
    state: WorkState
    started_at: datetime
    started_by: str
    total: int | None = None
    done: int = 0
    created: int = 0
    known: int = 0
    bad: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class ImportProgressPage:
    """`/imports/{id}`: asks for its part `progress` every two seconds while running."""

    template: ClassVar[str] = "import_progress.html"
    shell: Shell
    run: ImportRun


@dataclass(frozen=True, slots=True)
class ImportsPage:
    """`/imports`: earlier imports, newest first."""

    template: ClassVar[str] = "imports.html"
    shell: Shell
    runs: tuple[ImportRun, ...]
    paging: Paging
