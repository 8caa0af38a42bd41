"""What a supervisor is told, and who may ask."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from api.rendering import Assets, Pages
from api.schema import described_app
from api.state import State
from commands.embedded import EmbeddedPostgres
from moderation.database import Database
from moderation.queries.health import system_health
from moderation.settings import Settings
from tests.factories import House, event

TOKEN = {"authorization": "Bearer cau-bi-mat"}


def app_with(postgres: EmbeddedPostgres, database: Database, token: str | None) -> FastAPI:
    """The API, with or without a token for its metrics."""
    app = described_app()
    settings = Settings(database_url=postgres.app_url, metrics_token=token)  # type: ignore[arg-type]
    pages = Pages(assets=Assets(files={}))
    app.state.phanhoi = State(settings=settings, database=database, pages=pages, keys=None)
    return app


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer cau-khac"}])
def test_without_the_token_there_is_no_such_address(
    postgres: EmbeddedPostgres, database: Database, headers: dict[str, str]
) -> None:
    """Not even that there is something to guess is told."""
    client = TestClient(app_with(postgres, database, "cau-bi-mat"))
    assert client.get("/metrics", headers=headers).status_code == 404


def test_without_a_token_in_the_settings_nobody_may_ask(
    postgres: EmbeddedPostgres, database: Database
) -> None:
    """An empty setting is no open door."""
    client = TestClient(app_with(postgres, database, None))
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_the_oldest_waiting_comment_is_told_by_age_and_by_nothing_else(
    postgres: EmbeddedPostgres, database: Database, house: House, as_superuser: Engine
) -> None:
    """The number grows while nobody works, and no word of the comment is in the answer."""
    house.take(event("do-1", "Câu hỏi về số 0912345678 chưa ai đọc"))
    with as_superuser.begin() as connection:
        connection.execute(
            text(
                "UPDATE comments SET next_attempt_at = now() - interval '900 seconds'"
                " WHERE agency_id = :agency"
            ),
            {"agency": house.agency_id},
        )
    client = TestClient(app_with(postgres, database, "cau-bi-mat"))
    json = {"content-type": "application/json"}
    client.post("/webhooks/standard/khong-co", content=b"{}", headers=json)
    told = client.get("/metrics", headers=TOKEN).text
    lines = dict(line.rsplit(" ", 1) for line in told.splitlines() if not line.startswith("#"))
    assert float(lines['phanhoi_oldest_ready_seconds{kind="comments"}']) >= 900
    assert float(lines['phanhoi_jobs_ready{kind="comments"}']) >= 1
    assert lines["phanhoi_database_up"] == "1.0"
    assert 'phanhoi_intake_deliveries_total{source="standard",status="404"}' in lines
    assert "0912345678" not in told
    assert "khong-co" not in told


def test_what_is_set_aside_or_held_by_the_dead_is_counted(
    database: Database, house: House, as_superuser: Engine
) -> None:
    """Running with a lease that is over is somebody who has gone; dead waits for a person."""
    house.take(event("do-2", "Một"), event("do-3", "Hai"))
    with database.doorway() as door:
        before = {one.kind: one for one in system_health(door).backlogs}["comments"]
    with as_superuser.begin() as connection:
        connection.execute(
            text(
                "UPDATE comments SET state = CASE external_id WHEN 'do-2' THEN 'dead' ELSE"
                " 'running' END, lease_until = now() - interval '1 second'"
                " WHERE agency_id = :agency AND external_id IN ('do-2', 'do-3')"
            ),
            {"agency": house.agency_id},
        )
    with database.doorway() as door:
        after = {one.kind: one for one in system_health(door).backlogs}["comments"]
    assert after.dead - before.dead == 1
    assert after.expired - before.expired == 1
    assert before.ready - after.ready == 2
