"""`phanhoi backup` and `phanhoi restore`: the whole database as one file, and back again.

The file is a tar of PostgreSQL's own dump and a manifest with its hash. Key files are not in it: a
backup that carries the keys to its own secrets protects nothing. Comments are plain words in the
database, so the file is sealed to the public key of whoever restores; in production it is refused
without one (docs/decisions/0023). Restoring goes into an empty
database only, and stops everything outgoing (`moderation.replies.restoring`).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from commands.embedded import postgres_program, recorded_admin_url, start_postgres, stop_postgres
from commands.findings import first_line
from commands.installation import operator
from commands.migrate import bring_up_to_date
from commands.running import hold, read_running
from commands.sealed_file import is_sealed, seal_file, unseal_file
from commands.steps import say, step
from moderation import migrations
from moderation.database import Database
from moderation.errors import BadInputError, ConflictError, UnavailableError
from moderation.queries import doors
from moderation.replies.restoring import hold_after_restore
from moderation.settings import Settings

__all__ = ["Manifest", "backup", "restore"]

_DUMP, _MANIFEST = "database.dump", "manifest.json"
_FORMAT = 1
_CHUNK = 2**20
_Data = Annotated[Path, typer.Option(help="Thư mục dữ liệu của `phanhoi up`.")]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands beside the dump."""

    format: int
    made_at: str
    schema: str | None
    dump_sha256: str


@dataclass(frozen=True, slots=True)
class _Urls:
    """One database as who steps over the wall, as who owns the tables, and as the app."""

    admin: str
    owner: str | None
    app: str


def backup(
    file: Annotated[Path, typer.Argument(help="Tệp sao lưu sẽ tạo; không ghi đè tệp đã có.")],
    *,
    recipient: Annotated[
        Path | None,
        typer.Option(help="Khóa công khai (.pub) của người khôi phục, để mã hóa bản sao."),
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Không mã hóa, khi nơi cất đã được mã hóa.")
    ] = False,
    data: _Data = Path(".phanhoi"),
) -> None:
    """Sao lưu toàn bộ cơ sở dữ liệu vào một tệp; hệ thống vẫn chạy bình thường."""
    if file.exists():
        raise ConflictError(f"Đã có tệp {file} nên chưa sao lưu; hãy chọn tên khác.")
    reader = recipient or Settings().backup_recipient_file
    if reader is None and not plain and Settings().environment == "production":
        raise BadInputError(
            "Bản sao có lời của người dân nên cần mã hóa: tạo khóa bằng `phanhoi keys backup`, rồi "
            "đặt PHANHOI_BACKUP_RECIPIENT_FILE hoặc --recipient. Nơi cất đã mã hóa: thêm --plain."
        )
    url = _admin_url(data)
    with step("Sao lưu cơ sở dữ liệu"), _nearby(data) as folder:
        dump = Path(folder) / _DUMP
        _run("pg_dump", "--format=custom", f"--file={dump}", _libpq(url))
        made = Manifest(_FORMAT, datetime.now(UTC).isoformat(), _schema_of(url), _sha256(dump))
        manifest = Path(folder) / _MANIFEST
        manifest.write_text(json.dumps(asdict(made)), encoding="utf-8")
        whole = Path(folder) / "whole.tar"
        with tarfile.open(whole, "w") as archive:
            archive.add(manifest, _MANIFEST)
            archive.add(dump, _DUMP)
        _put(whole, file, reader)
    sealed = f"chỉ khóa riêng của {reader} mở được" if reader else "KHÔNG mã hóa"
    say(f"✓ {file} ({file.stat().st_size / 2**20:.1f} MiB, {sealed}).")
    say("  Tệp khóa không nằm trong bản sao lưu: hãy cất PHANHOI_KEY_FILE và")
    say("  PHANHOI_AUDIT_KEY_FILE ở một nơi khác.")


