"""`phanhoi migrate`: bring the database to the schema of this code, as the role that owns it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.running import read_running
from commands.steps import step
from moderation import migrations
from moderation.errors import BadInputError
from moderation.settings import Settings


def migrate(
    *,
    data: Annotated[Path, typer.Option(help="Thư mục dữ liệu của `phanhoi up`.")] = Path(
        ".phanhoi"
    ),
) -> None:
    """Cập nhật cấu trúc cơ sở dữ liệu; chạy lại bao nhiêu lần cũng được."""
    with step("Cấu trúc cơ sở dữ liệu"):
        migrations.upgrade(_owner_url(data))


def _owner_url(data: Path) -> str:
    settings = Settings()
    named = settings.owner_database_url or settings.database_url
    if named is not None:
        return named.get_secret_value()
    noted = read_running(data)
    if noted is None or noted.owner_database_url is None:
        raise BadInputError(
            "Chưa biết cơ sở dữ liệu nào: hãy đặt PHANHOI_OWNER_DATABASE_URL. `phanhoi up` tự "
            "cập nhật cấu trúc khi khởi động nên không cần lệnh này."
        )
    return noted.owner_database_url
