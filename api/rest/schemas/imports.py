"""Imports as programs see them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field

from api.masking import masked
from api.rest.schemas import examples
from api.rest.schemas.values import Body, Id, PlainText, Shown, shown_as
from moderation import models
from moderation.intake.imports import Progress
from moderation.vocabulary import WorkState

__all__ = ["BadRow", "BadRows", "Import", "ImportMapping"]

_Column = Annotated[PlainText, Field(min_length=1, max_length=200)]


class ImportMapping(Body):
    """Cột nào của tệp là gì; tên cột như trong tệp."""

    text: _Column = Field(description="Nội dung bình luận.", examples=["Nội dung"])
    external_id: _Column | None = None
    created_at: _Column | None = None
    author_name: _Column | None = None
    author_id: _Column | None = None
    parent_id: _Column | None = None
    post_id: _Column | None = None
    post_text: _Column | None = None
    post_link: _Column | None = None
    permalink: _Column | None = None
    platform: _Column | None = None
    attachment: _Column | None = None
    number: _Column | None = Field(None, description="Số thứ tự luồng do công cụ xuất ghi.")
    reply_number: _Column | None = None
    date_order: Literal["auto", "dmy", "mdy"] = "auto"
    charset: Literal["convert", "keep"] = Field(
        "convert", description="`keep`: chữ của phông cũ (TCVN3, VNI) để nguyên như trong tệp."
    )


class Import(Shown):
    """Một lần nhập tệp và nó đã đi đến đâu."""

    model_config = shown_as(examples.IMPORT)

    id: Id
    page_id: Id
    file_name: str
    size: int = Field(description="Số byte.")
    sha256: str
    mapping: dict[str, str | None] | None
    created_at: AwareDatetime
    confirmed_at: AwareDatetime | None
    finished_at: AwareDatetime | None = Field(description="Lúc đọc xong tệp.")
    state: WorkState = Field(description="`done`: mọi bình luận đã thành vụ việc.")
    is_over: bool = Field(description="Không còn gì tự chạy nữa.")
    rows_read: int
    rows_bad: int
    new: int = Field(description="Bình luận mới.")
    known: int = Field(description="Bình luận đã có từ trước.")
    waiting: int = Field(description="Bình luận chưa thành vụ việc.")
    error_code: str | None = Field(description="Vì sao không đọc được tệp.")

    @classmethod
    def of(cls, found: models.Import, progress: Progress) -> Self:
        """An import with how far it is."""
        return cls(
            id=found.id,
            page_id=found.page_id,
            file_name=found.file_name,
            size=found.size,
            sha256=found.sha256,
            mapping=found.mapping,
            created_at=found.created_at,
            confirmed_at=found.confirmed_at,
            finished_at=found.finished_at,
            state=progress.state,
            is_over=progress.is_over,
            rows_read=progress.rows_read,
            rows_bad=progress.rows_bad,
            new=progress.new,
            known=progress.known,
            waiting=progress.waiting,
            error_code=progress.error_code,
        )


class BadRow(Shown):
    """Một dòng không nhập được."""

    line: int = Field(description="Dòng trong tệp, như người mở tệp nhìn thấy.")
    code: str
    reason: str
    cells: list[str] = Field(description="Các ô của dòng, rút gọn, thông tin cá nhân được che.")

    @classmethod
    def of(cls, found: models.ImportProblem) -> Self:
        """A kept row, masked: who brought the file finds the row by its line."""
        cells = [masked(str(cell)) for cell in found.raw.get("cells", [])]
        return cls(line=found.line, code=found.code, reason=found.reason, cells=cells)


class BadRows(Shown):
    """Các dòng không nhập được, theo thứ tự trong tệp."""

    items: list[BadRow]
    next: int | None = Field(description="`after` của trang kế; null khi hết.")
