"""The doors in the wall between agencies.

Before anybody is known, no agency is named and row-level security shows nothing. These functions
of the database, made in the first migration, answer with ids alone; whoever is let in then works
inside one agency.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, text

from moderation.vocabulary import Job

__all__ = [
    "BY_API_KEY",
    "BY_ENDPOINT",
    "BY_SESSION",
    "ProviderDoor",
    "RolePowers",
    "Waiting",
    "agencies",
    "agency_of_page",
    "agency_of_passkey",
    "agency_of_review",
    "agency_of_session",
    "agency_of_username",
    "due_acts",
    "due_watches",
    "identity_providers",
    "is_led",
    "leadership",
    "own_powers",
    "waiting_bulk_acts",
    "waiting_rows",
]


_NAMING = "SELECT set_config('app.agency_id', coalesce(CAST({}(:value) AS text), ''), true)"
BY_SESSION = text(_NAMING.format("door_session"))
BY_API_KEY = text(_NAMING.format("door_api_key"))
"""For `Database.admission`: a browser's token or a program's secret, by its digest."""

BY_ENDPOINT = text(_NAMING.format("door_endpoint"))
"""The same for the agency whose deliveries arrive at an address, by the name in it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows of one agency that a job should look at; `attempts` is the highest among them."""

    job: Job
    agency_id: int
    ids: tuple[int, ...]
    attempts: int


@dataclass(frozen=True, slots=True)
class RolePowers:
    """What the role that we connect as could do to the wall: step over it, or own tables."""

    name: str
    steps_over: bool
    owned: int


@dataclass(frozen=True, slots=True)
class ProviderDoor:
    """An agency whose people may sign in at an identity provider, by their names."""

    agency_id: int
    slug: str
    agency: str
    name: str


def agency_of_username(door: Connection, username: str) -> int | None:
    """The agency in which this name signs in."""
    return _one(door, "SELECT door_username(:value)", username)


def agency_of_session(door: Connection, token_sha256: bytes) -> int | None:
    """The agency of a signed-in browser."""
    return _one(door, "SELECT door_session(:value)", token_sha256)


def agency_of_page(door: Connection, page_id: int) -> int | None:
    """The agency that runs this page."""
    return _one(door, "SELECT door_page(:value)", page_id)


def agency_of_passkey(door: Connection, credential_id: bytes) -> int | None:
    """The agency of whoever has this passkey."""
    return _one(door, "SELECT door_passkey(:value)", credential_id)


def agency_of_review(door: Connection, token: str) -> int | None:
    """The agency whose hidden comment this link is about."""
    return _one(door, "SELECT door_review(:value)", token)


def identity_providers(door: Connection) -> list[ProviderDoor]:
    """Every agency with an identity provider, by the agencies' names."""
    rows = door.execute(text("SELECT * FROM door_identity_providers()"))
    return [ProviderDoor(row.agency_id, row.slug, row.agency, row.name) for row in rows]


def agencies(door: Connection) -> list[tuple[int, str]]:
    """Every agency of the installation, as (id, slug)."""
    return [(row.id, row.slug) for row in door.execute(text("SELECT * FROM door_agencies()"))]


def own_powers(door: Connection) -> RolePowers:
    """The powers of the role of this connection."""
    row = door.execute(
        text(
            "SELECT rolname::text AS name, rolsuper OR rolbypassrls AS steps_over,"
            " (SELECT count(*) FROM pg_class WHERE relowner = r.oid AND relkind IN ('r', 'p'))"
            " AS owned FROM pg_roles r WHERE rolname = current_user"
        )
    ).one()
    return RolePowers(row.name, row.steps_over, row.owned)


def waiting_rows(door: Connection, *, older_than_seconds: float, limit: int) -> Iterator[Waiting]:
    """Rows that have stood still for so long that their message may be lost, oldest first."""
    rows = door.execute(
        text("SELECT * FROM door_waiting(make_interval(secs => :age), :limit)"),
        {"age": older_than_seconds, "limit": limit},
    )
    for row in rows:
        yield Waiting(Job(row.job), row.agency_id, tuple(row.ids), row.attempts)


def due_acts(door: Connection, *, limit: int) -> Iterator[Waiting]:
    """Acts at the networks that are due to be begun, looked for, or taken from a dead worker.

    One message a page, of its first acts, and every page in turn; what may not leave now is left
    out. `begin` asks all of that again: here it only keeps acts from hiding those of others.
    """
    rows = door.execute(
        text("SELECT * FROM door_intents(make_interval(secs => 0), :limit)"), {"limit": limit}
    )
    for row in rows:
        yield Waiting(Job.PUBLISH, row.agency_id, tuple(row.ids), 0)


def waiting_bulk_acts(
    door: Connection, *, older_than_seconds: float, limit: int
) -> Iterator[Waiting]:
    """Acts on many cases that stood still, each by itself."""
    rows = door.execute(
        text("SELECT * FROM door_bulk_acts(make_interval(secs => :age), :limit)"),
        {"age": older_than_seconds, "limit": limit},
    )
    for row in rows:
        yield Waiting(Job.BULK, row.agency_id, tuple(row.ids), row.attempts)


def due_watches(door: Connection, *, limit: int) -> Iterator[Waiting]:
    """Looks at the networks that are due, or whose worker is gone."""
    rows = door.execute(text("SELECT * FROM door_watches(:limit)"), {"limit": limit})
    for row in rows:
        yield Waiting(Job.WATCH, row.agency_id, tuple(row.ids), 0)


@contextmanager
def leadership(door: Connection, key: int) -> Iterator[bool]:
    """Whether this process leads; the database lets go of the lock when its holder dies."""
    mine = bool(door.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}))
    door.commit()
    try:
        yield mine
    finally:
        if mine and not door.invalidated:
            door.rollback()
            door.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})
            door.commit()


def is_led(door: Connection, key: int) -> bool:
    """Whether any process leads, without getting in its way."""
    return bool(
        door.scalar(
            text(
                "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1"
                " AND d.datname = current_database()"
                " AND (l.classid::bigint << 32) | l.objid::bigint = :key)"
            ),
            {"key": key},
        )
    )


def _one(door: Connection, statement: str, value: object) -> int | None:
    found = door.execute(text(statement), {"value": value}).scalar()
    return None if found is None else int(found)
