"""`phanhoi page`: an agency's pages on the social networks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.installation import DATA, agency_named, open_database, operator
from commands.steps import say
from moderation import setup
from moderation.errors import ConflictError
from moderation.queries.agencies import pages
from moderation.vocabulary import Platform

app = typer.Typer(no_args_is_help=True)

_Data = Annotated[Path, typer.Option(help="Thư mục dữ liệu của `phanhoi up`.")]
_Agency = Annotated[str | None, typer.Option(help="Tên ngắn của cơ quan.")]


@app.command("add", help="Thêm một trang của cơ quan.")
def add(
    external_id: Annotated[str, typer.Argument(help="Mã trang trên mạng xã hội.")],
    name: Annotated[str, typer.Argument(help="Tên trang.")],
    platform: Annotated[Platform, typer.Option(help="Mạng xã hội.")],
    agency: _Agency = None,
    data: _Data = DATA,
) -> None:
    """Register a page and say its number, which imports ask for."""
    database = open_database(data)
    agency_id = agency_named(database, agency)
    with database.transaction(agency_id) as session:
        for known in pages(agency_id, session):
            if (known.platform, known.external_id) == (platform, external_id.strip()):
                raise ConflictError(f"Trang này đã có, với số {known.id} ({known.name}).")
        made = setup.add_page(session, operator(agency_id), platform, external_id, name)
    say(f"✓ Đã thêm trang số {made.id} ({made.name}).")
    say(f"  Nhập tệp bình luận: phanhoi import TỆP --page {made.id}")


@app.command("list", help="Các trang của cơ quan, với số của mỗi trang.")
def list_pages(agency: _Agency = None, data: _Data = DATA) -> None:
    """One line for each page: number, network, name."""
    database = open_database(data)
    agency_id = agency_named(database, agency)
    with database.transaction(agency_id) as session:
        for page in pages(agency_id, session):
            say(f"{page.id}\t{page.platform.value}\t{page.name}")
