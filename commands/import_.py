"""`phanhoi import`: an export file into a page, followed until its last comment is in a case."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from commands.import_file import chosen_mapping, describe, open_file, read_through, write_bad_rows
from commands.installation import DATA, installed_settings, open_database, operator
from commands.steps import say
from moderation.database import Database
from moderation.errors import BadInputError, NotFoundError, PhanHoiError
from moderation.intake import imports
from moderation.queries import doors
from moderation.queries import intake as queries
from moderation.vocabulary import WorkState
from platforms.exports import BadRow

_WITH_BAD_ROWS, _REFUSED, _LEFT = 1, 2, 130
_POLL_SECONDS = 0.5
_QUIET_SECONDS = 30
_NAMED_ROWS = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an import ended: its counts, the cases its comments are in, the rows not taken."""

    progress: imports.Progress
    cases: int
    bad: list[BadRow]


def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLSX, JSON, JSON Lines…")],
    page: Annotated[int | None, typer.Option(help="Số của trang: `phanhoi page list`.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ đọc thử tệp, không nhập gì.")
    ] = False,
    mapping: Annotated[
        str | None, typer.Option(help="Tên cách ghép cột đã lưu, hoặc JSON tên mục → tên cột.")
    ] = None,
    errors: Annotated[
        Path | None, typer.Option(help="Ghi các dòng hỏng ra tệp CSV này, ví dụ tep.loi.csv.")
    ] = None,
    data: Annotated[Path, typer.Option(help="Thư mục dữ liệu của `phanhoi up`.")] = DATA,
) -> None:
    """Nhập tệp bình luận; mã thoát 0 khi mọi dòng tốt, 1 khi có dòng hỏng, 2 khi bị từ chối."""
    try:
        if dry_run:
            bad = _try(file, page, mapping=mapping, errors=errors, data=data)
        else:
            bad = _bring_in(file, page, mapping=mapping, errors=errors, data=data)
    except PhanHoiError as error:
        sys.stderr.write(f"✗ {error.message}\n")
        raise typer.Exit(_REFUSED) from error
    raise typer.Exit(_WITH_BAD_ROWS if bad else 0)


def _try(
    file: Path, page: int | None, *, mapping: str | None, errors: Path | None, data: Path
) -> int:
    """Read the file alone and say what an import would take; returns how many rows are bad."""
    export, _ = open_file(file, installed_settings(data).upload_limit_mb)
    columns = chosen_mapping(export, mapping, lambda name: _saved(name, page, data))
    describe(export, columns)
    good, bad = read_through(export, columns)
    say(f"Dòng tốt: {good}. Dòng hỏng: {len(bad)}. Chưa nhập gì.")
    for row in bad:
        say(f"  dòng {row.line}: {row.reason}")
    if errors is not None:
        write_bad_rows(errors, export.columns, bad)
    return len(bad)


def _bring_in(
    file: Path, page: int | None, *, mapping: str | None, errors: Path | None, data: Path
) -> int:
    """Start the import and follow it to its end; returns how many rows are bad."""
    export, content = open_file(file, installed_settings(data).upload_limit_mb)
    database = open_database(data)
    page_id, agency_id = _page(database, page)
    columns = chosen_mapping(export, mapping, lambda name: _saved_of(database, agency_id, name))
    who = operator(agency_id)
    with database.transaction(agency_id) as session:
        started = imports.start(session, who, page_id, file.name, content)
        imports.confirm(session, who, started.id, columns.to_dict())
    try:
        outcome = _follow(database, agency_id, started.id)
    except KeyboardInterrupt:
        say(f"Lần nhập số {started.id} vẫn tiếp tục chạy nền; tệp đã được nhận đủ.")
        raise typer.Exit(_LEFT) from None
    _report(outcome)
    if errors is not None:
        write_bad_rows(errors, export.columns, outcome.bad)
    _refuse_half(outcome.progress)
    return outcome.progress.rows_bad


