"""Which acts the sweeper rings for: no page's acts keep those of another from leaving."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from moderation.casework import cases
from moderation.duties import incidents
from moderation.duties.incidents import IncidentChange
from moderation.jobs import BATCH
from moderation.models import Connection, PublishIntent
from moderation.queries.connections import connection_for_update
from moderation.queries.doors import due_acts
from moderation.replies import connections
from moderation.replies.connections import Credentials
from moderation.vocabulary import IncidentKind, IntentState, Role
from tests.factories import House, event
from tests.moderation.test_publishing import KEYS, approved, begin, states

MANY, LOOK = 300, 99
"""More acts of one page than a message holds, and than the look takes in."""

Switch = Callable[[House, Session], object]


@pytest.fixture(autouse=True)
def _nothing_is_left(house: House, neighbour: House) -> Iterator[None]:
    """Other tests look through the same door."""
    yield
    for each in (house, neighbour):
        with each.database.transaction(each.agency_id) as session:
            session.execute(text("UPDATE publish_intents SET state = 'cancelled'"))


def with_many(house: House) -> list[PublishIntent]:
    """A reply to so many near copies, all of them due since yesterday."""
    house.take(*(event(f"c{number}", author=f"dan-{number}") for number in range(MANY)))
    return due_since_yesterday(house, approved(house, copies=0))


def due_since_yesterday(house: House, intents: list[PublishIntent]) -> list[PublishIntent]:
    """As if a day had passed."""
    with house.database.transaction(house.agency_id) as session:
        session.execute(text("UPDATE publish_intents SET not_before = now() - interval '1 day'"))
    return intents


def with_one(house: House) -> list[PublishIntent]:
    """A reply that came due just now."""
    intents = approved(house)
    with house.database.transaction(house.agency_id) as session:
        session.execute(text("UPDATE publish_intents SET not_before = now() - interval '1 second'"))
    return intents


def messages(house: House, limit: int = LOOK) -> list[list[int]]:
    """The acts of an agency that are rung for, by message."""
    with house.database.doorway() as door:
        found = list(due_acts(door, limit=limit))
    return [list(one.ids) for one in found if one.agency_id == house.agency_id]


def rung_for(house: House, limit: int = LOOK) -> list[int]:
    """The same in one list."""
    return sorted(act for message in messages(house, limit) for act in message)


def turn(house: House, switch: Switch) -> None:
    """Somebody, or the network, turns a switch."""
    with house.database.transaction(house.agency_id) as session:
        switch(house, session)


def pause(house: House, session: Session) -> None:
    """A person stops the page."""
    connections.pause(session, house.who(Role.SPOKESPERSON), house.page_id)


def resume(house: House, session: Session) -> None:
    """And lets it go on."""
    connections.resume(session, house.who(Role.SPOKESPERSON), house.page_id)


def pause_all(house: House, session: Session) -> None:
    """A person stops the agency."""
    connections.pause_all(session, house.who(Role.SPOKESPERSON))


def resume_all(house: House, session: Session) -> None:
    """And lets it go on."""
    connections.resume_all(session, house.who(Role.SPOKESPERSON))


def key_ends(house: House, session: Session) -> None:
    """The network wants a person."""
    connections.rest(connection(house, session), "token", until=None)


def another_key(house: House, session: Session) -> None:
    """A person gives one."""
    admin, key = house.who(Role.ADMINISTRATOR), Credentials("khoa-moi")
    connections.connect(session, admin, house.page_id, KEYS, key, can_reply=True)


def asked_for_patience(house: House, session: Session) -> None:
    """The network wants an hour."""
    until = datetime.now(UTC) + timedelta(hours=1)
    connections.rest(connection(house, session), "limit", until=until)


def hour_is_over(house: House, session: Session) -> None:
    """Which nobody has to tell of."""
    connection(house, session).paused_until = datetime.now(UTC) - timedelta(seconds=1)


def lost(house: House, session: Session) -> None:
    """The page is in other hands, whatever key it is given."""
    at = datetime.now(UTC) - timedelta(hours=1)
    change = IncidentChange(house.page_id, IncidentKind.LOST, "Mật khẩu bị đổi", at)
    incidents.open_incident(session, house.who(Role.TRIAGE), change)
    another_key(house, session)


def found_again(house: House, session: Session) -> None:
    """The incident ends."""
    (incident_id,) = session.scalars(text("SELECT id FROM incidents"))
    incidents.close(session, house.who(Role.TRIAGE), incident_id, "Đã lấy lại quyền quản trị")


def connection(house: House, session: Session) -> Connection:
    """How the page is connected."""
    found = connection_for_update(house.agency_id, session, house.page_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("stop", "go_on"),
    [
        (pause, resume),
        (pause_all, resume_all),
        (key_ends, resume),
        (key_ends, another_key),
        (asked_for_patience, hour_is_over),
        (lost, found_again),
    ],
)
def test_what_a_stopped_page_holds_back_hides_no_act_of_another(
    house: House, neighbour: House, stop: Switch, go_on: Switch
) -> None:
    """It is not rung for at all, and again in the very next look once the page may call."""
    held, other = with_many(house), with_one(neighbour)
    turn(house, stop)
    while_stopped = rung_for(house)
    begun = begin(house, held, later=timedelta(minutes=9))
    others = rung_for(neighbour)
    turn(house, go_on)

    assert (while_stopped, begun) == ([], [])
    assert others == [act.id for act in other]
    assert rung_for(house)


def test_a_page_with_much_to_say_hides_no_act_of_another(house: House, neighbour: House) -> None:
    """Every page gets its turn in each look, and no message is longer than any other job's."""
    acts, other = with_many(house), with_one(neighbour)
    (message,) = messages(house, limit=9999)

    assert rung_for(neighbour) == [act.id for act in other]
    assert message == [act.id for act in acts[:BATCH]]
    assert rung_for(house)


