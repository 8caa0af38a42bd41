"""Deliveries of one comment each are read together, and a bad one takes no other along."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from commands.embedded import EmbeddedPostgres
from moderation.models import Comment, Delivery
from moderation.queries import intake as queries
from moderation.queries.deliveries import WaitingDelivery, waiting_deliveries
from moderation.vocabulary import WorkState
from platforms import standard
from tests.factories import House, event
from tests.intake.deadlocks import deadlocked
from tests.intake.town import Town
from workers.intake import _portions, read_deliveries

_AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


def _deliver(house: House, name: str, *bodies: bytes) -> list[int]:
    with house.database.transaction(house.agency_id) as session:
        added = [
            queries.add_delivery(
                house.agency_id,
                session,
                house.page_id,
                source="thử",
                external_id=f"{name}-{number}",
                body=body,
            )
            for number, body in enumerate(bodies)
        ]
    return [one for one in added if one is not None]


def _told(name: str, words: str = "Cho hỏi giờ làm việc") -> bytes:
    return standard.dump([event(name, words, at=_AT)])


def _states(house: House) -> dict[int, tuple[WorkState, int, int]]:
    with house.database.transaction(house.agency_id) as session:
        rows = session.execute(
            select(Delivery.id, Delivery.state, Delivery.comments_new, Delivery.comments_known)
        )
        return {row[0]: (row[1], row[2], row[3]) for row in rows}


def test_each_delivery_keeps_its_own_count_and_time(town: Town) -> None:
    """Of two that tell of one comment the first brought it; each comment was heard in its own."""
    house = town.house
    ids = _deliver(house, "gói", _told("c1"), _told("c2"), _told("c1", "Sửa: mấy giờ mở cửa"))
    with house.database.transaction(house.agency_id) as session:
        earlier = session.scalars(select(func.now())).one() - timedelta(days=2)
        session.get_one(Delivery, (house.agency_id, ids[0])).received_at = earlier
    read_deliveries(house.agency_id, ids)
    assert [_states(house)[one] for one in ids] == [
        (WorkState.DONE, 1, 0),
        (WorkState.DONE, 1, 0),
        (WorkState.DONE, 0, 1),
    ]
    with house.database.transaction(house.agency_id) as session:
        found = {c.external_id: c for c in session.scalars(select(Comment))}
    assert found["c1"].received_at == earlier
    assert found["c2"].received_at > earlier
    assert [found[name].delivery_id for name in ("c1", "c2")] == ids[:2]


def test_one_message_reads_what_waits_beside_and_leaves_what_was_tried(town: Town) -> None:
    """What was tried may be what killed its worker: it waits for a message of its own."""
    house = town.house
    asked, beside, tried = _deliver(house, "gói", _told("c1"), _told("c2"), _told("c3"))
    with house.database.transaction(house.agency_id) as session:
        session.get_one(Delivery, (house.agency_id, tried)).attempts = 1
    read_deliveries(house.agency_id, [asked])
    states = _states(house)
    assert states[beside][0] is WorkState.DONE
    assert states[tried][0] is WorkState.RECEIVED
    read_deliveries(house.agency_id, [tried])
    assert _states(house)[tried][0] is WorkState.DONE


def test_what_cannot_be_read_is_set_aside_and_what_fails_is_given_back_alone(
    town: Town, postgres: EmbeddedPostgres
) -> None:
    """One is no JSON; one the database refuses; the two beside them are done."""
    house = town.house
    ids = _deliver(house, "gói", _told("c1"), b"{", _told("not-this"), _told("c4"))
    with _refusing(postgres, "not-this"), pytest.raises(IntegrityError):
        read_deliveries(house.agency_id, ids)
    states = [_states(house)[one][0] for one in ids]
    assert states == [WorkState.DONE, WorkState.DEAD, WorkState.RECEIVED, WorkState.DONE]


def test_what_ends_in_a_deadlock_is_read_one_by_one(town: Town, postgres: EmbeddedPostgres) -> None:
    """Whoever was ended to let another go on gives nothing back for it."""
    house = town.house
    ids = _deliver(house, "gói", _told("c1"), _told("c2"), _told("c3"))
    with deadlocked(postgres, "comments"):
        read_deliveries(house.agency_id, ids)
    assert {_states(house)[one][0] for one in ids} == {WorkState.DONE}


def test_others_come_along_only_as_far_as_their_bytes_allow(town: Town) -> None:
    """Slices of a file wait beside each other by the hundred; the asked one always goes."""
    house = town.house
    asked, *beside = _deliver(house, "gói", *[b"x" * 100] * 4)
    with house.database.transaction(house.agency_id) as session:
        found = waiting_deliveries(house.agency_id, session, [asked], most=9, most_bytes=350)
        alone = waiting_deliveries(house.agency_id, session, [asked], most=9, most_bytes=50)
    assert {one.id for one in found} < {asked, *beside}
    assert len(found) == 3
    assert [one.id for one in alone] == [asked]


def test_what_was_tried_is_a_portion_of_its_own() -> None:
    """It may be what killed its worker, and takes no neighbour along, before it or after."""
    waiting = [WaitingDelivery(n, 10, attempts=n in (3, 4)) for n in range(1, 7)]
    assert list(_portions(waiting)) == [[1, 2], [3], [4], [5, 6]]


@contextmanager
def _refusing(postgres: EmbeddedPostgres, name: str) -> Iterator[None]:
    """A database that takes no comment of this name."""
    address = postgres.admin_url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as admin:
        check = sql.SQL(
            "ALTER TABLE comments ADD CONSTRAINT not_this CHECK (external_id <> {}) NOT VALID"
        )
        admin.execute(check.format(name))
        try:
            yield
        finally:
            admin.execute("ALTER TABLE comments DROP CONSTRAINT not_this")
