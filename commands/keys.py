"""`phanhoi keys`: the keys that seal secrets and the audit log, changed while everything runs."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from commands.installation import DATA, installed_settings, open_database, operator
from commands.sealed_file import make_pair
from commands.steps import say
from moderation import authors
from moderation.chain import new_audit_key_line
from moderation.database import Database
from moderation.errors import ConflictError, NotFoundError, UnavailableError
from moderation.events import record
from moderation.queries import doors
from moderation.resealing import keys_in_use, reseal
from moderation.sealing import Keyring, new_key_line
from moderation.vocabulary import EventKind

app = typer.Typer(no_args_is_help=True)

_Data = Annotated[Path, typer.Option(help="Thư mục dữ liệu của `phanhoi up`.")]


@app.command("list", help="Các khóa trong tệp khóa, và bao nhiêu bí mật đang mã hóa bằng mỗi khóa.")
def list_keys(data: _Data = DATA) -> None:
    """One line for each key, the newest last."""
    keyring, used = Keyring.read(_key_file(data)), _in_use(open_database(data))
    for name in keyring.names:
        mark = "  (đang dùng để mã hóa)" if name == keyring.newest else ""
        say(f"{name}\t{used[name]}{mark}")


@app.command("rotate", help="Thêm khóa mới và mã hóa lại mọi bí mật; bị ngắt thì chạy lại.")
def rotate(
    audit: Annotated[
        bool, typer.Option("--audit", help="Đổi khóa niêm phong nhật ký thay vì khóa mã hóa.")
    ] = False,
    batch: Annotated[int, typer.Option(min=1, help="Số bí mật mỗi giao dịch.")] = 200,
    data: _Data = DATA,
) -> None:
    """Running processes read the file again when they meet a key that they do not know."""
    if audit:
        name = _append(_audit_key_file(data), new_audit_key_line)
        say(f"✓ Đã thêm khóa niêm phong {name}; sealer dùng nó từ vòng sau.")
        say("  Giữ các dòng cũ trong tệp: không có chúng thì không dò được dấu cũ.")
        return
    database, path = open_database(data), _key_file(data)
    keyring = Keyring.read(path)
    left = sum(count for name, count in _in_use(database).items() if name != keyring.newest)
    if left:
        say(f"  Lần trước dừng giữa chừng, còn {left} bí mật: làm tiếp với khóa {keyring.newest}.")
    else:
        say(f"✓ Đã thêm khóa {_append(path, new_key_line)} vào {path}.")
        # Whatever this process seals from here on, it seals with the new key.
        database, keyring = open_database(data), Keyring.read(path)
    done = _reseal_all(database, keyring, batch)
    _rewrap_all(database, is_new=not left)
    say(f"✓ Đã mã hóa lại {done} bí mật bằng khóa {keyring.newest}.")
    say("  Sao lưu tệp khóa ngay. Bản sao lưu cũ của cơ sở dữ liệu vẫn cần khóa cũ.")


@app.command("backup", help="Tạo cặp khóa mở bản sao lưu: khóa riêng cất ở nơi khác.")
def backup_key(
    path: Annotated[Path, typer.Argument(help="Tệp khóa riêng sẽ tạo; khóa công khai là .pub.")],
) -> None:
    """The private half opens backups and should leave this machine at once."""
    public = make_pair(path)
    say(f"✓ {public}: đặt PHANHOI_BACKUP_RECIPIENT_FILE trỏ tới tệp này.")
    say(f"  {path}: chép sang nơi cất riêng, thử mở một bản sao, rồi xóa khỏi máy này.")
    say("  Mất khóa riêng là mất mọi bản sao đã mã hóa bằng nó.")


@app.command("drop", help="Bỏ một khóa cũ khỏi tệp khóa khi không còn bí mật nào dùng nó.")
def drop(
    name: Annotated[str, typer.Argument(help="Tên khóa, như `phanhoi keys list` in ra.")],
    data: _Data = DATA,
) -> None:
    """Refuses while anything still needs the key."""
    path = _key_file(data)
    keyring = Keyring.read(path)
    if name not in keyring.names:
        raise NotFoundError(f"Tệp khóa không có khóa “{name}”.")
    used = _in_use(open_database(data))[name]
    if name == keyring.newest or used:
        raise ConflictError(
            f"Khóa “{name}” đang được dùng ({used} bí mật) nên chưa bỏ; chạy `phanhoi keys rotate`."
        )
    lines = path.read_text(encoding="ascii").splitlines(keepends=True)
    _replace(path, "".join(line for line in lines if line.partition(":")[0] != name))
    say(f"✓ Đã bỏ khóa {name}.")


def _reseal_all(database: Database, keyring: Keyring, batch: int) -> int:
    total = 0
    with database.doorway() as door:
        known = doors.agencies(door)
    for agency_id, _ in known:
        in_agency, done = 0, batch
        while done:
            with database.transaction(agency_id) as session:
                done = reseal(agency_id, session, keyring, limit=batch)
            in_agency += done
        if in_agency:
            with database.transaction(agency_id) as session:
                record(
                    session,
                    operator(agency_id),
                    EventKind.SETTING_CHANGED,
                    setting="encryption_key",
                    key=keyring.newest,
                    rows=in_agency,
                )
        total += in_agency
    return total


def _rewrap_all(database: Database, *, is_new: bool) -> None:
    """The agencies' own keys, by which authors' keys are wrapped, change along."""
    with database.doorway() as door:
        known = doors.agencies(door)
    for agency_id, _ in known:
        if is_new:
            with database.transaction(agency_id) as session:
                authors.rotate(agency_id, session)
        after: int | None = 0
        while after is not None:
            with database.transaction(agency_id) as session:
                after = authors.rewrap(agency_id, session, after_id=after)


def _in_use(database: Database) -> Counter[str]:
    found: Counter[str] = Counter()
    with database.doorway() as door:
        known = doors.agencies(door)
    for agency_id, _ in known:
        with database.transaction(agency_id) as session:
            found.update(keys_in_use(agency_id, session))
    return found


def _append(path: Path, new_line: Callable[[str], str]) -> str:
    """Add a key at the end; its name is the moment, so that names are never used twice."""
    name = f"k{datetime.now(UTC):%Y%m%d%H%M%S%f}"
    before = path.read_text(encoding="ascii")
    _replace(path, before + ("" if before.endswith("\n") else "\n") + new_line(name))
    return name


def _replace(path: Path, text: str) -> None:
    """Whole or not at all, with the rights and the owner that the file had."""
    beside, was = path.with_name(f"{path.name}.new"), path.stat()
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    beside.chmod(was.st_mode & 0o777)
    if os.geteuid() == 0:
        os.chown(beside, was.st_uid, was.st_gid)
    beside.replace(path)


def _key_file(data: Path) -> Path:
    return _existing(installed_settings(data).key_file or data / "keys", "PHANHOI_KEY_FILE")


def _audit_key_file(data: Path) -> Path:
    named = installed_settings(data).audit_key_file
    return _existing(named or data / "audit.key", "PHANHOI_AUDIT_KEY_FILE")


def _existing(path: Path, name: str) -> Path:
    if not path.is_file():
        raise UnavailableError(f"Không thấy tệp khóa {path} ({name}); chưa có gì thay đổi.")
    return path