@pytest.mark.parametrize("state", [IntentState.SENDING, IntentState.UNKNOWN])
def test_what_may_have_left_is_looked_at_whatever_stops_the_page(
    house: House, state: IntentState
) -> None:
    """Nor does it wait behind what has not left, on a page that may call."""
    *waiting, last = with_many(house)
    with house.database.transaction(house.agency_id) as session:
        act = session.get_one(PublishIntent, (house.agency_id, last.id))
        act.state, act.lease_until = state, datetime.now(UTC) - timedelta(minutes=1)
    free = messages(house, limit=9999)
    turn(house, pause)
    turn(house, pause_all)

    assert sorted(free) == [[act.id for act in waiting[:BATCH]], [last.id]]
    assert rung_for(house) == [last.id]


def case_closed(house: House, session: Session) -> None:
    """Somebody answered on the network itself."""
    case_id = session.scalars(text("SELECT id FROM cases")).one()
    cases.answer_recorded(session, house.who(Role.TRIAGE), case_id)


def comment_gone(_: House, session: Session) -> None:
    """The citizen took it away."""
    session.execute(text("UPDATE comments SET deleted_at = now()"))


def approval_fell(_: House, session: Session) -> None:
    """The same answer was refused below another comment."""
    session.execute(text("UPDATE approvals SET state = 'void'"))


@pytest.mark.parametrize("fall", [case_closed, comment_gone, approval_fell])
def test_what_is_not_wanted_any_more_is_cancelled_though_the_page_is_stopped(
    house: House, fall: Switch
) -> None:
    """Or it would leave after all, were the case opened again before the page goes on."""
    acts = due_since_yesterday(house, approved(house))
    turn(house, pause)
    turn(house, fall)
    seen = rung_for(house)
    begin(house, acts, later=timedelta(minutes=9))

    assert seen == [act.id for act in acts]
    assert states(house) == [IntentState.CANCELLED]


def test_what_corrects_the_answer_of_a_closed_case_waits_with_its_page(house: House) -> None:
    """It is wanted still, so a stopped page holds it back like any other."""
    acts = due_since_yesterday(house, approved(house))
    with house.database.transaction(house.agency_id) as session:
        session.execute(text("UPDATE publish_intents SET kind = 'delete'"))
    turn(house, case_closed)
    turn(house, comment_gone)
    free = rung_for(house)
    turn(house, pause)

    assert (free, rung_for(house)) == ([act.id for act in acts], [])
