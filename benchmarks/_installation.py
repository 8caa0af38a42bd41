"""A PostgreSQL of its own for a measurement, an agency in it, and the browser of its manager."""

from __future__ import annotations

import logging
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import BigInteger, Connection, bindparam, text

from api.app import create_app
from commands.embedded import EmbeddedPostgres, remove_postgres, start_postgres
from moderation import setup
from moderation.database import Database
from moderation.migrations import upgrade
from moderation.models import Grant, SignInSession, User
from moderation.people import accounts
from moderation.policy import RoleGrant, Who
from moderation.sealing import Keyring
from moderation.settings import Settings
from moderation.vocabulary import Actor, Platform, Role

__all__ = ["PAGES", "installation", "manager", "p95", "put", "timed"]

PAGES = 6
_KEYS = Keyring({"one": secrets.token_bytes(32)})


def timed(act: Callable[[], object]) -> float:
    """Milliseconds that an act takes."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def p95(values: list[float]) -> float:
    """The 95th of a hundred."""
    return sorted(values)[max(0, round(len(values) * 0.95) - 1)]


@contextmanager
def installation() -> Iterator[tuple[EmbeddedPostgres, Database]]:
    """A server with the newest schema, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="phanhoi-bench-") as folder:
        data = Path(folder) / "postgres"
        server = start_postgres(data)
        upgrade(server.owner_url)
        database = Database(server.app_url, statement_timeout_ms=600_000, keys=_KEYS)
        yield server, database
        database.engine.dispose()
        remove_postgres(data)


def manager(server: EmbeddedPostgres, database: Database) -> tuple[int, TestClient, str]:
    """An agency with pages, and the browser of its manager."""
    with database.transaction(0) as session:
        agency_id = setup.next_agency_id(session)
    admin = Who(agency_id, Actor.MACHINE, None, "Cài đặt", (RoleGrant(Role.ADMINISTRATOR),))
    token = secrets.token_urlsafe(16)
    with database.transaction(agency_id) as session:
        setup.create_agency(session, "do", "UBND phường Hoa Mai")
        for number in range(PAGES):
            setup.add_page(session, admin, Platform.STANDARD, f"p{number}", f"Trang {number}")
        person = User(
            agency_id=agency_id, username="do", full_name="Lê Hà", password_hash="", language="vi"
        )
        session.add(person)
        session.flush()
        session.add(Grant(agency_id=agency_id, user_id=person.id, role=Role.MANAGER))
        session.add(
            SignInSession(
                agency_id=agency_id, token_sha256=accounts.digest(token), user_id=person.id,
                ends_at=datetime.now(UTC) + timedelta(hours=12),
            )
        )  # fmt: skip
    settings = Settings(
        environment="development",
        database_url=SecretStr(server.app_url),
        statement_timeout_ms=600_000,
    )
    app = create_app(settings)
    app.state.phanhoi = replace(app.state.phanhoi, database=database, keys=_KEYS)
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    return agency_id, TestClient(app), f"phanhoi={token}"


def put(connection: Connection, statement: str, given: Mapping[str, int]) -> None:
    """Run a statement with those of the numbers that it names."""
    bound = [
        bindparam(name, value, BigInteger)
        for name, value in given.items()
        if f":{name}" in statement
    ]
    connection.execute(text(statement).bindparams(*bound))