def restore(
    file: Annotated[Path, typer.Argument(help="Tệp do `phanhoi backup` tạo.")],
    *,
    key: Annotated[Path | None, typer.Option(help="Khóa riêng mở bản sao đã mã hóa.")] = None,
    data: _Data = Path(".phanhoi"),
) -> None:
    """Khôi phục bản sao lưu vào một cơ sở dữ liệu trống; mọi việc gửi đi bị dừng lại."""
    if read_running(data) is not None:
        raise ConflictError("Hệ thống đang chạy trên thư mục này: hãy dừng `phanhoi up` trước.")
    named = Settings().database_url
    if named is not None:
        with _opened(file, key, data) as whole:
            _restore(whole, data, _Urls(_admin_url(data), _owner_url(), named.get_secret_value()))
        return
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with hold(data.resolve()), _opened(file, key, data) as whole:
        urls = start_postgres(data.resolve())
        try:
            _restore(whole, data, _Urls(urls.admin_url, urls.owner_url, urls.app_url))
        finally:
            stop_postgres(data.resolve())


def _nearby(data: Path) -> tempfile.TemporaryDirectory[str]:
    """What is in the clear for a moment stays on the disk of the database, which has the room."""
    return tempfile.TemporaryDirectory(dir=data if data.is_dir() else None)


