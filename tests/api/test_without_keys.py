"""An installation without its key file: what needs it says so, and nothing else stands still."""

from __future__ import annotations

from fastapi.testclient import TestClient

from api.app import create_app
from commands.embedded import EmbeddedPostgres
from moderation.settings import Settings
from moderation.vocabulary import Role
from tests.api.conftest import UNHURRIED
from tests.api.seats import take_seat
from tests.factories import House


def test_a_search_without_the_key_file_is_refused_in_words(
    house: House, postgres: EmbeddedPostgres
) -> None:
    """Names are found by the agency's key: 503 with what to do, never an empty list."""
    settings = Settings(
        database_url=postgres.app_url,  # type: ignore[arg-type]
        environment="development",
        **UNHURRIED,
    )
    with TestClient(create_app(settings), follow_redirects=False) as client:
        lan = take_seat(client, house, Role.TRIAGE)
        refused = lan.get("/queues/all?q=thung+rac")

        assert refused.status_code == 503
        assert "PHANHOI_KEY_FILE" in refused.text
        assert "Không có gì bị mất" in refused.text
        assert lan.get("/queues/all").status_code == 200
