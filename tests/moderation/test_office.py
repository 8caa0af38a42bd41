"""The office calendar, duties and limits change, and every open due time follows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

import pytest
import time_machine
from sqlalchemy import select

from moderation.database import Session
from moderation.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from moderation.models import CalendarShift, Case, Clock, Event
from moderation.policy import Who
from moderation.queries import agencies, timing
from moderation.timing import office
from moderation.timing.clock import agency_calendar
from moderation.timing.office import ClockChange, ShiftRow
from moderation.timing.recount import rehearse
from moderation.vocabulary import ClockConfidence, ClockUnit, EventKind, Label, Role
from tests.factories import House, event
from tests.moderation.test_clock_cases import at

STORM = {"works": False, "name": "Nghỉ tránh bão", "source": "Công điện 01/CĐ-UBND"}


@pytest.fixture
def waiting(house: House) -> House:
    """A question of Wednesday 18 November 2026, 16:00; its 480 minutes end on Thursday at 16:00."""
    house.take(event("c1", at=at("2026-11-18T16:00")), received_at=at("2026-11-18T16:01"))
    house.triage(lambda _: Label.POLICY_QUESTION)
    assert due(house) == at("2026-11-19T16:00")
    return house


def due(house: House) -> datetime:
    """When the only case is due."""
    with house.database.transaction(house.agency_id) as session:
        return session.scalars(select(Case.due_at)).one()


@contextmanager
def manager(house: House, moment: str = "2026-11-18T16:30") -> Iterator[tuple[Session, Who]]:
    """A transaction of the manager at a moment."""
    with (
        time_machine.travel(at(moment), tick=False),
        house.database.transaction(house.agency_id) as session,
    ):
        yield session, house.who(Role.MANAGER)


def test_a_storm_day_moves_what_was_due_on_it(waiting: House) -> None:
    """Thursday off: due on Friday, one case moved, and an event that says so."""
    with manager(waiting) as (session, who):
        moved = office.set_day(session, who, date(2026, 11, 19), **STORM)

    assert (moved.open_cases, moved.moved, moved.late) == (1, 1, 0)
    assert (moved.examples[0].before, moved.examples[0].after) == (
        at("2026-11-19T16:00"),
        at("2026-11-20T16:00"),
    )
    assert due(waiting) == at("2026-11-20T16:00")
    with manager(waiting) as (session, _):
        last = session.scalars(select(Event).order_by(Event.id.desc())).first()
        assert last is not None
        assert last.kind is EventKind.SETTING_CHANGED
        assert (last.data["setting"], last.data["moved"]) == ("calendar", 1)


def test_a_rehearsal_shows_the_same_and_keeps_nothing(waiting: House) -> None:
    """The preview is the act itself, taken back."""
    with manager(waiting) as (session, who):
        events = session.scalars(select(Event.id)).all()
        shown = rehearse(session, lambda: office.set_day(session, who, date(2026, 11, 19), **STORM))
        assert shown.moved == 1
        assert session.scalars(select(Event.id)).all() == events
        assert date(2026, 11, 19) not in agency_calendar(who.agency_id, session).days
    assert due(waiting) == at("2026-11-19T16:00")


def test_a_day_taken_back_brings_the_due_time_back(waiting: House) -> None:
    """And a day that is not there can't be taken back."""
    with manager(waiting) as (session, who):
        office.set_day(session, who, date(2026, 11, 19), **STORM)
        office.remove_day(session, who, date(2026, 11, 19))
        with pytest.raises(NotFoundError):
            office.remove_day(session, who, date(2026, 11, 19))
    assert due(waiting) == at("2026-11-19T16:00")


def test_a_change_says_how_many_it_makes_late(waiting: House) -> None:
    """Longer hours make the limit run out sooner: at 16:30 it is late already."""
    with manager(waiting, "2026-11-19T08:30") as (session, who):
        moved = office.set_shifts(session, who, [ShiftRow(tuple(range(5)), time(0), time(23, 59))])
    assert (moved.moved, moved.late, moved.saved) == (1, 1, 0)
    assert due(waiting) == at("2026-11-19T00:01")


def test_shifts_are_replaced_season_by_season(waiting: House) -> None:
    """A winter and a summer, both kept; a shift without days or backwards is refused."""
    with manager(waiting) as (session, who):
        office.set_shifts(
            session,
            who,
            [
                ShiftRow((0, 1, 2, 3, 4), time(8), time(12), None, date(2027, 4, 14)),
                ShiftRow((0, 1, 2, 3, 4), time(7), time(11), date(2027, 4, 15), None),
                ShiftRow((0, 1, 2, 3, 4), time(13), time(17)),
            ],
        )
        assert len(session.scalars(select(CalendarShift)).all()) == 15
        calendar = agency_calendar(who.agency_id, session)
        assert calendar.is_open(at("2027-04-15T07:30"))
        for row in (
            ShiftRow((), time(8), time(12)),
            ShiftRow((7,), time(8), time(12)),
            ShiftRow((1,), time(12), time(8)),
            ShiftRow((1,), time(8), time(12), date(2027, 2, 1), date(2027, 1, 1)),
        ):
            with pytest.raises(BadInputError):
                office.set_shifts(session, who, [row])
    assert due(waiting) == at("2026-11-19T16:00")


