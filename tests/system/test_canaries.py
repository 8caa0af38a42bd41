"""Two hundred planted personal data go through the running system; where they may not show."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.app import create_app
from classifiers import privacy
from moderation.models import SignInSession
from moderation.people import accounts, programs
from moderation.settings import Settings
from moderation.vocabulary import Role
from platforms import CommentEvent
from tests.factories import House, event
from tests.system.driver import Driver, driving
from tests.system.running import RunningSystem, run_system, wait_until

pytestmark = [pytest.mark.system]

COUNT = 200
ITEMS = Path(__file__).parents[1] / "classifiers/privacy_items.txt"
_MARKED = re.compile(r"\{\w+:([^}]*)\}")


def planted() -> list[tuple[str, str]]:
    """Comments with one private part each that the finder knows, and that part."""
    made = []
    for line in ITEMS.read_text(encoding="utf-8").splitlines():
        parts = _MARKED.findall(line)
        text = _MARKED.sub(r"\1", line)
        known = {text[item.start : item.end] for item in privacy.find(text)}
        if len(parts) == 1 and not line.startswith("#") and known == set(parts):
            made.append((f"{text} ({len(made)})", parts[0]))
    return made[:COUNT]


PLANTED = planted()
NAMES = [f"Chim Hoàng Yến {n}" for n in range(COUNT)]
SECRETS = [part for _, part in PLANTED if len(part) >= 6] + NAMES


def shown_in(text: str) -> list[str]:
    """Which of the planted data stand in a text."""
    return [secret for secret in SECRETS if secret in text]


def events() -> list[CommentEvent]:
    """The comments, each by an author of its own."""
    at = datetime.now(UTC)
    return [
        replace(event(f"chim-{n}", text, at=at, author=f"chim-{n}"), author_name=NAMES[n])
        for n, (text, _) in enumerate(PLANTED)
    ]


@pytest.fixture(scope="module")
def flown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningSystem, Driver]]:
    """A system that has taken them in, and some that it can't read."""
    with run_system(tmp_path_factory.mktemp("canaries"), proxied=False) as system:
        driver, told = driving(system), events()
        for start in range(0, COUNT, 20):
            driver._insist(f"chim-{start}", tuple(told[start : start + 20]))
        broken = f'{{"events": [{{"verb": "{PLANTED[0][0]}", "text": "{PLANTED[1][0]}"}}]}}'
        for body in (broken, broken[:-9]):
            headers = {"content-type": "application/json", "webhook-id": "chim-hong"}
            httpx2.post(
                driver.url,
                content=body.encode(),
                headers=headers,
                trust_env=False,
                verify=False,
                timeout=60,
            )
        wait_until(lambda: system.unfinished() == 0)
        yield system, driver


def cookie(house: House, role: Role) -> dict[str, str]:
    """Somebody signed in, without the password whose check takes long by design."""
    token = secrets.token_urlsafe(16)
    with house.database.transaction(house.agency_id) as session:
        session.add(
            SignInSession(
                agency_id=house.agency_id,
                token_sha256=accounts.digest(token),
                user_id=house.who(role).actor_id or 0,
                ends_at=datetime.now(UTC) + timedelta(hours=1),
            )
        )
    return {"cookie": f"phanhoi={token}"}


def test_there_are_enough_to_plant() -> None:
    """A check of a handful would prove little."""
    assert len(PLANTED) == COUNT


def test_nothing_planted_shows_where_it_may_not(flown: tuple[RunningSystem, Driver]) -> None:
    """Logs of every process and of PostgreSQL, Redis, metrics, lists, exports, notices, the log."""
    system, driver = flown
    house = driver.house
    since = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    period = {"what": "opened", "since": since, "until": until}
    with house.database.transaction(house.agency_id) as session:
        key = programs.new_api_key(session, house.who(Role.ADMINISTRATOR), "Cổng", Role.TRIAGE)[1]
    program = {"authorization": f"Bearer {key}"}
    triage, auditor = cookie(house, Role.TRIAGE), cookie(house, Role.AUDITOR)
    # Beside the list stands the first case, on whose card those who work on it read the name.
    viewer = cookie(house, Role.VIEWER)
    asked = [
        *((f"/api/v1/cases?limit=200&q={word}", program, {}) for word in ("", "nhé")),
        ("/queues/all", viewer, {}),
        ("/notifications", triage, {}),
        ("/status", triage, {}),
        ("/dashboard", triage, {}),
        ("/dashboard/cases.csv", triage, period),
        ("/audit", auditor, {}),
        ("/audit/export", auditor, {}),
    ]
    answers = {
        path: httpx2.get(
            f"{system.address}{path}",
            headers=headers,
            params=more or None,
            trust_env=False,
            verify=False,
            timeout=60,
        )
        for path, headers, more in asked
    }
    httpx2.get(
        f"{system.address}/nowhere/{PLANTED[2][1]}", trust_env=False, verify=False, timeout=60
    )
    settings = Settings(
        database_url=SecretStr(system.postgres.app_url),
        metrics_token=SecretStr("chim" * 10),
        key_file=system.data / "keys",
    )
    with TestClient(create_app(settings)) as client:
        metrics = client.get("/metrics", headers={"authorization": f"Bearer {'chim' * 10}"})
    redis = "".join(
        path.read_bytes().decode("utf-8", "replace")
        for path in (system.data / "redis").rglob("*")
        if path.is_file()
    )
    tables = ("events", "notifications", "authors", "near_copy_keys", "predictions", "agency_keys")
    logs = {
        path: path.read_text(encoding="utf-8", errors="replace")
        for path in system.data.rglob("*")
        if path.is_file() and (path.suffix == ".log" or "log" in path.parent.name)
    }

    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(
        answers, 200
    )
    assert metrics.status_code == 200
    assert len(logs) > 2
    assert system.count("SELECT count(*) FROM comments WHERE text IS NOT NULL") == COUNT
    for where, text in {
        **{path: answer.text for path, answer in answers.items()},
        "metrics": metrics.text,
        "redis": redis,
        **{table: str(system.rows(f"SELECT t::text FROM {table} t")) for table in tables},
        **{str(path): text for path, text in logs.items()},
    }.items():
        assert shown_in(text) == [], where
