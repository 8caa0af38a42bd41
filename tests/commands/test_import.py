"""`phanhoi import`: tried out, followed to its end, and refused in one sentence."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import func, select

from moderation.intake import imports
from moderation.models import Case, Comment, Import
from moderation.queries import intake as queries
from moderation.queries.doors import Waiting, waiting_rows
from moderation.vocabulary import Job, Role
from tests.commands.conftest import Phanhoi
from tests.factories import House
from workers import intake, runtime

GOOD = (
    "Mã,Người viết,Nội dung,Thời gian\n"
    "a1,Chị Sáu,Bộ phận một cửa mở thứ bảy không ạ,18/11/2026 08:10\n"
    "a2,Anh Tám,Đường Nguyễn Trãi ngập mấy hôm rồi,18/11/2026 08:20\n"
    "a3,Cô Chín,Cảm ơn các anh chị đã hỗ trợ,18/11/2026 08:30\n"
)
BAD = GOOD + "a4,Bác Mười,Đèn đường hẻm 5 hỏng rồi,hôm qua\na5,Dì Út,=1+1,ngày mai\n"


def waiting(house: House) -> list[Waiting]:
    """The rows of the house that a job should look at."""
    with house.database.doorway() as door:
        rows = list(waiting_rows(door, older_than_seconds=0, limit=100))
    return [one for one in rows if one.agency_id == house.agency_id]


@contextmanager
def at_work(work: Callable[[], None]) -> Iterator[None]:
    """Somebody who works again and again beside the command."""
    stop = Event()

    def again() -> None:
        while not stop.wait(0.05):
            work()

    thread = Thread(target=again)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@pytest.fixture
def workers(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The intake's own tasks, called for whatever waits; a sure machine reads the comments."""
    monkeypatch.setattr(runtime, "database", lambda: house.database)

    def work() -> None:
        for one in waiting(house):
            if one.job is Job.READ_IMPORT:
                intake.read_import(one.agency_id, list(one.ids))
            elif one.job is Job.READ_DELIVERIES:
                intake.read_deliveries(one.agency_id, list(one.ids))
        house.triage()

    with at_work(work):
        yield


def written(folder: Path, text: str, name: str = "xuat.csv") -> Path:
    """An export file."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def count(house: House, table: type[Case | Comment | Import]) -> int:
    """How many rows of the house stand in a table."""
    with house.database.transaction(house.agency_id) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.usefixtures("workers")
def test_a_good_file_is_followed_into_cases_and_a_second_time_adds_nothing(
    phanhoi: Phanhoi, house: House, tmp_path: Path
) -> None:
    """The totals are those of the rows, and the exit code says that all were good."""
    file = written(tmp_path, GOOD)

    first = phanhoi("import", file, "--page", house.page_id)
    second = phanhoi("import", file, "--page", house.page_id)

    assert first.code == second.code == 0, first.err
    assert "Đã đọc 3 dòng: 3 mới, 0 đã có từ trước, 0 hỏng; 3 vụ việc." in first.out
    assert "Đã đọc 3 dòng: 0 mới, 3 đã có từ trước, 0 hỏng" in second.out
    assert count(house, Case) == 3


@pytest.mark.usefixtures("workers")
def test_bad_rows_are_named_written_out_inert_and_keep_no_good_row_back(
    phanhoi: Phanhoi, house: House, tmp_path: Path
) -> None:
    """Exit code 1; the file of bad rows holds them as they were, and no formula of them runs."""
    file, bad = written(tmp_path, BAD), tmp_path / "xuat.csv.loi.csv"

    said = phanhoi("import", file, "--page", house.page_id, "--errors", bad)

    assert said.code == 1
    assert "3 mới" in said.out
    assert "dòng 5:" in said.out
    assert count(house, Case) == 3
    with bad.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened))
    assert rows[0] == ["Dòng", "Lý do", "Mã", "Người viết", "Nội dung", "Thời gian"]
    assert rows[1][2:] == ["a4", "Bác Mười", "Đèn đường hẻm 5 hỏng rồi", "hôm qua"]
    assert rows[2][4] == "'=1+1"


def test_an_import_that_stops_before_its_end_is_no_success(
    phanhoi: Phanhoi, house: House, tmp_path: Path
) -> None:
    """Exit code 2, and the words that what came in stays and the file may be brought again."""

    def refuse() -> None:
        for one in waiting(house):
            with house.database.transaction(house.agency_id) as session:
                found = queries.find_import(house.agency_id, session, one.ids[0])
                assert found is not None
                imports.refuse(found, "no_text_column")

    with at_work(refuse):
        said = phanhoi("import", written(tmp_path, GOOD), "--page", house.page_id)

    assert said.code == 2
    assert "no_text_column" in said.err


def test_a_redis_that_is_away_keeps_no_file_back(
    phanhoi: Phanhoi, house: House, tmp_path: Path, workers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row is the job; the bell is only the bell."""
    monkeypatch.setenv("PHANHOI_REDIS_URL", "redis://127.0.0.1:1/0")

    assert phanhoi("import", written(tmp_path, GOOD), "--page", house.page_id).code == 0


