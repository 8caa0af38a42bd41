"""`phanhoi audit`: whether anybody has touched the log of what was done."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.installation import DATA, agency_named, installed_settings, open_database
from commands.running import read_running
from commands.steps import say
from moderation.audit import Verdict, read_heads, verify
from moderation.chain import PublicKeys
from moderation.errors import UnavailableError
from moderation.queries import doors

app = typer.Typer(no_args_is_help=True)

_Data = Annotated[Path, typer.Option(help="Thư mục dữ liệu của `phanhoi up`.")]
_KeyFile = Annotated[
    Path | None, typer.Option(help="Khóa công khai (từ `phanhoi audit key`) thay cho tệp khóa.")
]


@app.command("verify", help="Dò cả chuỗi niêm phong; mã thoát 1 và chỗ hỏng đầu tiên nếu có.")
def verify_log(
    agency: Annotated[str | None, typer.Option(help="Tên ngắn; bỏ trống là mọi cơ quan.")] = None,
    heads: Annotated[
        Path | None, typer.Option(help="Tệp dấu đã gửi ra ngoài; nên dùng bản cất ở máy khác.")
    ] = None,
    public_key: _KeyFile = None,
    data: _Data = DATA,
) -> None:
    """Check every row of the log against its seals, and the end against the shipped heads."""
    keys = PublicKeys.read(public_key) if public_key else PublicKeys.of(_key_file(data))
    heads_file = heads or installed_settings(data).audit_heads_file or data / "audit-heads.jsonl"
    shipped = read_heads(heads_file)
    if not shipped:
        say(f"! Không có dấu đã gửi ra ngoài ở {heads_file}: không dò được phần cuối bị cắt.")
    database, bad = open_database(data), False
    with database.doorway() as door:
        known = doors.agencies(door)
    wanted = None if agency is None else agency_named(database, agency)
    for agency_id, slug in known:
        if wanted not in {None, agency_id}:
            continue
        with database.transaction(agency_id) as session:
            found = verify(agency_id, session, keys, shipped)
        bad = bad or found.fault is not None
        say(f"{'✗' if found.fault else '✓'} {slug}: {_told(found)}")
    raise typer.Exit(1 if bad else 0)


@app.command("key", help="In khóa công khai, để nơi khác dò được mà không cần khóa bí mật.")
def public_key(data: _Data = DATA) -> None:
    """Print the public halves of the sealing keys."""
    say(PublicKeys.of(_key_file(data)).lines().rstrip())


def _key_file(data: Path) -> Path:
    noted = read_running(data)
    named = installed_settings(data).audit_key_file
    path = named or (data / "audit.key" if noted or data.is_dir() else None)
    if path is None or not path.is_file():
        raise UnavailableError(
            "Không thấy tệp khóa niêm phong (PHANHOI_AUDIT_KEY_FILE); hãy dùng --public-key."
        )
    return path


def _told(found: Verdict) -> str:
    if found.fault is None:
        return (
            f"{found.events} sự kiện dưới {found.seals} dấu niêm phong, "
            f"{found.unsealed} sự kiện chưa đến lượt"
        )
    where = [
        f"dấu số {found.fault.seal}" if found.fault.seal is not None else "",
        f"sự kiện số {found.fault.event_id}" if found.fault.event_id is not None else "",
    ]
    return f"{found.fault.what} ({', '.join(filter(None, where))})"
