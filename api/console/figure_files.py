"""What the lists behind the numbers of the dashboard share: how long they are, and their files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from fastapi.responses import Response

from api.console.words import Say, one_line
from api.exports import CSV_TYPE, XLSX_TYPE, Cell, Table, as_csv, as_xlsx
from api.security import Desk
from moderation.errors import BadInputError
from moderation.timing.calendar import VIETNAM

__all__ = ["PAGE_ROWS", "about_list", "csv_file", "refuse_too_many", "workbook"]

PAGE_ROWS = 100
_MOST_ROWS = 100_000


def refuse_too_many(total: int) -> None:
    """Files are made in memory, and no office opens more."""
    if total > _MOST_ROWS:
        raise BadInputError("Danh sách quá 100.000 dòng. Hãy chọn kỳ ngắn hơn rồi xuất lại.")


def about_list(
    desk: Desk,
    say: Say,
    name: str,
    filters: Iterable[str],
    *,
    since: datetime,
    until: datetime,
    counted: tuple[str, str],
    rows: int,
) -> list[tuple[str, Cell]]:
    """What a file says of itself; `counted` is what its times are counted by, and how."""
    return [
        (say("Danh sách"), name),
        *((say("Bộ lọc"), text) for text in filters),
        (say("Từ"), since),
        (say("Đến"), until),
        counted,
        (say("Người xuất"), one_line(desk.who.name)),
        (say("Xuất lúc"), datetime.now(UTC)),
        (say("Số dòng"), rows),
    ]


def workbook(table: Table, say: Say) -> Response:
    """The list as a workbook."""
    content = as_xlsx(table, about_name=say("Thông tin"), rows_name=say("Danh sách"))
    return _file(content, XLSX_TYPE, "xlsx")


def csv_file(table: Table) -> Response:
    """The list as CSV."""
    return _file(as_csv(table), CSV_TYPE, "csv")


def _file(content: bytes, kind: str, ending: str) -> Response:
    """A file to be kept, named by the moment."""
    name = f"phan-hoi-{datetime.now(VIETNAM):%Y%m%d-%H%M}.{ending}"
    return Response(
        content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'}
    )
