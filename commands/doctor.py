"""`phanhoi doctor`: what this installation needs, looked at without changing anything."""

from __future__ import annotations

import ctypes
import json
import platform
import shutil
import stat
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import psycopg
import redis
import typer

from classifiers import artefact
from commands.at_work import listeners, work
from commands.embedded.accounts import recorded_home
from commands.findings import Finding, State, first_line, looked_at
from commands.running import Running, read_running
from commands.steps import say
from moderation import migrations
from moderation.database import Database
from moderation.production import faults_of_keys, is_exposed
from moderation.settings import Settings

_OLDEST_PYTHON = (3, 11)
_CLOCK_SECONDS = 2.0
_TIMEX_BYTES, _TIME_ERROR = 512, 5  # struct timex takes 208; what an unsynchronised clock answers
_DISK_BYTES, _DISK_SOON_BYTES = 1 << 30, 5 << 30
_SIGNS = {"well": "✓", "advice": "!", "failed": "✗"}


@dataclass(frozen=True, slots=True)
class Places:
    """Where this installation keeps things, as far as known."""

    data: Path
    database_url: str | None
    owner_database_url: str | None
    redis_url: str | None
    key_file: Path | None
    deployment: str = "main"


def doctor(
    *,
    data: Annotated[Path, typer.Option(help="Thư mục dữ liệu của `phanhoi up`.")] = Path(
        ".phanhoi"
    ),
    as_json: Annotated[bool, typer.Option("--json", help="In JSON cho máy đọc.")] = False,
) -> None:
    """Kiểm tra từng phần; mã thoát 0 khi mọi thứ ổn, 1 khi có phần hỏng."""
    findings = examine(_places(data))
    if as_json:
        say(json.dumps([asdict(one) for one in findings], ensure_ascii=False, indent=1))
    else:
        width = max(len(one.name) for one in findings)
        for one in findings:
            say(f"{_SIGNS[one.state]} {one.name:<{width}}  {one.detail}")
    raise typer.Exit(1 if any(one.state == "failed" for one in findings) else 0)


def examine(places: Places) -> list[Finding]:
    """Look at everything; at the work itself only where what it needs is well."""
    database, schema, broker = _database(places), _migrations(places), _broker(places.redis_url)
    found = [
        _python(),
        *database,
        schema,
        broker,
        _key_file(places.key_file, places.database_url),
        _classifier(),
        _fonts(),
        *_disks(places.data),
    ]
    if places.database_url and all(one.state != "failed" for one in (*database, schema)):
        found += work(places.database_url)
    if places.redis_url and broker.state != "failed":
        found.append(listeners(places.redis_url, places.deployment))
    return found


def broker_client(url: str) -> redis.Redis:
    """A plain client for Celery's form of a Redis address."""
    plain = url.replace("redis+socket://", "unix://", 1).replace("virtual_host=", "db=", 1)
    return redis.Redis.from_url(plain, socket_timeout=4, socket_connect_timeout=4)


def _places(data: Path) -> Places:
    """The settings, and what they leave out from the note of the `up` that runs."""
    settings = Settings()
    noted = read_running(data) or Running(pid=0, address="", port=0)
    key_file = settings.key_file or (Path(noted.key_file) if noted.key_file else data / "keys")
    named = (settings.database_url, settings.owner_database_url, settings.redis_url)
    app, owner, broker = (None if one is None else one.get_secret_value() for one in named)
    return Places(
        data=data,
        database_url=app or noted.database_url,
        owner_database_url=owner or (None if app else noted.owner_database_url),
        redis_url=broker or noted.redis_url,
        key_file=key_file,
        deployment=settings.deployment,
    )


def _python() -> Finding:
    state: State = "well" if sys.version_info >= _OLDEST_PYTHON else "failed"
    return Finding("Python", state, platform.python_version())


def _database(places: Places) -> list[Finding]:
    names = ("Cơ sở dữ liệu", "Quyền của ứng dụng", "Đồng hồ")
    if places.database_url is None:
        missing = "chưa có địa chỉ; hãy chạy `phanhoi up` hoặc đặt PHANHOI_DATABASE_URL"
        return [Finding(names[0], "failed", missing)]
    plain = places.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    try:
        with psycopg.connect(plain, connect_timeout=4) as connection:
            version = connection.info.parameter_status("server_version")
            return [
                Finding(names[0], "well", f"PostgreSQL {version}"),
                _privileges(names[1], connection),
                _clock(names[2], connection),
            ]
    except psycopg.OperationalError as error:
        return [Finding(names[0], "failed", f"không kết nối được: {first_line(error)}")]


