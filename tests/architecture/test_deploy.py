"""The files that run the system for real fit together, and fit the code."""

from __future__ import annotations

import asyncio
import re
import stat
import subprocess
import tarfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import psycopg
import pytest
import yaml
from uvicorn._types import Scope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from commands import COMMANDS
from commands.embedded import remove_postgres, start_postgres
from commands.embedded.postgres import APP, DATABASE, EXTENSIONS, OWNER, postgres_program
from moderation.broker import QUEUES
from moderation.sealing import Keyring
from moderation.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = sorted(name for name, one in SERVICES.items() if one["image"] == "phanhoi:local")
ONE_SHOT = "migrate"
ON_REQUEST = sorted(name for name, one in SERVICES.items() if "profiles" in one)
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SETTINGS = {f"PHANHOI_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_watched_limited_and_unprivileged(name: str) -> None:
    """A health check unless it runs once; limits, a time to stop, bounded logs, no privilege."""
    service = SERVICES[name]
    assert name in {ONE_SHOT, *ON_REQUEST} or service["healthcheck"]["test"]
    assert service["mem_limit"]
    assert float(unless_set(service["cpus"])) <= 2
    assert service["pids_limit"]
    assert service["stop_grace_period"]
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert int(service["user"].split(":")[0]) > 0
    assert service["environment"]["TZ"] == "Asia/Ho_Chi_Minh"


def test_only_the_console_is_reached_from_outside_and_only_from_this_machine() -> None:
    """One port, on the loopback address."""
    assert [name for name, one in SERVICES.items() if "ports" in one] == ["api"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["api"]["ports"])


def test_ours_wait_for_the_servers_and_the_schema() -> None:
    """Each process starts after PostgreSQL and Valkey are healthy and the migration succeeded.

    Who asks what is sick must not wait for the sick, and a restore not for the migration, which
    would fill the database that it needs empty.
    """
    postgres = {"postgres": "service_healthy"}
    otherwise = {ONE_SHOT: postgres, "backup": postgres, "doctor": {}}
    everything = {
        **postgres,
        "valkey": "service_healthy",
        ONE_SHOT: "service_completed_successfully",
    }
    for name in OURS:
        rules = SERVICES[name].get("depends_on", {})
        waits = {on: rule["condition"] for on, rule in rules.items()}
        assert waits == otherwise.get(name, everything), name


def test_every_process_takes_the_settings_that_people_write() -> None:
    """All of ours read `.env`, which does not say what the files that hold secrets say."""
    assert all(SERVICES[name]["env_file"] == [".env"] for name in OURS)
    example = (ROOT / ".env.example").read_text("utf-8")
    written = set(re.findall(r"^#?(\w+)=", example, re.MULTILINE))
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text("utf-8")))
    assert asked <= written
    assert written - asked <= SETTINGS


def test_the_same_files_in_another_folder_find_the_same_data() -> None:
    """Volumes are named after the project, not after the folder that a release was unpacked to."""
    assert COMPOSE["name"] == "phanhoi"


def test_the_console_in_a_container_sees_who_asks_and_believes_no_stranger() -> None:
    """The proxy's word of an address counts where it comes from Docker's gateway, its last one."""
    trusted = SERVICES["api"]["environment"]["FORWARDED_ALLOW_IPS"]

    def seen(peer: str, told: str) -> str:
        scopes: list[Any] = []

        async def app(scope: Scope, *_: object) -> None:
            scopes.append(scope)

        scope: Any = {"type": "http", "client": (peer, 1), "headers": []}
        scope["headers"] = [(b"x-forwarded-for", told.encode())]
        asyncio.run(ProxyHeadersMiddleware(app, trusted)(scope, Mock(), Mock()))
        return str(scopes[0]["client"][0])

    assert seen("172.18.0.1", "203.0.113.7") == "203.0.113.7"
    assert seen("172.18.0.1", "10.1.2.3") == "10.1.2.3"  # an office behind the same wall
    assert seen("172.18.0.1", "198.51.100.9, 203.0.113.7") == "203.0.113.7"  # the first is hearsay
    assert seen("203.0.113.7", "198.51.100.9") == "203.0.113.7"


