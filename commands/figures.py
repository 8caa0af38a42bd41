"""`phanhoi figures`: whether the figures by day are what the rows say, and making them anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from commands.installation import DATA, agency_named, open_database
from commands.steps import say
from moderation.database import Database
from moderation.queries import doors
from moderation.queries.rollups import Unlike
from moderation.reporting.adding_up import add_up_stale, mark_all, prove, runs_of_days

app = typer.Typer(no_args_is_help=True)

_MOST_SAID = 20
_Agency = Annotated[str | None, typer.Option(help="Tên ngắn; bỏ trống là mọi cơ quan.")]
_Data = Annotated[Path, typer.Option(help="Thư mục dữ liệu của `phanhoi up`.")]


@app.command("verify", help="So từng ngày với dữ liệu gốc; mã thoát 1 và chỗ khác nếu có.")
def verify(agency: _Agency = None, data: _Data = DATA) -> None:
    """Add every day up from the rows and hold what is stored against it."""
    database, unlike = open_database(data), 0
    for agency_id, slug in _agencies(database, agency):
        days = stale = 0
        found: list[Unlike] = []
        with database.transaction(agency_id) as session:
            runs = list(runs_of_days(agency_id, session))
        for run in runs:
            with database.transaction(agency_id) as session:
                proof = prove(agency_id, session, run)
            days, stale, found = days + proof.days, stale + proof.stale, [*found, *proof.unlike]
        unlike += len(found)
        sign = "✗" if found else "✓"
        say(f"{sign} {slug}: {days} ngày, {stale} ngày đang chờ cộng lại, {len(found)} dòng khác")
        for each in found[:_MOST_SAID]:
            where = "chỉ có trong số đã cộng" if each.stored else "chỉ có trong dữ liệu gốc"
            say(f"  {each.day} trang {each.page_id}: {each.what} ({where})")
    if unlike:
        say("Cộng lại bằng: phanhoi figures rebuild")
    raise typer.Exit(1 if unlike else 0)


@app.command("rebuild", help="Cộng lại mọi ngày từ dữ liệu gốc; hệ thống vẫn chạy.")
def rebuild(agency: _Agency = None, data: _Data = DATA) -> None:
    """Mark every day and add them up, a month at a time; whoever reads meanwhile reads the rows."""
    database = open_database(data)
    for agency_id, slug in _agencies(database, agency):
        with database.transaction(agency_id) as session:
            days = mark_all(agency_id, session)
        done = 0
        while True:
            with database.transaction(agency_id) as session:
                more = add_up_stale(agency_id, session)
            if not more:
                break
            done += more
        say(f"✓ {slug}: đã cộng lại {done} trên {days} ngày")


def _agencies(database: Database, slug: str | None) -> Iterator[tuple[int, str]]:
    wanted = None if slug is None else agency_named(database, slug)
    with database.doorway() as door:
        known = doors.agencies(door)
    return ((agency_id, name) for agency_id, name in known if wanted in {None, agency_id})
