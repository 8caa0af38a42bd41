"""`phanhoi migrate`: bring the database to the schema of this code, as the role that owns it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.running import read_running
from commands.steps import say, step
from moderation import migrations
from moderation.errors import BadInputError
from moderation.settings import Settings

__all__ = ["bring_up_to_date", "migrate"]


def migrate(
    *,
    data: Annotated[Path, typer.Option(help="Thư mục dữ liệu của `phanhoi up`.")] = Path(
        ".phanhoi"
    ),
) -> None:
    """Cập nhật cấu trúc cơ sở dữ liệu; chạy lại bao nhiêu lần cũng được."""
    bring_up_to_date(_owner_url(data))


def bring_up_to_date(owner_url: str) -> None:
    """Bring the schema to this code's, and say where it is newer: a version was taken back."""
    with step("Cấu trúc cơ sở dữ liệu"):
        migrations.upgrade(owner_url)
    current, _ = migrations.current_and_head(owner_url)
    if migrations.is_ahead(current):
        say(f"! Cơ sở dữ liệu mới hơn bản này ({current}) nên được để nguyên. Chỉ bản liền trước")
        say("  chạy được như vậy; lùi xa hơn thì khôi phục bản sao lưu (deploy/README.md).")


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