def test_a_backup_is_never_in_the_clear_in_memory_nor_among_the_backups() -> None:
    """Its words lie for a moment on Docker's disk, beside the heads that a restore sets aside."""
    backup = SERVICES["backup"]
    disk, shelf = (volume.rsplit(":", 1)[1] for volume in backup["volumes"])
    assert backup["environment"]["TMPDIR"] == disk
    assert backup["environment"]["PHANHOI_AUDIT_HEADS_FILE"].startswith(disk)
    heads = SERVICES["sealer"]["environment"]["PHANHOI_AUDIT_HEADS_FILE"]
    assert backup["environment"]["PHANHOI_AUDIT_HEADS_FILE"] == heads
    assert backup["volumes"][0] in SERVICES["sealer"]["volumes"]
    assert backup["environment"]["PHANHOI_BACKUP_RECIPIENT_FILE"].startswith(shelf)


def test_what_is_packed_for_a_machine_without_internet_carries_no_secret(tmp_path: Path) -> None:
    """The archives that the document makes leave the settings, keys and backups of their maker."""
    kept = ("docker-compose.yml", ".env.example", "deploy/README.md", "docs/operating.md")
    left = (".env", "deploy/secrets/phanhoi_keys", "backups/one.backup", ".phanhoi/keys")
    for name in (*kept, *left):
        path = tmp_path / "here" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    text = (DEPLOY / "README.md").read_text("utf-8").replace("\\\n", "")
    commands = re.findall(r"^tar --create .+$", text, re.MULTILINE)
    assert len(commands) == 2
    for number, command in enumerate(commands):
        packed = tmp_path / f"{number}.tar.gz"
        words = re.sub(r"--file \S+", f"--file {packed}", command).split()
        subprocess.run(words, cwd=tmp_path / "here", check=True)
        with tarfile.open(packed) as archive:
            names = {name.removeprefix("./") for name in archive.getnames()}
        assert names >= set(kept)
        assert not names & set(left)


def test_each_secret_is_a_file_that_the_script_makes(tmp_path: Path) -> None:
    """What services ask for is declared, is made by the script, and the key file can be read."""
    folder = tmp_path / "secrets"
    subprocess.run(["sh", DEPLOY / "make-secrets.sh", folder], check=True, capture_output=True)
    made = {path.name for path in folder.iterdir()}
    asked = {secret for one in SERVICES.values() for secret in one["secrets"]}
    assert asked == set(COMPOSE["secrets"]) == made
    assert all(Path(one["file"]).name == name for name, one in COMPOSE["secrets"].items())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    keys = Keyring.read(folder / "phanhoi_keys")
    assert keys.unseal(keys.seal("bí mật", "here"), "here") == "bí mật"
    again = subprocess.run(["sh", DEPLOY / "make-secrets.sh", folder], check=False)
    assert again.returncode == 1


def test_only_the_migration_knows_the_owner_of_the_tables() -> None:
    """The address of the role that owns the tables reaches no long-running process."""
    asking = [name for name, one in SERVICES.items() if "owner_database_url" in str(one["secrets"])]
    assert set(asking) - set(ON_REQUEST) == {ONE_SHOT}
    above = [name for name, one in SERVICES.items() if "backup_database" in str(one["secrets"])]
    assert above == ["backup"]
    knowing = [path.name for path in UNITS if "/etc/phanhoi/owner" in path.read_text("utf-8")]
    assert knowing == ["phanhoi-migrate.service"]


def test_only_the_tool_for_keys_may_change_them_while_what_reads_them_stands_still() -> None:
    """A container keeps the file that it began with: the runbook stops each that reads the keys."""
    writing = [name for name, one in SERVICES.items() if "/secrets" in str(one.get("volumes", ""))]
    assert writing == ["keys"]
    assert "keys" in ON_REQUEST
    readers = {name for name, one in SERVICES.items() if "phanhoi_keys" in one["secrets"]}
    runbook = (ROOT / "docs/operating.md").read_text("utf-8")
    stopped = re.search(r"^docker compose stop (.+)$", runbook, re.MULTILINE)
    assert stopped is not None
    assert set(stopped[1].split()) == readers - set(ON_REQUEST)


def test_the_settings_that_are_named_exist() -> None:
    """No environment variable of ours is invented here."""
    files = [ROOT / "docker-compose.yml", ROOT / ".env.example", ROOT / "Dockerfile", *UNITS]
    named = {found for path in files for found in re.findall(r"PHANHOI_[A-Z_]+", path.read_text())}
    assert named <= SETTINGS
    secrets = {name.upper() for name in COMPOSE["secrets"] if name.endswith("_url")}
    assert secrets <= SETTINGS


