"""A program that calls the API of a house with a key of a role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from api.app import create_app
from api.rendering import Assets, Pages
from api.schema import described_app
from api.state import State
from commands.embedded import EmbeddedPostgres
from moderation.database import Database
from moderation.people import programs
from moderation.settings import Settings
from moderation.vocabulary import Role
from tests.api.seats import Seat, take_seat
from tests.factories import KEY_LINE, House

Call = Callable[..., Response]

# Many tests are one address, and quicker than people.
UNHURRIED: dict[str, Any] = {"requests_per_minute": 100_000, "sign_ins_per_quarter": 10_000}


@pytest.fixture(scope="session")
def rest_app(postgres: EmbeddedPostgres, database: Database) -> FastAPI:
    """The API with the tests' database; nobody is rung for jobs."""
    app = described_app()
    settings = Settings(database_url=postgres.app_url, upload_limit_mb=1, **UNHURRIED)  # type: ignore[arg-type]
    pages = Pages(assets=Assets(files={}))
    app.state.phanhoi = State(settings=settings, database=database, pages=pages, keys=None)
    return app


@pytest.fixture(scope="session")
def client(rest_app: FastAPI) -> Iterator[TestClient]:
    """Whoever calls; without a key unless they bring one."""
    with TestClient(rest_app) as made:
        yield made


def new_key(house: House, role: Role) -> str:
    """The secret of a fresh key of this role."""
    with house.database.transaction(house.agency_id) as session:
        admin = house.who(Role.ADMINISTRATOR)
        return programs.new_api_key(session, admin, f"Khóa {role.value}", role)[1]


@pytest.fixture
def caller(client: TestClient) -> Callable[[House, Role], Call]:
    """Make a caller: `call(method, path, **request)` with the key of a role in a house."""

    def with_key(house: House, role: Role = Role.TRIAGE) -> Call:
        headers = {"authorization": f"Bearer {new_key(house, role)}"}

        def call(method: str, path: str, **request: Any) -> Response:  # noqa: ANN401 - the client's own
            more = request.pop("headers", {})
            return client.request(method, f"/api/v1{path}", headers={**headers, **more}, **request)

        return call

    return with_key


@pytest.fixture(scope="session")
def console_app(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The whole application, console included, as `phanhoi up` serves it."""
    keys = tmp_path_factory.mktemp("keys") / "keys"
    keys.touch(mode=0o600)
    keys.write_text(KEY_LINE, encoding="ascii")
    keys.chmod(0o600)
    settings = Settings(
        database_url=postgres.app_url,  # type: ignore[arg-type]
        upload_limit_mb=1,
        key_file=keys,
        push_hosts="push.example.org,.push.example.net",
        **UNHURRIED,
    )
    return create_app(settings)


@pytest.fixture
def seat(console_app: FastAPI) -> Iterator[Callable[[House, Role], Seat]]:
    """Seat a person of a role at the console: `seat(house, Role.TRIAGE).get("/queues")`."""
    with TestClient(console_app, follow_redirects=False) as stranger:

        def at_desk(house: House, role: Role = Role.TRIAGE) -> Seat:
            return take_seat(stranger, house, role)

        yield at_desk
