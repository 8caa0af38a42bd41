"""Figures by day are what the rows say, whatever is done to the rows and in whatever order."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from moderation.casework import cases, reopening, undoing
from moderation.errors import PhanHoiError
from moderation.models import Case, Comment, Event
from moderation.queries import rollups
from moderation.queries.figure_days import FigureDays
from moderation.reporting.adding_up import add_up_stale, mark_all, prove, runs_of_days
from moderation.reporting.book import day_of, open_book
from moderation.reporting.minutes import unpacked
from moderation.timing import office
from moderation.vocabulary import Actor, DismissReason, EventKind, Label, Role, Tally
from tests.factories import House, event

DAY = timedelta(days=1)
LABELS = list(Label)
DECISIONS = {
    EventKind.RELABELLED, EventKind.DISMISSED, EventKind.ANSWERED, EventKind.SUBMITTED,
    EventKind.ESCALATED,
}  # fmt: skip


def told(house: House) -> Counter[tuple[object, ...]]:
    """What a manager is told day by day, as `counted` has it."""
    made: Counter[tuple[object, ...]] = Counter()
    with house.database.transaction(house.agency_id) as session:
        days = [day for run in runs_of_days(house.agency_id, session) for day in run]
        found = open_book(session, house.who(Role.MANAGER), days[0], days[-1] + DAY)
        for day in days:
            add_day(made, found, day)
        whole = found.cells(days[0], days[-1] + DAY)
        assert sum(found.hours(days[0], days[-1] + DAY).values()) == sum(c.opened for c in whole)
    return +made


def add_day(made: Counter[tuple[object, ...]], found: FigureDays, day: date) -> None:
    """One day of it."""
    for cell in found.cells(day, day + DAY):
        place = (cell.page_id, cell.label, cell.queue_key)
        for what in ("opened", "answered", "closed"):
            made[what, day, *place] += getattr(cell, what)
        for what, run in (
            ("office", cell.office_run),
            ("to_answer", cell.answered_run),
            ("to_closing", cell.set_aside_run),
        ):
            for minutes in unpacked([run]):
                made[what, day, int(minutes)] += 1
    for tally, count in found.tallies(day, day + DAY).items():
        if tally is not Tally.TOPIC:
            made[tally, day] += count


def stored(house: House) -> int:
    """Add up what is stale, as the worker does; how many days."""
    days = 0
    while True:
        with house.database.transaction(house.agency_id) as session:
            done = add_up_stale(house.agency_id, session)
        if not done:
            return days
        days += done


def faults(house: House) -> list[rollups.Unlike]:
    """What the proof finds wrong."""
    with house.database.transaction(house.agency_id) as session:
        return [
            unlike
            for run in runs_of_days(house.agency_id, session)
            for unlike in prove(house.agency_id, session, run).unlike
        ]


def counted(house: House) -> Counter[tuple[object, ...]]:
    """The same figures counted one by one in plain Python from the raw rows."""
    with house.database.transaction(house.agency_id) as session:
        rows = session.query(Case).all()
        comments = session.query(Comment).filter(~Comment.is_own).all()
        events = session.query(Event).order_by(Event.id).all()
    found: Counter[tuple[object, ...]] = Counter()
    for case in rows:
        place = (case.page_id, case.label, case.queue_key)
        found["opened", day_of(case.opened_at), *place] += 1
        if case.first_response_at:
            found["answered", day_of(case.first_response_at), *place] += 1
            found["office", day_of(case.first_response_at), case.response_minutes] += 1
            found["to_answer", day_of(case.opened_at), case.response_minutes] += 1
        elif case.closed_at:
            found["to_closing", day_of(case.opened_at), case.waited_minutes] += 1
        if case.closed_at:
            found["closed", day_of(case.closed_at), *place] += 1
    for comment in comments:
        found[Tally.RECEIVED, day_of(comment.posted_at)] += 1
    return found + counted_acts(events)


def counted_acts(events: list[Event]) -> Counter[tuple[object, ...]]:
    """What people did first, on its day."""
    found: Counter[tuple[object, ...]] = Counter()
    undone = {one.undoes_id for one in events}
    done: set[tuple[Tally, int | None]] = set()
    for one in events:
        if one.actor is not Actor.PERSON or one.id in undone:
            continue
        for tally in tallies_of(one):
            if (tally, one.case_id) in done:
                continue
            done.add((tally, one.case_id))
            found[tally, day_of(one.at)] += 1
            if tally is Tally.JUDGED and one.data["label"] != one.data["before"]["label"]:
                found[Tally.CORRECTED, day_of(one.at)] += 1
    return found


def tallies_of(one: Event) -> set[Tally]:
    """What an event is counted as, if it is the first of its kind on its case."""
    found = set()
    if one.kind in DECISIONS:
        found.add(Tally.DECIDED)
    if one.kind is EventKind.RELABELLED:
        found.add(Tally.JUDGED)
        if one.data["before"]["certainty"] >= 1 and (
            one.data["label"] != one.data["before"]["label"]
        ):
            found.add(Tally.OVERTURNED)
    if one.kind is EventKind.REOPENED:
        found.add(Tally.OVERTURNED)
    return found


@pytest.fixture
def busy(house: House) -> House:
    """Sixty comments of the last three days, some of them copies."""
    now = datetime.now(UTC)
    chance = random.Random(3)  # noqa: S311 - the same each time
    house.take(
        *(
            event(
                f"k{number}",
                f"Cho hỏi thủ tục số {number % 45} làm ở đâu vậy phường",
                at=now - timedelta(minutes=chance.randrange(4000)),
            )
            for number in range(60)
        ),
        received_at=now,
    )
    house.triage(lambda words: LABELS[sum(map(ord, words)) % len(LABELS)])
    return house


def test_whatever_is_done_readers_are_told_what_the_rows_say(busy: House) -> None:
    """People decide, take back, reopen; late copies come; before and after each adding up."""
    chance = random.Random(8)  # noqa: S311 - the same each time
    assert told(busy) == +counted(busy)
    for number in range(6):
        for _ in range(12):
            act(busy, chance)
        late = datetime.now(UTC) - timedelta(days=5 + number)
        busy.take(
            event(f"late-{number}", f"Cho hỏi thủ tục số {number} làm ở đâu vậy phường", at=late)
        )
        busy.triage(lambda _: Label.OTHER)
        assert told(busy) == +counted(busy)
        assert stored(busy) > 0
        assert told(busy) == +counted(busy)
        assert faults(busy) == []


def act(house: House, chance: random.Random) -> None:
    """Something that a person may do to some case; what is refused changes nothing."""
    who = house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        ids = [row.id for row in session.query(Case).order_by(Case.id)]
    case_id = chance.choice(ids)
    label = chance.choice(LABELS)
    acts: list[Callable[..., object]] = [
        lambda session: cases.relabel(session, who, case_id, label),
        lambda session: cases.dismiss(session, who, case_id, DismissReason.NO_ANSWER_NEEDED),
        lambda session: cases.answer_recorded(session, who, case_id),
        lambda session: reopening.reopen(session, who, case_id),
    ]
    do, take_back = chance.choice(acts), chance.random() < 0.3
    try:
        with house.database.transaction(house.agency_id) as session:
            done = do(session)
        if take_back and isinstance(done, Event):
            with house.database.transaction(house.agency_id) as session:
                undoing.undo(session, who, done.id)
    except PhanHoiError:
        return


def test_a_changed_calendar_leaves_the_figures_provable(busy: House) -> None:
    """Times that were taken stay as they were; open cases count on the new calendar at once."""
    with busy.database.transaction(busy.agency_id) as session:
        for row in session.query(Case).limit(20):
            cases.dismiss(session, busy.who(Role.TRIAGE), row.id, DismissReason.NOTED)
    stored(busy)
    before = told(busy)
    with busy.database.transaction(busy.agency_id) as session:
        office.set_day(
            session, busy.who(Role.MANAGER), day_of(datetime.now(UTC)), works=False,
            name="Nghỉ bão", source="công điện",
        )  # fmt: skip

    assert told(busy) == before == +counted(busy)
    assert faults(busy) == []


def test_the_proof_finds_what_somebody_put_in(busy: House) -> None:
    """A wrong number, a line too many and a line too few; making anew mends all."""
    stored(busy)
    with busy.database.transaction(busy.agency_id) as session:
        session.execute(text("UPDATE day_figures SET opened = opened + 1 WHERE opened > 2"))
        session.execute(text("DELETE FROM day_tallies WHERE tally = 'received'"))
    assert {each.stored for each in faults(busy)} == {True, False}

    with busy.database.transaction(busy.agency_id) as session:
        mark_all(busy.agency_id, session)
    assert told(busy) == +counted(busy)
    stored(busy)
    assert faults(busy) == []


def test_rows_that_go_take_their_figures_with_them(busy: House) -> None:
    """Erased comments are not counted on."""
    stored(busy)
    with busy.database.transaction(busy.agency_id) as session:
        session.execute(text("DELETE FROM comment_search"))
        session.execute(text("DELETE FROM predictions"))
        session.execute(text("DELETE FROM comments WHERE external_id LIKE 'k1%'"))

    assert told(busy) == +counted(busy)
    stored(busy)
    assert told(busy) == +counted(busy)


def test_two_who_add_up_at_once_are_one_after_the_other(busy: House) -> None:
    """The second finds nothing to do and waits for nobody."""
    with (
        busy.database.transaction(busy.agency_id) as one,
        busy.database.transaction(busy.agency_id) as other,
    ):
        assert add_up_stale(busy.agency_id, one) > 0
        assert add_up_stale(busy.agency_id, other) == 0
