"""`phanhoi retention`: what is over the time that it is kept, and deleting it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from commands.installation import DATA, agency_named, open_database
from commands.steps import say
from moderation.policy import RoleGrant, Who
from moderation.privacy import retention
from moderation.vocabulary import Actor, DataClass, Role

_Agency = Annotated[str | None, typer.Option(help="Tên ngắn của cơ quan.")]
_Data = Annotated[Path, typer.Option(help="Thư mục dữ liệu của `phanhoi up`.")]
_CLASSES_VI = {
    DataClass.AUTHORS: "tên và mã người viết",
    DataClass.WORDS: "lời bình luận của vụ đã đóng",
    DataClass.DELIVERIES: "gói tin thô đã đọc",
    DataClass.IMPORT_PROBLEMS: "dòng nhập tệp đọc không được",
    DataClass.NOTIFICATIONS: "thông báo trong hệ thống",
}


def retention_command(
    *,
    agency: _Agency = None,
    only: Annotated[
        list[DataClass] | None, typer.Option(help="Chỉ loại này; nhắc lại được.")
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Xóa thật.")] = False,
    data: _Data = DATA,
) -> None:
    """Say what is over its time, class by class, and delete it where asked to."""
    database, now = open_database(data), datetime.now(UTC)
    agency_id, wanted = agency_named(database, agency), only or list(DataClass)
    with database.transaction(agency_id) as session:
        for one in retention.plan(agency_id, session, now=now):
            if one.data_class in wanted:
                held = f", thêm {one.held} đang được giữ" if one.held else ""
                name = _CLASSES_VI[one.data_class]
                say(f"{name}: giữ {one.keep_days} ngày, quá hạn {one.count}{held}")
        if apply:
            gone = retention.apply(session, _keeper(agency_id), wanted, now=now)
            say(f"✓ Đã xóa {sum(gone.values())} dòng.")
        else:
            say("Chưa xóa gì: đây là chạy thử. Thêm --apply để xóa.")


def _keeper(agency_id: int) -> Who:
    return Who(agency_id, Actor.MACHINE, None, "Dòng lệnh", (RoleGrant(Role.ADMINISTRATOR),))
