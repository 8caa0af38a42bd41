"""Who runs PostgreSQL, and folders that only they may enter.

PostgreSQL refuses to run as root. Started by root, it runs as a system account of its own.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

_SYSTEM_ACCOUNT = "phanhoi-postgres"
_SYSTEM_HOME = Path("/var/lib/phanhoi")
_SHORT_PATH = "/tmp"  # noqa: S108  # the folder made in it is private
_LONGEST_SOCKET_FOLDER = 80  # sun_path holds 107 bytes; the socket's own name takes up to 25


@dataclass(frozen=True, slots=True)
class Account:
    """An account of this machine."""

    uid: int
    gid: int


class RunAs(TypedDict, total=False):
    """The arguments of `subprocess` that run a program as another account."""

    user: int
    group: int
    extra_groups: list[int]


def run_as(account: Account | None) -> RunAs:
    """The arguments for an account; none of them for ourselves."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def server_account() -> Account | None:
    """The account that PostgreSQL must run as; None means the one we run as ourselves."""
    if os.geteuid() != 0:
        return None
    _add_system_account()
    for name in (_SYSTEM_ACCOUNT, "nobody"):  # "nobody" where accounts can't be added
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    return Account(65534, 65534)


def private_folder(path: Path, account: Account | None = None) -> Path:
    """Make a folder that only one account may enter."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if account is not None:
        os.chown(path, account.uid, account.gid)
    path.chmod(0o700)
    return path


def data_folder(path: Path) -> Path:
    """Make the data folder: ours alone, but for root's PostgreSQL, which may pass through it."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    account = server_account()
    if account is None:
        path.chmod(0o700)
    else:
        os.chown(path, 0, account.gid)
        path.chmod(0o710)
    return path.resolve()


def server_home(data: Path, account: Account | None) -> Path:
    """The folder for PostgreSQL's files: in the data folder whenever its account can get there.

    Root's own folder is closed to every other account, and opening it would be wrong; then the
    files lie under /var/lib/phanhoi, and `postgres.home` in the data folder says where.
    """
    record = data / "postgres.home"
    if account is None or may_enter(data, account):
        return private_folder(data / "postgres", account)
    if not record.exists():
        _SYSTEM_HOME.mkdir(parents=True, exist_ok=True, mode=0o755)
        record.write_text(tempfile.mkdtemp(dir=_SYSTEM_HOME))
    return private_folder(Path(record.read_text()), account)


def recorded_home(data: Path) -> Path:
    """The folder that `server_home` chose, without making anything."""
    record = data / "postgres.home"
    return Path(record.read_text()) if record.exists() else data.resolve() / "postgres"


def programs(source: Path, home: Path, account: Account | None) -> Path:
    """PostgreSQL's `bin`, copied beside its data when its account may not enter ours."""
    if account is None or may_enter(source / "pginstall/bin/postgres", account):
        return source / "pginstall/bin"
    copy = home / "programs"
    for folder in (source, source.with_name(f"{source.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, copy / folder.name, dirs_exist_ok=True)
    subprocess.run(["chown", "-R", f"{account.uid}:{account.gid}", str(copy)], check=True)
    return copy / source.name / "pginstall/bin"


def may_enter(path: Path, account: Account) -> bool:
    """Whether an account may enter a folder or run a program, every folder above included."""
    probe = subprocess.run(
        ["test", "-x", str(path)],
        check=False,
        cwd="/",
        **run_as(account),
    )
    return probe.returncode == 0


def socket_folder(home: Path, account: Account | None = None) -> Path:
    """A private folder for sockets, elsewhere when the path is too long for a socket's address.

    `sockets.path` in the home then says where.
    """
    if len(os.fsencode(home / "sockets")) <= _LONGEST_SOCKET_FOLDER:
        return private_folder(home / "sockets", account)
    record = home / "sockets.path"
    if not record.exists() or not _is_private(Path(record.read_text()), account):
        record.write_text(tempfile.mkdtemp(prefix="phanhoi-", dir=_SHORT_PATH))
    return private_folder(Path(record.read_text()), account)


def recorded_socket_folder(home: Path) -> Path:
    """The folder that `socket_folder` chose, without making anything."""
    record = home / "sockets.path"
    return Path(record.read_text()) if record.exists() else home / "sockets"


def drop_socket_folder(home: Path) -> None:
    """Remove a socket folder that lies elsewhere."""
    record = home / "sockets.path"
    if record.exists():
        shutil.rmtree(record.read_text(), ignore_errors=True)
        record.unlink()


def _is_private(folder: Path, account: Account | None) -> bool:
    """Whether a recorded folder in a shared place is still a folder of ours alone."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    facts = folder.stat()
    owner = os.geteuid() if account is None else account.uid
    return facts.st_uid == owner and facts.st_mode & 0o077 == 0


def _add_system_account() -> None:
    try:
        pwd.getpwnam(_SYSTEM_ACCOUNT)
    except KeyError:
        useradd = ["useradd", "--system", "--no-create-home", "--user-group"]
        busybox = ["adduser", "-S", "-D", "-H"]
        for command in (useradd, busybox):
            if shutil.which(command[0]):
                subprocess.run([*command, _SYSTEM_ACCOUNT], check=False, capture_output=True)
                return
