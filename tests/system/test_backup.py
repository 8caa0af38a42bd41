"""A backup taken while comments come in, restored elsewhere: nothing twice, nothing forgotten."""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from alembic import command

from commands.backup import Manifest, backup, restore
from commands.embedded import remove_postgres, start_postgres, stop_postgres
from commands.sealed_file import make_pair
from moderation.database import Database
from moderation.errors import BadInputError, ConflictError, UnavailableError
from moderation.migrations import config, current_and_head, head, upgrade
from moderation.queries import cases as case_queries
from moderation.replies import approvals, asking, drafts
from moderation.settings import get_settings
from moderation.vocabulary import Role
from tests.factories import KEYS, House, event, make_house

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

Rows = list[tuple[object, ...]]


def test_a_restored_reply_is_looked_up_and_never_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, say: Callable[[str], None]
) -> None:
    """B1: a reply that waits in the backup may be live; after the restore nothing leaves.

    Also where the version before made the backup. A restore that ends before that stop says so.
    """
    first, second, file = tmp_path / "first", tmp_path / "second", tmp_path / "phanhoi.backup"
    half = tmp_path / "half"
    first.mkdir()
    for name in ("PHANHOI_DATABASE_URL", "PHANHOI_BACKUP_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PHANHOI_ENVIRONMENT", "production")
    get_settings.cache_clear()
    try:
        urls = start_postgres(first)
        upgrade(urls.owner_url)
        house = make_house(Database(urls.app_url, pool_size=2, keys=KEYS), 1)
        approve_one(house)
        command.downgrade(config(urls.owner_url), "-1")
        before = counted(urls.admin_url)
        monkeypatch.setenv("PHANHOI_BACKUP_DATABASE_URL", urls.admin_url)
        with pytest.raises(BadInputError, match="cần mã hóa"):
            backup(file, data=first)
        recipient = make_pair(tmp_path / "mo.key")
        backup(file, recipient=recipient, data=first)
        assert b"database.dump" not in file.read_bytes()
        monkeypatch.delenv("PHANHOI_BACKUP_DATABASE_URL")
        stop_postgres(first)

        with pytest.raises(BadInputError, match="--key"):
            restore(file, data=second)
        with monkeypatch.context() as stuck:
            stuck.setenv("PHANHOI_AUDIT_HEADS_FILE", "/proc/version")  # nobody can set it aside
            with pytest.raises(UnavailableError, match=r"CHƯA dừng .*Đừng chạy `phanhoi up`"):
                restore(file, key=tmp_path / "mo.key", data=half)
        restore(file, key=tmp_path / "mo.key", data=second)

        urls = start_postgres(second)
        assert current_and_head(urls.owner_url) == (head(), head())
        assert counted(urls.admin_url)["comments"] == before["comments"] == 3
        assert counted(urls.admin_url)["events"] == before["events"] + 2
        assert asked(urls.admin_url, "SELECT state FROM publish_intents") == [("unknown",)]
        held = asked(urls.admin_url, "SELECT outgoing_paused_at IS NOT NULL FROM agencies")
        assert held == [(True,)]
        say(f"B1 restored {before['comments']} comments, 1 waiting reply held as unknown, sent 0")
    finally:
        for folder in (first, half, second):
            remove_postgres(folder)


def test_a_database_with_something_in_it_is_never_restored_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command refuses first, also a file of another kind or of a version yet to come."""
    monkeypatch.delenv("PHANHOI_DATABASE_URL", raising=False)
    file = tmp_path / "thu.txt"
    file.write_text("không phải bản sao lưu")
    data = tmp_path / "data"
    data.mkdir()
    try:
        with pytest.raises(BadInputError, match="không phải tệp"):
            restore(file, data=data)
        with pytest.raises(BadInputError, match="phiên bản mới hơn"):
            restore(backup_of_schema("9999", tmp_path), data=data)
        upgrade(start_postgres(data).owner_url)
        stop_postgres(data)
        with pytest.raises(ConflictError, match="không trống"):
            restore(file, data=data)
    finally:
        remove_postgres(data)


def backup_of_schema(schema: str, folder: Path) -> Path:
    """A backup that says which schema it holds, and holds nothing."""
    dump, manifest = folder / "database.dump", folder / "manifest.json"
    dump.touch()
    manifest.write_text(
        json.dumps(asdict(Manifest(1, "2026-11-22", schema, hashlib.sha256().hexdigest())))
    )
    with tarfile.open(folder / "phanhoi.backup", "w") as archive:
        for part in (manifest, dump):
            archive.add(part, part.name)
    return folder / "phanhoi.backup"


def approve_one(house: House) -> None:
    """Three comments, and a reply to one of them that waits for its moment to leave."""
    now = datetime.now(UTC)
    minutes = [now - timedelta(minutes=number) for number in (1, 2, 3)]
    house.take(*(event(f"c{at.minute}", f"Hồ sơ {at:%H%M} nộp ở đâu", at=at) for at in minutes))
    house.triage()
    drafter, spokesperson = house.who(Role.DRAFTER), house.who(Role.SPOKESPERSON)
    with house.database.transaction(house.agency_id) as session:
        wanted = case_queries.CaseFilter()
        [first, *_] = case_queries.list_cases(house.agency_id, session, wanted, limit=1)
        text = "Dạ, mời anh/chị đến bộ phận một cửa."
        drafts.save_draft(session, drafter, first.case.id, text, version=0)
        waiting = approvals.submit(session, drafter, first.case.id, draft_version=1)
        shown = waiting.content_sha256
        approvals.approve(session, spokesperson, waiting.id, shown_sha256=shown)
        asking.queue_answer(session, spokesperson, waiting)
    house.database.engine.dispose()


def counted(url: str) -> dict[str, int]:
    """How many rows some tables hold."""
    tables = ("comments", "events")
    return {table: int(str(asked(url, f"SELECT count(*) FROM {table}")[0][0])) for table in tables}


def asked(url: str, statement: str) -> Rows:
    """Ask past every wall."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        return connection.execute(statement.encode()).fetchall()
