"""`phanhoi agency`: the agencies that this installation serves."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from commands.installation import DATA, installed_settings, open_database, operator
from commands.steps import say
from moderation import setup
from moderation.errors import BadInputError, ConflictError
from moderation.people import staff
from moderation.queries import doors
from moderation.queries.agencies import find_agency

app = typer.Typer(no_args_is_help=True)

_Data = Annotated[Path, typer.Option(help="Thư mục dữ liệu của `phanhoi up`.")]
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


@app.command("add", help="Thêm một cơ quan, kèm hàng đợi, thời hạn và lịch làm việc mặc định.")
def add(
    slug: Annotated[str, typer.Argument(help="Tên ngắn: chữ thường không dấu, số, gạch nối.")],
    name: Annotated[str, typer.Argument(help="Tên đầy đủ của cơ quan.")],
    data: _Data = DATA,
) -> None:
    """Make an agency with everything it needs to take its first comment."""
    if not _SLUG.fullmatch(slug):
        raise BadInputError("Tên ngắn chỉ gồm chữ thường không dấu, số và gạch nối ở giữa.")
    if not name.strip():
        raise BadInputError("Cơ quan cần có tên.")
    database = open_database(data)
    with database.doorway() as door:
        if any(known == slug for _, known in doors.agencies(door)):
            raise ConflictError(f"Đã có cơ quan “{slug}”; không thêm lần nữa.")
    with database.transaction(0) as session:
        agency_id = setup.next_agency_id(session)
    with database.transaction(agency_id) as session:
        setup.create_agency(session, slug, name.strip())
        in_earnest = installed_settings(data).environment == "production"
        staff.require_second_factor(session, operator(agency_id), required=in_earnest)
    say(f"✓ Đã thêm cơ quan {slug} ({name.strip()}).")
    say(f"  Tiếp theo: phanhoi page add --agency {slug} --platform facebook MÃ_TRANG TÊN_TRANG")


@app.command("list", help="Các cơ quan đang có.")
def list_agencies(data: _Data = DATA) -> None:
    """One line for each agency: short name, name."""
    database = open_database(data)
    with database.doorway() as door:
        known = doors.agencies(door)
    for agency_id, slug in known:
        with database.transaction(agency_id) as session:
            say(f"{slug}\t{find_agency(agency_id, session).name}")
