"""The running installation as a command reaches it: its database, its bell, its agencies."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import SecretStr

from api.job_sender import make_sender
from commands.running import read_running
from moderation.database import Database
from moderation.errors import BadInputError, NotFoundError, UnavailableError
from moderation.policy import RoleGrant, Who
from moderation.queries import doors
from moderation.sealing import Keyring
from moderation.settings import Settings
from moderation.vocabulary import Actor, Role

__all__ = ["DATA", "agency_named", "installed_settings", "open_database", "operator", "plain"]

DATA = Path(".phanhoi")


def open_database(data: Path) -> Database:
    """The database that the settings or the `up` on a data folder name, ready to ring for jobs.

    Raises UnavailableError where there is none or it does not answer.
    """
    settings = installed_settings(data)
    if settings.database_url is None:
        raise UnavailableError(
            f"Chưa thấy hệ thống nào đang chạy trên thư mục {data}. Hãy chạy `phanhoi up`, hoặc "
            "đặt PHANHOI_DATABASE_URL."
        )
    url = settings.database_url.get_secret_value()
    database = Database(
        url,
        pool_size=2,
        send=make_sender(settings),
        keys=Keyring.read(settings.key_file) if settings.key_file else None,
    )
    if not database.is_ready():
        raise UnavailableError(
            "Không kết nối được cơ sở dữ liệu nên chưa có gì thay đổi; hãy kiểm tra bằng "
            "`phanhoi doctor`."
        )
    return database


def installed_settings(data: Path) -> Settings:
    """The settings of the environment, and what they leave out from the note of `phanhoi up`."""
    settings = Settings()
    noted = read_running(data)
    if settings.database_url is not None or noted is None or noted.database_url is None:
        return settings
    return settings.model_copy(
        update={
            "database_url": SecretStr(noted.database_url),
            "redis_url": settings.redis_url
            or (SecretStr(noted.redis_url) if noted.redis_url else None),
            "key_file": settings.key_file or (Path(noted.key_file) if noted.key_file else None),
        }
    )


def agency_named(database: Database, slug: str | None) -> int:
    """The agency of a short name; without one, the only agency that there is."""
    with database.doorway() as door:
        known = doors.agencies(door)
    if slug is None and len(known) == 1:
        return known[0][0]
    found = next((agency_id for agency_id, name in known if name == slug), None)
    if found is not None:
        return found
    if not known:
        raise NotFoundError("Chưa có cơ quan nào: hãy thêm bằng `phanhoi agency add`.")
    names = ", ".join(name for _, name in known)
    if slug is None:
        raise BadInputError(f"Có nhiều cơ quan, hãy chọn một bằng --agency: {names}.")
    raise NotFoundError(f"Không có cơ quan “{slug}”. Các cơ quan hiện có: {names}.")


def operator(agency_id: int) -> Who:
    """Whoever holds this machine: they may set an agency up and bring comments in."""
    return Who(agency_id, Actor.MACHINE, None, "Dòng lệnh", (RoleGrant(Role.ADMINISTRATOR),))


def plain(text: str) -> str:
    """A text from a file as a terminal may show it: in one line, with no control characters."""
    return re.sub(r"\s+", " ", "".join(c if c.isprintable() else " " for c in text)).strip()
