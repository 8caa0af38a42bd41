"""Ours beside django-helpdesk: take one item in by API, show the list, show the dashboard.

Both on one PostgreSQL, with as many items, one in twenty open, asked through each framework's own
test client. Ours takes a signed delivery, theirs a ticket at its REST API; neither reads the text
yet. Both sides are filled in bulk, by statements over sets and by Django's `bulk_create`: tickets
one by one would take an hour. django-helpdesk comes from the package index into a virtual
environment that is thrown away.
`python -m benchmarks helpdesk`; the long form has 100,000 items.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from fastapi.testclient import TestClient
from standardwebhooks import Webhook

from benchmarks._installation import installation, manager, p95, timed
from benchmarks.growth import fill
from commands.embedded import EmbeddedPostgres
from moderation.database import Database
from moderation.intake.endpoints import add_endpoint
from moderation.policy import RoleGrant, Who
from moderation.queries.agencies import network_pages
from moderation.reporting.adding_up import add_up_stale, mark_all
from moderation.vocabulary import Actor, Role

SIZES = {"short": 10_000, "full": 100_000}
_ROUNDS = 40
_MOST_SECONDS = 45.0  # for one question: a slow one is asked less often, three times at least
_LEAST_ROUNDS = 3
_PATIENCE = 900  # seconds for their packages, and for their side
_THEIRS = Path(__file__).with_name("_helpdesk_side.py")
_Times = dict[str, list[float]]


def main() -> None:
    """Print both sides' median and p95, and how many times theirs is ours."""
    items = SIZES[os.environ.get("PHANHOI_BENCH_SIZE", "short")]
    with installation() as (server, database):
        ours = _ours(server, database, items)
        theirs = _theirs(server, items)
    print(f"{items:,} items{'':<8}{'ours p50 / p95':>22}{'django-helpdesk':>24}{'p95':>8}")
    for name, times in ours.items():
        mine, other = p95(times), p95(theirs[name])
        print(
            f"{name:<20}{statistics.median(times):>10.1f} /{mine:>7.1f} ms"
            f"{statistics.median(theirs[name]):>12.1f} /{other:>7.1f} ms{other / mine:>6.1f} ×"
        )


def _ours(server: EmbeddedPostgres, database: Database, items: int) -> _Times:
    agency_id, client, cookie = manager(server, database)
    fill(server, agency_id, items)
    with database.transaction(agency_id) as session:
        mark_all(agency_id, session)
    while _adds_up(database, agency_id):
        pass
    deliver = _delivering(database, agency_id, client)
    with client:
        asked: dict[str, Callable[[], None]] = {
            "create": deliver,
            "list": lambda: _ok(client.get("/queues/new", headers={"cookie": cookie})),
            "dashboard": lambda: _ok(client.get("/dashboard", headers={"cookie": cookie})),
        }
        return {name: _times(ask) for name, ask in asked.items()}


def _adds_up(database: Database, agency_id: int) -> bool:
    with database.transaction(agency_id) as session:
        return bool(add_up_stale(agency_id, session))


def _delivering(database: Database, agency_id: int, client: TestClient) -> Callable[[], None]:
    admin = Who(agency_id, Actor.MACHINE, None, "Đo", (RoleGrant(Role.ADMINISTRATOR),))
    with database.transaction(agency_id) as session:
        [page, *_] = network_pages(agency_id, session)
        keys = client.app.state.phanhoi.keyring  # type: ignore[attr-defined]
        endpoint, secret = add_endpoint(session, admin, page.id, keys)
        path = f"/webhooks/standard/{endpoint.public_id}"
    webhook, numbers = Webhook(secret), itertools.count(1)

    def deliver() -> None:
        now, number = datetime.now(UTC), next(numbers)
        data = {
            "comment_id": f"moi-{number}",
            "text": "Cho hỏi hồ sơ căn cước bao giờ xong vậy",
            "created_at": now.isoformat(),
            "author": {"id": "7"},
        }
        told = {"type": "comment.created", "timestamp": now.isoformat(), "data": data}
        body = json.dumps(told)
        headers = {
            "content-type": "application/json",
            "webhook-id": f"msg-{number}",
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": webhook.sign(f"msg-{number}", now, body),
        }
        _ok(client.post(path, content=body, headers=headers))

    return deliver


def _theirs(server: EmbeddedPostgres, items: int) -> _Times:
    address = server.admin_url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE helpdesk")
    with tempfile.TemporaryDirectory(prefix="helpdesk-") as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder) / "bin/python")
        packages = ("django-helpdesk", "psycopg[binary]")
        install = [python, "-m", "pip", "install", "--quiet", *packages]
        subprocess.run(install, check=True, timeout=_PATIENCE)  # noqa: S603 - nothing of it is given from outside
        # -P: this folder has a `helpdesk` too.
        command = [
            python,
            "-P",
            "-W",
            "ignore",
            str(_THEIRS),
            address.replace("/phanhoi?", "/helpdesk?"),
        ]
        done = subprocess.run(  # noqa: S603
            [*command, str(items)], check=True, stdout=subprocess.PIPE, timeout=_PATIENCE
        )
    times: _Times = json.loads(done.stdout)
    return times


def _ok(answer: object) -> None:
    status = getattr(answer, "status_code", 0)
    if status != 200:
        sys.exit(f"We answered {status}.")


def _times(ask: Callable[[], None]) -> list[float]:
    ask()
    found: list[float] = []
    while len(found) < _ROUNDS:
        found.append(timed(ask))
        if len(found) >= _LEAST_ROUNDS and sum(found) > _MOST_SECONDS * 1000:
            break
    return found