def _follow(database: Database, agency_id: int, import_id: int) -> Outcome:
    """Look again and again, on a bar, until nothing more happens by itself."""
    before, since = None, time.monotonic()
    with _bar() as bar:
        reading = bar.add_task("Đọc dòng", total=None)
        sorting = bar.add_task("Phân loại", total=None)
        while True:
            with database.transaction(agency_id) as session:
                found = queries.find_import(agency_id, session, import_id)
                assert found is not None  # noqa: S101 - imports are not removed
                now, whole = imports.progress(agency_id, session, found), found.finished_at
            rows = now.rows_read if whole else None
            good = now.rows_read - now.rows_bad if whole else None
            bar.update(reading, completed=now.rows_read, total=rows)
            bar.update(sorting, completed=max(0, now.new + now.known - now.waiting), total=good)
            if now.is_over:
                return _outcome(database, agency_id, import_id, now)
            if now != before:
                before, since = now, time.monotonic()
            elif time.monotonic() - since > _QUIET_SECONDS:
                since = time.monotonic()
                bar.console.print("Đang chờ bộ phân loại; hãy kiểm tra bằng `phanhoi doctor`.")
            time.sleep(_POLL_SECONDS)


def _outcome(
    database: Database, agency_id: int, import_id: int, progress: imports.Progress
) -> Outcome:
    with database.transaction(agency_id) as session:
        cases = queries.count_import_cases(agency_id, session, import_id)
        problems = queries.import_problems(agency_id, session, import_id)
    bad = [
        BadRow(problem.line, problem.code, problem.reason, problem.raw.get("cells", []))
        for problem in problems
    ]
    return Outcome(progress, cases, bad)


def _report(outcome: Outcome) -> None:
    now = outcome.progress
    for row in outcome.bad[:_NAMED_ROWS]:
        say(f"  dòng {row.line}: {row.reason}")
    if len(outcome.bad) > _NAMED_ROWS:
        say(f"  … và {len(outcome.bad) - _NAMED_ROWS} dòng hỏng nữa; thêm --errors để ghi ra tệp.")
    say(
        f"Đã đọc {now.rows_read} dòng: {now.new} mới, {now.known} đã có từ trước, "
        f"{now.rows_bad} hỏng; {outcome.cases} vụ việc."
    )


def _refuse_half(now: imports.Progress) -> None:
    """An import that stopped before its end is no success, whatever came in."""
    if now.state is WorkState.DEAD:
        raise BadInputError(
            f"Chưa nhập hết được tệp (mã {now.error_code or 'intake_failed'}). Những gì đã nhập "
            "vẫn còn; nhập lại cùng tệp không tạo bản trùng."
        )


def _page(database: Database, page: int | None) -> tuple[int, int]:
    """The page and its agency; a number that is no page's is refused."""
    if page is None:
        raise BadInputError("Hãy chọn trang bằng --page SỐ; xem số bằng `phanhoi page list`.")
    with database.doorway() as door:
        agency_id = doors.agency_of_page(door, page) if 0 < page < 2**63 else None
    if agency_id is None:
        raise NotFoundError(f"Không có trang số {page}; xem các trang bằng `phanhoi page list`.")
    return page, agency_id


def _saved(name: str, page: int | None, data: Path) -> dict[str, object]:
    database = open_database(data)
    return _saved_of(database, _page(database, page)[1], name)


def _saved_of(database: Database, agency_id: int, name: str) -> dict[str, object]:
    """A mapping that the agency keeps under a name."""
    with database.transaction(agency_id) as session:
        found = queries.find_mapping(agency_id, session, name)
        if found is None:
            kept = ", ".join(one.name for one in queries.mappings(agency_id, session))
            raise NotFoundError(f"Không có cách ghép cột “{name}”. Đã lưu: {kept or 'chưa có'}.")
        return dict(found.mapping)


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
