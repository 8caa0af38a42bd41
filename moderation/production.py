"""What a process refuses to start with where real comments are handled.

Each fault is named in the one sentence, so that a single look at the log is enough. A demonstration
and a developer's machine start with all of them.
"""

from __future__ import annotations

import stat
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.exc import ProgrammingError

from moderation.database import Database
from moderation.errors import PhanHoiError
from moderation.queries import doors
from moderation.queries.authors import is_opened_by
from moderation.sealing import Keyring
from moderation.settings import SECRETS, Settings

__all__ = [
    "closed_agency",
    "faults_of_file",
    "faults_of_keys",
    "faults_of_role",
    "faults_of_settings",
    "is_exposed",
    "refuse_unsafe",
]

_CREDENTIALS = Path("/run/credentials")
"""Where systemd puts what `LoadCredential=` names, in a folder that the one service may enter."""


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
        if settings.key_file is not None and settings.key_file.is_file():
            faults += faults_of_keys(settings.key_file, database)
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
    if is_exposed(path):
        mode = stat.S_IMODE(path.stat().st_mode)
        return [f"{name} ({path}) có quyền {mode:o}, người khác đọc được: chạy chmod 600"]
    return []


def is_exposed(path: Path) -> bool:
    """Whether accounts other than ours may read a file, as far as its rights tell.

    A container's secrets are readable to whoever is inside, which is us alone. In the mode of
    systemd's credentials the group's bits are the mask of the list by which our account reads them.
    """
    if SECRETS in path.parents:
        return False
    others = 0o007 if _CREDENTIALS in path.parents else 0o077
    return stat.S_IMODE(path.stat().st_mode) & others != 0


def faults_of_keys(path: Path, database: Database) -> list[str]:
    """A key file that does not open what is stored is another's, or was made anew."""
    try:
        keyring = Keyring.read(path)
    except (OSError, ValueError, PhanHoiError):
        return [f"không đọc được PHANHOI_KEY_FILE ({path})"]
    closed = closed_agency(keyring, database)
    if closed is None:
        return []
    fault = f"PHANHOI_KEY_FILE ({path}) không phải tệp khóa của dữ liệu này (cơ quan {closed})"
    return [f"{fault}: đặt lại tệp khóa đã cất, xem mục 7, “Mất tệp khóa”"]


def closed_agency(keyring: Keyring | None, database: Database) -> str | None:
    """The first agency whose own keys these do not open; without any, the first that has some."""
    try:
        with database.doorway() as door:
            known = doors.agencies(door)
    except ProgrammingError:  # before the first migration nothing is stored
        return None
    for agency_id, slug in known:
        with database.transaction(agency_id) as session:
            if not is_opened_by(agency_id, session, keyring):
                return slug
    return None


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