def test_a_night_duty_makes_the_pages_clock_run_at_night(waiting: House) -> None:
    """From 18:00 to 22:00 somebody is there: four hours earlier; other calendars are as before."""
    person = waiting.who(Role.TRIAGE).actor_id
    assert person is not None
    with manager(waiting) as (session, who):
        office.add_duty(
            session, who, waiting.page_id, person,
            starts=at("2026-11-18T18:00"), ends=at("2026-11-18T22:00"),
        )  # fmt: skip
        assert not agency_calendar(who.agency_id, session).is_open(at("2026-11-18T19:00"))
    assert due(waiting) == at("2026-11-19T11:00")

    with manager(waiting) as (session, who):
        (duty,) = timing.duties(who.agency_id, session)
        with pytest.raises(ConflictError, match="đã bắt đầu"):
            office.remove_duty(session, who, duty.id, now=at("2026-11-18T19:00"))
        office.remove_duty(session, who, duty.id, now=at("2026-11-18T16:30"))
        with pytest.raises(BadInputError, match="24 giờ"):
            office.add_duty(
                session, who, waiting.page_id, person,
                starts=at("2026-11-18T18:00"), ends=at("2026-11-20T22:00"),
            )  # fmt: skip
    assert due(waiting) == at("2026-11-19T16:00")


def change(amount: int, from_day: date | None = None) -> ClockChange:
    """The limit of questions as it could be."""
    return ClockChange(
        "Trả lời câu hỏi", amount, ClockUnit.OFFICE_MINUTES, "Quyết định 12/QĐ-UBND",
        ClockConfidence.OWN, from_day,
    )  # fmt: skip


def test_a_limit_changed_from_a_day_on_leaves_what_was_written_before(waiting: House) -> None:
    """From Thursday 240 minutes: Wednesday's question keeps 480, Thursday's gets 240."""
    with manager(waiting) as (session, who):
        moved = office.change_clock(
            session, who, "policy_question", change(240, date(2026, 11, 19))
        )
        assert moved.moved == 0
    waiting.take(
        event("c2", "Khi nào mở lại chợ ạ", at=at("2026-11-19T08:00")),
        received_at=at("2026-11-19T08:01"),
    )
    waiting.triage(lambda _: Label.POLICY_QUESTION)
    with manager(waiting) as (session, _):
        assert set(session.scalars(select(Case.due_at))) == {
            at("2026-11-19T16:00"),
            at("2026-11-19T12:00"),
        }
        versions = [c for c in agencies.clock_versions(waiting.agency_id, session)
                    if c.key == "policy_question"]  # fmt: skip
        assert [(c.amount, c.valid_from, c.valid_to) for c in versions] == [
            (480, None, date(2026, 11, 18)),
            (240, date(2026, 11, 19), None),
        ]


def test_a_limit_corrected_in_place_moves_its_cases(waiting: House) -> None:
    """From 480 to 60 minutes: due on the day itself."""
    with manager(waiting) as (session, who):
        assert office.change_clock(session, who, "policy_question", change(60)).moved == 1
    assert due(waiting) == at("2026-11-18T17:00")


def test_only_those_who_may_change_the_office(waiting: House) -> None:
    """A viewer and a drafter may not; a day needs a source."""
    with manager(waiting) as (session, who):
        for role in (Role.VIEWER, Role.DRAFTER, Role.TRIAGE):
            with pytest.raises(ForbiddenError):
                office.set_day(session, waiting.who(role), date(2026, 11, 19), **STORM)
        with pytest.raises(BadInputError, match="căn cứ"):
            office.set_day(session, who, date(2026, 11, 19), works=False, name="Bão", source=" ")


def test_a_new_agency_has_the_clocks_of_the_law(house: House) -> None:
    """With citation and confidence; nothing that was not read calls itself confirmed."""
    with manager(house) as (session, _who):
        clocks = {clock.key: clock for clock in session.scalars(select(Clock))}
        assert {"first_look", "first_reply", "final_answer", "transfer", "incident_notice"} <= set(
            clocks
        )
        assert all(clock.citation for clock in clocks.values())
        wanted = {
            "personal_data_receipt": (2, ClockUnit.WORKING_DAYS),
            "personal_data": (15, ClockUnit.CALENDAR_DAYS),
            "personal_data_third_party": (20, ClockUnit.CALENDAR_DAYS),
            "information": (3, ClockUnit.WORKING_DAYS),
            "information_complex": (15, ClockUnit.WORKING_DAYS),
            "data_breach": (72, ClockUnit.CLOCK_HOURS),
        }
        assert {key: (clocks[key].amount, clocks[key].unit) for key in wanted} == wanted
        assert clocks["data_breach"].confidence is ClockConfidence.KNOWN
        assert clocks["transfer"].confidence is ClockConfidence.UNCONFIRMED
