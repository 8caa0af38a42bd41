"""A worker writes an official report: a PDF with Vietnamese words in it, or a row that says why."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from commands.embedded import EmbeddedPostgres
from moderation.models import Report
from moderation.queries import reports as queries
from moderation.reporting import official
from moderation.vocabulary import ReportKind, Role, WorkState
from tests.as_worker import as_worker
from tests.factories import House, event
from tests.hostile import TEXTS
from workers import official_report
from workers.reports import make_reports, schedule_reports


@pytest.fixture
def worker(postgres: EmbeddedPostgres, tmp_path: Path) -> Iterator[None]:
    """This process as a worker over the tests' database."""
    with as_worker(postgres, tmp_path):
        yield


def asked(house: House) -> int:
    """A report of last month, asked for by the manager."""
    today = datetime.now(UTC).date()
    past = official.last_begins(ReportKind.MONTHLY, today)
    with house.database.transaction(house.agency_id) as session:
        return official.ask_for(session, house.who(Role.MANAGER), ReportKind.MONTHLY, past).id


def found(house: House, report_id: int) -> Report:
    """A report with its file."""
    with house.database.transaction(house.agency_id) as session:
        report = queries.find_report(house.agency_id, session, report_id, with_content=True)
        assert report is not None
        return report


@pytest.mark.usefixtures("worker")
def test_a_report_is_written_once_and_kept(house: House) -> None:
    """The second message finds nothing to do, and the file stays as it was."""
    house.take(event("r1"))
    house.triage()
    report_id = asked(house)

    make_reports(house.agency_id, [report_id])
    first = found(house, report_id)
    make_reports(house.agency_id, [report_id])

    assert first.state is WorkState.DONE
    assert first.content is not None
    assert first.content.startswith(b"%PDF")
    assert found(house, report_id).made_at == first.made_at


@pytest.mark.usefixtures("worker")
def test_what_fails_is_tried_again_and_at_last_shown_to_a_person(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five failures set it aside; a person gives it another chance."""
    report_id = asked(house)
    with monkeypatch.context() as broken:
        broken.setattr(official_report, "_FORM", official_report._FORM.with_name("missing.typ"))
        for _ in range(5):
            with pytest.raises(Exception, match=r".+"):
                make_reports(house.agency_id, [report_id])
            with house.database.transaction(house.agency_id) as session:
                row = session.get_one(Report, (house.agency_id, report_id))
                row.next_attempt_at = datetime.now(UTC)
    assert found(house, report_id).state is WorkState.DEAD
    assert found(house, report_id).error_code == "report_failed"

    with house.database.transaction(house.agency_id) as session:
        official.try_again(session, house.who(Role.MANAGER), report_id)
    make_reports(house.agency_id, [report_id])

    assert found(house, report_id).state is WorkState.DONE


@pytest.mark.usefixtures("worker")
def test_the_schedule_runs_over_every_agency(house: House) -> None:
    """With nothing switched on nothing is asked for."""
    schedule_reports()
    with house.database.transaction(house.agency_id) as session:
        assert queries.reports(house.agency_id, session) == []


def test_a_report_says_its_period_in_the_words_of_an_office() -> None:
    """Months by number, quarters in Roman."""
    assert official_report.period_name(ReportKind.MONTHLY, date(2026, 10, 1)) == (
        "tháng 10 năm 2026"
    )
    assert official_report.period_name(ReportKind.QUARTERLY, date(2026, 7, 1)) == "quý III năm 2026"


def test_hostile_words_in_a_report_are_only_words() -> None:
    """Nothing of them is a formula of the typesetter, and the file holds no link and no script."""
    document = report_of(TEXTS)
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL)
    opened = b"".join([document, *map(_inflated, parts)])
    assert len(parts) > 5
    for act in (b"/URI", b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/EmbeddedFile"):
        assert act not in opened


def report_of(texts: list[str]) -> bytes:
    """A report that says these of an agency, in every place that takes words."""
    line = {"title": texts[0], "sentences": texts[:250], "columns": ["a", texts[1]]}
    head = ("agency", "superior", "symbol", "place_date", "title", "period")
    said = dict(zip(head, texts[250:], strict=False)) | {
        "parts": [{**line, "rows": [[one, "1"] for one in texts[250:]]}],
        "recipients": texts[:9],
        "signer_title": texts[10],
        "signer_name": texts[11],
    }
    return official_report.typeset(said)


def _inflated(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return part