def _privileges(name: str, connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    row = connection.execute(
        "SELECT rolsuper OR rolbypassrls, rolname::text,"
        " (SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid)"
        " FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    above, role, owned = row or (True, "?", 0)
    if above or owned:
        return Finding(name, "failed", f"vai trò {role} vượt hoặc sở hữu bảng ({owned}); cần hạ")
    return Finding(name, "well", f"vai trò {role} không sở hữu bảng nào")


def _clock(name: str, connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    before = time.time()
    row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
    here = (before + time.time()) / 2
    offset = abs(float(str(row[0])) - here) if row else 0.0
    shown = f"lệch {offset:.3f} giây so với cơ sở dữ liệu".replace(".", ",")
    if offset > _CLOCK_SECONDS:
        return Finding(name, "failed", f"{shown}; xem “Đồng hồ sai” (mục 7)")
    if not _is_synchronised():
        return Finding(name, "advice", f"{shown}; máy chưa đồng bộ giờ, xem “Đồng hồ sai” (mục 7)")
    return Finding(name, "well", shown)


def _is_synchronised() -> bool:
    """Whether the kernel says that something keeps its clock right (adjtimex(2), read only)."""
    adjust = getattr(ctypes.CDLL(None), "adjtimex", None)
    return adjust is None or adjust(ctypes.create_string_buffer(_TIMEX_BYTES)) != _TIME_ERROR


def _migrations(places: Places) -> Finding:
    name = "Cấu trúc dữ liệu"
    url = places.owner_database_url or places.database_url
    if url is None:
        return Finding(name, "failed", "chưa biết, vì chưa có cơ sở dữ liệu")
    return looked_at(name, lambda: _migration_state(name, url))


def _migration_state(name: str, url: str) -> Finding:
    current, head = migrations.current_and_head(url)
    if current == head:
        return Finding(name, "well", f"mới nhất ({head})")
    if migrations.is_ahead(current):
        newer = f"mới hơn bản này ({current}); bản này chỉ chạy được nếu là bản liền trước"
        return Finding(name, "advice", newer)
    return Finding(name, "failed", f"đang ở {current}, cần {head}: chạy `phanhoi migrate`")


def _broker(url: str | None) -> Finding:
    if url is None:
        missing = "chưa có địa chỉ; hãy chạy `phanhoi up` hoặc đặt PHANHOI_REDIS_URL"
        return Finding("Redis", "failed", missing)
    return looked_at("Redis", lambda: _broker_state(url))


def _broker_state(url: str) -> Finding:
    try:
        with broker_client(url) as client:
            facts = client.info()
    except redis.RedisError as error:
        return Finding("Redis", "failed", f"không trả lời ({error}); xem “Mất Redis” (mục 7)")
    version = facts.get("valkey_version") or facts["redis_version"]
    policy, kept = facts["maxmemory_policy"], bool(facts["aof_enabled"])
    detail = f"{version}, ghi nhật ký {'có' if kept else 'không'}, khi đầy: {policy}"
    if facts.get("aof_last_write_status", "ok") != "ok":
        return Finding("Redis", "failed", f"{detail}; không ghi được xuống đĩa: giải phóng chỗ")
    if policy != "noeviction":  # an evicted queue is lost work
        return Finding("Redis", "failed", f"{detail}; cần đặt maxmemory-policy noeviction")
    return Finding("Redis", "well" if kept else "advice", detail)


def _key_file(path: Path | None, database_url: str | None) -> Finding:
    name = "Tệp khóa"
    if path is None or not path.is_file():
        return Finding(
            name, "failed", f"không thấy {path}; hãy chạy `phanhoi up` hoặc đặt PHANHOI_KEY_FILE"
        )
    mode = stat.S_IMODE(path.stat().st_mode)
    if is_exposed(path):
        return Finding(name, "failed", f"{path} có quyền {mode:o}; hãy chạy chmod 600")
    faults = _faults_of_keys(path, database_url) if database_url else []
    if faults:
        return Finding(name, "failed", faults[0])
    return Finding(name, "well", f"{path}, quyền {mode:o}")


def _faults_of_keys(path: Path, database_url: str) -> list[str]:
    database = Database(database_url, pool_size=1)
    try:
        return faults_of_keys(path, database) if database.is_ready() else []
    finally:
        database.engine.dispose()


def _classifier() -> Finding:
    def look() -> Finding:
        version = artefact.load(artefact.SHIPPED).version
        return Finding("Mô hình phân loại", "well", f"bản {version}")

    return looked_at("Mô hình phân loại", look)


def _fonts() -> Finding:
    name = "Phông chữ tiếng Việt"
    program = shutil.which("fc-list")
    if program is None:
        return Finding(name, "advice", "không kiểm tra được vì máy không có fontconfig")
    listed = subprocess.run(
        [program, ":lang=vi", "family"], check=False, capture_output=True, text=True
    )
    count = len(set(listed.stdout.splitlines()))
    if count:
        return Finding(name, "well", f"{count} họ phông")
    return Finding(name, "advice", "chưa có; chỉ cần khi chụp màn hình trên chính máy này")


def _disks(data: Path) -> list[Finding]:
    """Of the data folder, and of PostgreSQL's where that lies elsewhere."""
    places = dict.fromkeys(_existing(folder) for folder in (data.resolve(), recorded_home(data)))
    disks = {place.stat().st_dev: place for place in reversed(places)}
    return [_disk(place) for place in reversed(disks.values())]


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())


def _disk(place: Path) -> Finding:
    free = shutil.disk_usage(place).free
    shown = f"còn {free / (1 << 30):.1f} GiB ở {place}".replace(".", ",", 1)
    if free < _DISK_BYTES:
        return Finding("Ổ đĩa", "failed", f"{shown}; xem “ổ đĩa đầy” (mục 7)")
    return Finding("Ổ đĩa", "well" if free >= _DISK_SOON_BYTES else "advice", shown)
