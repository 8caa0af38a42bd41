"""Two who write in one place at once, and days that no office has to do with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from api import errors
from moderation.database import is_collision
from moderation.models import CalendarDay, Clock
from moderation.vocabulary import ClockConfidence, ClockUnit, Role
from tests.api.seats import Seat
from tests.factories import NOW, House

TakeSeat = Callable[..., Seat]


def collided(house: House, *rows: object) -> bool:
    """Whether what the database says to these rows is a collision."""
    with house.database.transaction(house.agency_id) as session:
        session.add_all(rows)
        with pytest.raises(IntegrityError) as refused:
            session.flush()
        session.rollback()
    return is_collision(refused.value)


def test_a_row_that_is_there_already_is_a_collision_and_nonsense_is_not(house: House) -> None:
    """The first is for a person to look at again, the second for us."""
    day = {"agency_id": house.agency_id, "day": NOW.date(), "works": True, "name": "Làm bù"}
    clock = {
        "agency_id": house.agency_id, "key": "thu", "name": "Thử", "amount": 0,
        "unit": ClockUnit.CLOCK_HOURS, "confidence": ClockConfidence.OWN,
    }  # fmt: skip
    assert collided(house, CalendarDay(**day), CalendarDay(**day))
    assert not collided(house, Clock(**clock))


class DeadlockError(Exception):
    """What the driver says where PostgreSQL ended one of two who waited for each other."""

    sqlstate = "40P01"


@pytest.mark.parametrize(
    "error", [StaleDataError(), OperationalError("UPDATE", None, DeadlockError())]
)
def test_who_was_second_is_told_that_nothing_changed(error: Exception) -> None:
    """In words and as a conflict, not as a fault of the system."""
    app = FastAPI()
    errors.install(app)

    @app.get("/api/v1/collide")
    def collide() -> None:
        raise error

    answer = TestClient(app).get("/api/v1/collide")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "Chưa có gì thay đổi" in answer.json()["title"]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/duties/consultations", {"name": "Quy hoạch", "tag": "#GopY", "to": "9999-12-31"}),
        ("/calendar/duties", {"starts": "0001-01-01T00:00", "ends": "0001-01-01T08:00"}),
        ("/incidents", {"summary": "Mất trang", "kind": "lost", "detected_at": "0001-01-01T00:00"}),
    ],
)
def test_a_day_at_the_edge_of_the_calendar_is_not_kept(
    house: House, seat: TakeSeat, path: str, fields: dict[str, str]
) -> None:
    """A slip of the hand in the year would break every page that counts from it."""
    desk = seat(house, Role.MANAGER)
    page_id, person = str(house.page_id), str(house.who(Role.TRIAGE).actor_id)
    chosen = {"page": page_id, "page_id": page_id, "person": person}
    refused = desk.post(path, {**chosen, **fields})

    assert refused.status_code == 422
    assert "không đúng dạng" in refused.text