@pytest.mark.parametrize(
    "command", [c for name in OURS for c in [SERVICES[name].get("command")] if c]
)
def test_what_the_containers_run_exists(command: list[str]) -> None:
    """Each command is one of `phanhoi`, or a module or program that is installed."""
    _assert_runs(command)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_what_the_units_run_exists(unit: Path) -> None:
    """Each unit runs one of `phanhoi`, or a module or program that is installed."""
    text = unit.read_text("utf-8")
    line = re.search(r"^ExecStart=/opt/phanhoi/\.venv/bin/(.+)$", text, re.MULTILINE)
    assert line is not None
    _assert_runs(line[1].split())


@pytest.mark.parametrize(
    "commands",
    [
        [SERVICES[name].get("command", []) for name in OURS],
        [unit.read_text("utf-8").split() for unit in UNITS],
    ],
    ids=["containers", "units"],
)
def test_every_queue_has_a_worker(commands: list[list[str]]) -> None:
    """The queues that workers are given are the queues that there are."""
    given = [words[words.index("-Q") + 1].split(",") for words in commands if "-Q" in words]
    assert sorted(queue for queues in given for queue in queues) == sorted(QUEUES)


def test_the_image_holds_every_package_and_runs_as_nobody_special() -> None:
    """Every package is copied and not ignored; the process is not root."""
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for package in ("api", "workers", "classifiers", "response_templates", "platforms"):
        assert f"COPY {package}/ {package}/" in dockerfile
        assert f"!{package}" in ignored
    assert "--require-hashes" in dockerfile
    assert dockerfile.split("USER ")[1].startswith("10001:10001")


def test_an_own_server_gets_what_the_embedded_one_has() -> None:
    """The SQL for a PostgreSQL of one's own names the same roles, database and extensions."""
    sql = (DEPLOY / "postgres/10-phanhoi.sql").read_text("utf-8")
    assert set(re.findall(r"CREATE ROLE (\w+)", sql)) == {OWNER, APP}
    assert f"CREATE DATABASE {DATABASE} OWNER {OWNER} " in sql
    assert set(re.findall(r"CREATE EXTENSION IF NOT EXISTS (\w+)", sql)) == set(EXTENSIONS)


def test_the_sql_makes_an_empty_database_beside_one_that_was_renamed(tmp_path: Path) -> None:
    """As a restore needs it: the roles stay, and nobody but they may connect."""
    server = start_postgres(tmp_path / "data")
    admin = server.admin_url.replace("+psycopg", "")
    try:
        with psycopg.connect(admin, dbname="postgres", autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {DATABASE} RENAME TO phanhoi_cu")
        script = DEPLOY / "postgres/10-phanhoi.sql"
        first = admin.replace(f"/{DATABASE}?", "/postgres?", 1)
        subprocess.run(
            [postgres_program("psql"), "--quiet", "--dbname", first, "--file", script], check=True
        )
        with psycopg.connect(admin) as connection:
            tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            assert connection.execute(tables).fetchone() == (0,)
            said = connection.execute(
                "SELECT pg_get_userbyid(datdba), has_database_privilege(%s, datname, 'CONNECT')"
                " FROM pg_database WHERE datname = current_database()",
                [APP],
            ).fetchone()
            assert said == (OWNER, True)
    finally:
        remove_postgres(tmp_path / "data")


def test_the_logs_of_one_service_are_kept_small_where_it_writes_them() -> None:
    """Every place of `phanhoi up` in the folder that the unit names, emptied without a restart."""
    unit = (DEPLOY / "systemd/phanhoi.service").read_text("utf-8")
    data = re.search(r"--data (\S+)", unit)
    rules = (DEPLOY / "logrotate/phanhoi").read_text("utf-8")
    assert data is not None
    places = re.findall(r"^(/\S+)/\*\.log", rules, re.MULTILINE)
    assert places == [f"{data[1]}/{folder}" for folder in ("logs", "postgres", "redis")]
    assert "copytruncate" in rules


def unless_set(value: object) -> str:
    """What Compose takes where `.env` does not say."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(value))


def _assert_runs(command: list[str]) -> None:
    program, *words = command
    if program == "phanhoi":
        assert words[0] in COMMANDS
    elif program == "python":
        assert words[0] == "-m"
        assert find_spec(words[1])
    elif program == "celery":
        assert words[:2] == ["-A", "workers.app"]
        assert find_spec("workers.app")
        assert words[2] in {"worker", "beat"}
    else:
        assert program == "uvicorn"
        assert words[0] == "api.app:create_app"
