"""What the doctor sees of a system at work, and says when a part of it does not work."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from commands import main
from commands.at_work import listeners, work
from commands.doctor import broker_client
from commands.embedded import EmbeddedPostgres, EmbeddedRedis, start_redis, stop_redis
from commands.findings import Finding, looked_at
from tests.factories import House, event


def test_what_stands_still_is_told_with_its_kind_and_where_to_read_on(
    postgres: EmbeddedPostgres, house: House, as_superuser: Engine
) -> None:
    """Ten minutes is a failure; so is that no sweeper is there to ring for it."""
    house.take(event("c1", "Bao giờ có kết quả"))
    waits = "UPDATE comments SET next_attempt_at = now() - interval '10 minutes'"
    with as_superuser.begin() as connection:
        connection.execute(text(f"{waits} WHERE agency_id = :agency"), {"agency": house.agency_id})
    found = {one.name: one for one in work(postgres.app_url)}
    assert found["Việc đang chờ"].state == found["Bộ quét việc tồn"].state == "failed"
    assert "phân loại bình luận: " in found["Việc đang chờ"].detail
    assert "phanhoi-sweeper" in found["Bộ quét việc tồn"].detail


def test_queues_that_nobody_listens_to_are_named(redis_server: EmbeddedRedis) -> None:
    """A worker that hangs answers no more than one that is not there."""
    found = listeners(redis_server.celery_url, "nobody")
    assert found.state == "failed"
    assert "intake, classify, publish, watch, maintenance" in found.detail


def test_a_full_redis_is_a_finding_and_no_traceback(tmp_path: Path) -> None:
    """That hour is the one in which the doctor is called."""
    try:
        url = start_redis(tmp_path).celery_url
        with broker_client(url) as client:
            client.config_set("maxmemory", 1)
        found = listeners(url, "full")
    finally:
        stop_redis(tmp_path)
    assert found.state == "failed"
    assert "maxmemory" in found.detail


def test_an_error_without_words_is_told_by_its_kind() -> None:
    """What says nothing is a finding all the same."""

    def look() -> Finding:
        raise TimeoutError

    assert looked_at("Ổ đĩa", look) == Finding("Ổ đĩa", "failed", "TimeoutError")


def test_a_command_that_the_database_fails_says_so_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the reason of the database, exit code 1, and no traceback."""
    away = f"postgresql+psycopg://phanhoi_owner@/phanhoi?host={tmp_path}"
    monkeypatch.setenv("PHANHOI_OWNER_DATABASE_URL", away)
    monkeypatch.setattr(sys, "argv", ["phanhoi", "migrate"])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert said.startswith("✗ Cơ sở dữ liệu không làm được (connection ")
    assert said.count("\n") == 1