def _put(whole: Path, file: Path, reader: Path | None) -> None:
    """Where it was asked for, whole or not at all, for its owner alone."""
    part = file.with_name(f"{file.name}.part")
    part.touch(mode=0o600)
    try:
        if reader is not None:
            seal_file(whole, part, reader)
        else:
            shutil.copyfile(whole, part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _opened(file: Path, key: Path | None, data: Path) -> Iterator[Path]:
    """The backup in the clear, for as long as it is read."""
    if not file.is_file():
        raise BadInputError(f"Không thấy tệp {file}; chưa khôi phục gì.")
    if not is_sealed(file):
        yield file
        return
    if key is None:
        raise BadInputError(f"{file} đã được mã hóa: hãy thêm --key và tệp khóa riêng.")
    with _nearby(data) as folder:
        whole = Path(folder) / "whole.tar"
        unseal_file(file, whole, key)
        yield whole


def _restore(file: Path, data: Path, urls: _Urls) -> None:
    if _schema_of(urls.admin) is not None:
        raise ConflictError(
            "Cơ sở dữ liệu đích không trống nên chưa khôi phục gì. Hãy chọn --data là thư mục mới."
        )
    with _nearby(data) as folder, step("Khôi phục cơ sở dữ liệu"):
        manifest, dump = _unpacked(file, Path(folder))
        owner = _who_may_move(manifest.schema, urls)
        _run(
            "pg_restore", "--exit-on-error", "--single-transaction", "--dbname", _libpq(urls.admin),
            str(dump),
        )  # fmt: skip
    say(f"✓ Bản sao lưu lúc {manifest.made_at}, cấu trúc {manifest.schema}.")
    with _not_yet_safe():
        if owner is not None:  # what follows speaks to the tables of this version
            bring_up_to_date(owner)
        _set_heads_aside(data)
        _hold_everything(urls.app)
    say("✓ Đã dừng mọi trả lời gửi đi. Chạy `phanhoi up`, đợi các trang nạp bù xong, xem mục")
    say("  «Chưa rõ kết quả» rồi mới bấm «Gửi lại» ở mục Trang.")


@contextmanager
def _not_yet_safe() -> Iterator[None]:
    """Between the rows and the stop: whoever started the system here would send what waited."""
    try:
        yield
    except (Exception, KeyboardInterrupt) as error:
        raise UnavailableError(
            "Dữ liệu đã vào nơi khôi phục nhưng việc gửi đi CHƯA dừng "
            f"({first_line(error)}). Đừng chạy `phanhoi up` ở đó: hãy xóa thư mục dữ liệu hay cơ "
            "sở dữ liệu ấy, sửa lỗi rồi khôi phục lại từ đầu."
        ) from error


def _who_may_move(schema: str | None, urls: _Urls) -> str | None:
    """Who brings the restored schema up to this version; None where it is of this version.

    Raises BadInputError, before anything is restored, where it can't be brought there.
    """
    if migrations.is_ahead(schema):
        raise BadInputError(
            f"Bản sao lưu do phiên bản mới hơn tạo (cấu trúc {schema}) nên chưa khôi phục gì. Hãy "
            "cài phiên bản ấy rồi khôi phục."
        )
    if not migrations.is_behind(schema):
        return None
    if urls.owner is None:
        raise BadInputError(
            f"Bản sao lưu của phiên bản cũ hơn (cấu trúc {schema}) nên chưa khôi phục gì. Hãy đặt "
            "PHANHOI_OWNER_DATABASE_URL để cập nhật nó rồi chạy lại."
        )
    return urls.owner


def _hold_everything(app_url: str) -> None:
    database = Database(app_url, pool_size=2)
    try:
        with database.doorway() as door:
            known = doors.agencies(door)
        for agency_id, slug in known:
            with database.transaction(agency_id) as session:
                doubted = hold_after_restore(session, operator(agency_id))
            say(f"✓ {slug}: {doubted} trả lời chuyển sang «chưa rõ kết quả» để dò lại.")
    finally:
        database.engine.dispose()


def _set_heads_aside(data: Path) -> None:
    """Heads shipped after the backup name seals that it does not hold; they stay as evidence."""
    heads = Settings().audit_heads_file or data / "audit-heads.jsonl"
    if heads.exists():
        aside = heads.with_name(f"{heads.name}.before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S}")
        heads.rename(aside)
        say(f"✓ Đầu mối niêm phong cũ được giữ ở {aside}.")


def _unpacked(file: Path, folder: Path) -> tuple[Manifest, Path]:
    """The parts of a backup; BadInputError where it is none, or not whole."""
    try:
        with tarfile.open(file) as archive:
            for part in (_MANIFEST, _DUMP):
                _take_out(archive, part, folder / part)
        manifest = Manifest(**json.loads((folder / _MANIFEST).read_text(encoding="utf-8")))
        whole = _sha256(folder / _DUMP) == manifest.dump_sha256
    except (OSError, tarfile.TarError, LookupError, ValueError, TypeError) as error:
        raise BadInputError(f"{file} không phải tệp do `phanhoi backup` tạo.") from error
    if not whole or manifest.format != _FORMAT:
        raise BadInputError(f"Tệp {file} bị hỏng hoặc của phiên bản khác; chưa khôi phục gì.")
    return manifest, folder / _DUMP


def _take_out(archive: tarfile.TarFile, part: str, target: Path) -> None:
    """One part to where we say: what else the archive holds, and its names, are never followed.

    By hand, since the filters of `tarfile` came with 3.11.4 and servers have older ones.
    """
    content = archive.extractfile(part)
    if content is None:
        raise ValueError(part)
    with content, target.open("wb") as file:
        shutil.copyfileobj(content, file)


def _admin_url(data: Path) -> str:
    """Who may read past every wall: the named role, or the superuser of the embedded server."""
    named = Settings().backup_database_url
    if named is not None:
        return named.get_secret_value()
    if Settings().database_url is not None or read_running(data) is None:
        raise BadInputError(
            "Sao lưu và khôi phục cần PHANHOI_BACKUP_DATABASE_URL (vai trò có quyền BYPASSRLS), "
            "hoặc một `phanhoi up` đang chạy trên thư mục dữ liệu."
        )
    return recorded_admin_url(data)


def _owner_url() -> str | None:
    named = Settings().owner_database_url
    return None if named is None else named.get_secret_value()


def _schema_of(url: str) -> str | None:
    return migrations.current_and_head(url)[0]


def _run(program: str, *arguments: str) -> None:
    done = subprocess.run(
        [str(postgres_program(program)), *arguments],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
    )
    if done.returncode != 0:
        raise UnavailableError(f"{program} không xong: {done.stderr.strip()[-500:]}")


def _libpq(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