def test_a_dry_run_tells_all_and_changes_nothing(
    offline: Phanhoi, house: House, tmp_path: Path
) -> None:
    """Columns, what they are taken for, first rows, counts and each bad row, with no system."""
    said = offline("import", written(tmp_path, BAD), "--dry-run", "--data", tmp_path)

    assert said.code == 1
    assert "Nội dung → nội dung bình luận" in said.out
    assert "Thời gian → thời điểm viết" in said.out
    assert "a1 | Chị Sáu | Bộ phận một cửa mở thứ bảy không ạ" in said.out
    assert "Dòng tốt: 3. Dòng hỏng: 2." in said.out
    assert "dòng 5:" in said.out
    assert "dòng 6:" in said.out
    assert count(house, Import) == count(house, Comment) == 0


def test_a_dry_run_of_a_good_file_ends_with_zero(offline: Phanhoi, tmp_path: Path) -> None:
    """So that a script may go on."""
    assert offline("import", written(tmp_path, GOOD), "--dry-run", "--data", tmp_path).code == 0


def test_a_mapping_is_given_as_json_or_by_the_name_it_was_saved_under(
    phanhoi: Phanhoi, house: House, tmp_path: Path
) -> None:
    """What is said wins over what would be guessed."""
    file = written(tmp_path, GOOD)
    with house.database.transaction(house.agency_id) as session:
        who = house.who(Role.ADMINISTRATOR)
        imports.save_mapping(session, who, "cổng", {"text": "Người viết"})

    by_json = phanhoi("import", file, "--dry-run", "--mapping", '{"text": "Người viết"}')
    by_name = phanhoi("import", file, "--dry-run", "--mapping", "cổng", "--page", house.page_id)

    assert "Người viết → nội dung bình luận" in by_json.out
    assert by_name.out == by_json.out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (GOOD, ("--page", "999999999")),
        (GOOD, ("--page", "-1")),
        (GOOD, ()),
        ("", ("--page", "{page}")),
        ("x" * (65 << 20), ("--page", "{page}")),
        ("id,likes\n1,2\n", ("--page", "{page}")),
        (GOOD, ("--page", "{page}", "--mapping", "khong-co")),
        (GOOD, ("--page", "{page}", "--mapping", '{"text": "Không có"}')),
        (GOOD, ("--page", "{page}", "--mapping", '{"txt": "Nội dung"}')),
        (GOOD, ("--page", "{page}", "--mapping", "{")),
        (None, ("--page", "{page}")),
    ],
    ids=[
        "unknown page", "no page's number", "no page", "empty", "too large", "no text",
        "unknown mapping", "unknown column", "unknown role", "no JSON", "no file",
    ],
)  # fmt: skip
def test_what_cannot_be_imported_is_refused_in_one_sentence(
    phanhoi: Phanhoi, house: House, tmp_path: Path, content: str | None, words: tuple[str, ...]
) -> None:
    """Exit code 2, and nothing was taken in."""
    file = tmp_path / "xuat.csv" if content is None else written(tmp_path, content)

    said = phanhoi("import", file, *(word.replace("{page}", str(house.page_id)) for word in words))

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("✗ ")
    assert len(said.err.splitlines()) == 1
    assert count(house, Import) == 0
