"""Imports as lines and pages tell them, and the rows that could not be read as a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from api.console.spreadsheets import guarded_csv
from api.console.words import Say, one_line
from api.masking import masked
from api.security import Desk
from api.view_models.imports import ImportRun
from moderation.intake import imports
from moderation.models import Import, ImportProblem
from moderation.queries import agencies, people
from moderation.vocabulary import WorkState

__all__ = ["bad_rows_csv", "run_of", "runs_of"]

_WHY_DEAD = {
    "no_text_column": "Không có cột nào là nội dung bình luận. Nhập lại và chọn cột ấy.",
    "missing_columns": "Tệp thiếu cột đã chọn. Nhập lại và chọn lại các cột.",
    "empty_file": "Tệp không có dòng nào.",
    "too_large": "Tệp quá lớn sau khi mở. Chia nhỏ rồi nhập lại.",
    "broken_archive": "Tệp nén bị cắt cụt hoặc hỏng. Tải lại tệp gốc rồi nhập lại.",
    "unsupported_media": "Không phải tệp bình luận. Xuất lại ở dạng CSV, XLSX hoặc JSON.",
}


def run_of(desk: Desk, found: Import, say: Say) -> ImportRun:
    """One import with how far it is."""
    names = {user.id: user.full_name for user in people.users(desk.who.agency_id, desk.session)}
    pages = {page.id: page.name for page in agencies.pages(desk.who.agency_id, desk.session)}
    return _run(desk, found, names, pages, say)


def runs_of(desk: Desk, found: Iterable[Import], say: Say) -> tuple[ImportRun, ...]:
    """Many of them."""
    names = {user.id: user.full_name for user in people.users(desk.who.agency_id, desk.session)}
    pages = {page.id: page.name for page in agencies.pages(desk.who.agency_id, desk.session)}
    return tuple(_run(desk, one, names, pages, say) for one in found)


def bad_rows_csv(problems: Iterable[ImportProblem], say: Say) -> bytes:
    """The rows with their lines and reasons, masked, such that a spreadsheet program runs nothing.

    UTF-8 with a mark in front, by which Excel knows it; every cell quoted.
    """
    told = list(problems)
    width = max((len(problem.raw.get("cells", ())) for problem in told), default=0)
    cells = [f"{say('Ô')} {number}" for number in range(1, width + 1)]
    return guarded_csv(
        [say("Dòng"), say("Lý do"), *cells],
        (
            [
                str(problem.line),
                problem.reason,
                *(masked(str(cell)) for cell in problem.raw.get("cells", ())),
            ]
            for problem in told
        ),
    )


def _run(
    desk: Desk, found: Import, names: Mapping[int, str], pages: Mapping[int, str], say: Say
) -> ImportRun:
    now_at = imports.progress(desk.who.agency_id, desk.session, found)
    is_read = found.state in {WorkState.DONE, WorkState.DEAD}
    carried = now_at.rows_bad + now_at.new + now_at.known - now_at.waiting
    return ImportRun(
        id=found.id,
        file_name=one_line(found.file_name, 200),
        page_name=one_line(pages.get(found.page_id, "")),
        state=now_at.state,
        started_at=found.confirmed_at or found.created_at,
        started_by=one_line(names.get(found.created_by or 0, say("Chương trình"))),
        total=now_at.rows_read if is_read else None,
        done=max(0, min(carried, now_at.rows_read)),
        created=now_at.new,
        known=now_at.known,
        bad=now_at.rows_bad,
        error=_error(now_at.error_code, say) if now_at.state is WorkState.DEAD else "",
    )


def _error(code: str | None, say: Say) -> str:
    told = _WHY_DEAD.get(code or "", "Không đọc được tệp này. Những dòng đã nhập vẫn giữ nguyên.")
    return say(told)
