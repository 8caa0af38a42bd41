"""What a process refuses to start with where real comments are handled.

Each fault is named in the one sentence, so that a single look at the log is enough. A demonstration
and a developer's machine start with all of them.
"""

from __future__ import annotations

import stat
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from moderation.database import Database
from moderation.errors import PhanHoiError
from moderation.queries import doors
from moderation.settings import SECRETS, Settings

__all__ = ["faults_of_file", "faults_of_role", "faults_of_settings", "refuse_unsafe"]


def refuse_unsafe(settings: Settings, database: Database) -> None:
    """Raise PhanHoiError naming every fault; does nothing outside production.

    A database that does not answer yet is no fault of the settings: requests are refused until it
    does, and the role is then the one that the walls were tested with by `phanhoi doctor`.
    """
    if settings.environment != "production":
        return
    faults = faults_of_settings(settings)
    if database.is_ready():
        with database.doorway() as door:
            faults += faults_of_role(doors.own_powers(door))
    if faults:
        raise PhanHoiError(
            f"Không chạy ở chế độ production vì: {'; '.join(faults)}. Chưa có gì thay đổi; hãy sửa "
            "rồi chạy lại (docs/operating.md, mục 3).",
            code="unsafe",
        )


def faults_of_settings(settings: Settings) -> list[str]:
    """What is wrong with the settings themselves and with the files that they name."""
    faults = []
    address = urlsplit(settings.public_url)
    if address.scheme != "https" and not _is_loopback(address.hostname or ""):
        faults.append("PHANHOI_PUBLIC_URL không phải https nên cookie đăng nhập đi qua mạng trần")
    if settings.key_file is None:
        faults.append("chưa đặt PHANHOI_KEY_FILE")
    else:
        faults += faults_of_file("PHANHOI_KEY_FILE", settings.key_file)
    if settings.log_level == "DEBUG":
        faults.append("PHANHOI_LOG_LEVEL là DEBUG, có thể ghi lời của người dân vào nhật ký")
    return faults


def faults_of_file(name: str, path: Path) -> list[str]:
    """A file of keys must be there, and nobody else's to read."""
    if not path.is_file():
        return [f"{name} trỏ tới tệp không có: {path}"]
    mode = stat.S_IMODE(path.stat().st_mode)
    # A container's secrets are readable to whoever is inside, which is us alone.
    if mode & 0o077 and SECRETS not in path.parents:
        return [f"{name} ({path}) có quyền {mode:o}, người khác đọc được: chạy chmod 600"]
    return []


def faults_of_role(powers: doors.RolePowers) -> list[str]:
    """Owners and superusers are not held by the wall between agencies."""
    faults = []
    if powers.steps_over:
        faults.append(f"vai trò PostgreSQL {powers.name} là superuser hoặc có BYPASSRLS")
    if powers.owned:
        faults.append(f"vai trò PostgreSQL {powers.name} sở hữu {powers.owned} bảng")
    return faults


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
