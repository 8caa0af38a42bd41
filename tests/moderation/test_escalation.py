"""Who is told of a case that nobody answers, when, and that it is told once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from moderation.casework import cases, pauses, reopening
from moderation.database import Session
from moderation.errors import BadInputError, ForbiddenError
from moderation.models import Case, Event, Notification
from moderation.queries import escalation as queries
from moderation.queries.frame import frame_of
from moderation.timing import escalation, office
from moderation.vocabulary import EscalationMoment, EventKind, Label, PauseReason, Role
from tests.factories import House, event
from tests.moderation.test_clock_cases import at
from tests.moderation.test_holding import _on


@pytest.fixture
def late(house: House) -> House:
    """A question of Wednesday 08:00, due at 17:00 the same day."""
    house.take(event("c1", at=at("2026-11-18T08:00")), received_at=at("2026-11-18T08:01"))
    house.triage(lambda _: Label.POLICY_QUESTION)
    return house


def told(house: House, moment: str) -> list[tuple[Role, str]]:
    """Whom a run at this moment tells, and of what."""
    roles = {who.actor_id: role for role, who in house.people.items()}
    with house.database.transaction(house.agency_id) as session:
        before = set(session.scalars(select(Notification.id)))
        escalation.send_notices(house.agency_id, session, now=at(moment))
        fresh = session.scalars(
            select(Notification).where(Notification.id.not_in(before)).order_by(Notification.id)
        )
        return [(roles[each.user_id], each.moment.value) for each in fresh]


def test_each_step_is_told_once_at_its_time(late: House) -> None:
    """75 % of 480 minutes is 15:00; the limit is 17:00; four office hours on it is noon."""
    assert told(late, "2026-11-18T14:59") == []
    assert told(late, "2026-11-18T15:00") == [(Role.TRIAGE, "before")]
    assert told(late, "2026-11-18T15:05") == []
    assert told(late, "2026-11-19T08:00") == [(Role.MANAGER, "breach")]
    assert told(late, "2026-11-19T11:59") == []
    assert told(late, "2026-11-19T13:00") == [(Role.SPOKESPERSON, "after")]
    assert told(late, "2026-11-20T13:00") == []


def test_nobody_is_told_outside_the_calendar(late: House) -> None:
    """Not at midnight, not at lunch, not on a Saturday."""
    for moment in ("2026-11-18T23:59", "2026-11-19T12:30", "2026-11-21T10:00"):
        assert told(late, moment) == []


def test_a_case_that_is_late_already_is_not_called_soon(late: House) -> None:
    """A run that comes late tells the manager, and the owner nothing untrue."""
    assert told(late, "2026-11-19T09:00") == [(Role.MANAGER, "breach")]


def test_the_person_who_holds_the_case_is_its_owner(late: House) -> None:
    """A drafter who took it is told, and nobody else."""
    with late.database.transaction(late.agency_id) as session:
        case = session.scalars(select(Case)).one()
        case.claimed_by = late.who(Role.DRAFTER).actor_id
        case.claimed_until = at("2026-11-18T15:30")
    assert told(late, "2026-11-18T15:00") == [(Role.DRAFTER, "before")]


def test_the_person_on_duty_is_told_at_night(late: House) -> None:
    """A duty from 18:00 to 22:00 opens the page: its breach is told of then, its warning too."""
    late.take(
        event("c2", "Bao giờ có nước lại ạ mọi người", at=at("2026-11-18T17:30")),
        received_at=at("2026-11-18T17:31"),
    )
    late.triage(lambda _: Label.CONTRARY_INFORMATION)
    person = late.who(Role.SPOKESPERSON).actor_id
    assert person is not None
    with _on(late, "2026-11-18T16:00") as (session, _):
        office.add_duty(
            session, late.who(Role.MANAGER), late.page_id, person,
            starts=at("2026-11-18T18:00"), ends=at("2026-11-18T22:00"),
        )  # fmt: skip
    assert (Role.SPOKESPERSON, "before") in told(late, "2026-11-18T18:45")


def test_many_cases_are_one_notification(late: House) -> None:
    """Three cases, one line; of a single case it leads to the case."""
    for number, words in enumerate(("Một hai ba bốn", "Năm sáu bảy tám"), start=2):
        late.take(
            event(f"c{number}", words, at=at("2026-11-18T08:00")),
            received_at=at("2026-11-18T08:01"),
        )
    late.triage(lambda _: Label.POLICY_QUESTION)
    assert told(late, "2026-11-18T15:00") == [(Role.TRIAGE, "before")]
    person = late.who(Role.TRIAGE).actor_id
    assert person is not None
    with late.database.transaction(late.agency_id) as session:
        ((line, _),) = queries.notifications(late.agency_id, session, person, limit=5)
        assert (line.cases_count, line.case_id) == (3, None)
        assert _unread(late, session, person) == 1
        escalation.read_all(session, late.who(Role.TRIAGE), now=at("2026-11-18T16:00"))
        assert _unread(late, session, person) == 0
        notices = session.scalars(select(Event).where(Event.kind == EventKind.NOTICE_SENT)).all()
        assert len(notices) == 3


def test_a_paused_case_warns_nobody(late: House) -> None:
    """Its due time has moved, and while it stands still there is nothing to hurry."""
    with _on(late, "2026-11-18T14:00") as (session, who):
        case = session.scalars(select(Case)).one()
        pauses.pause(session, who, case.id, PauseReason.CITIZEN, until=at("2026-11-20T08:00"))
    assert told(late, "2026-11-19T15:00") == []
    assert told(late, "2026-11-20T09:01") == [(Role.TRIAGE, "before")]


def test_a_reopened_case_is_told_of_anew(late: House) -> None:
    """Answered, opened again, forgotten: the steps begin again."""
    assert told(late, "2026-11-18T15:00") == [(Role.TRIAGE, "before")]
    with _on(late, "2026-11-18T16:00") as (session, who):
        number = session.scalars(select(Case.id)).one()
        cases.answer_recorded(session, who, number)
    assert told(late, "2026-11-19T08:30") == []
    with _on(late, "2026-11-19T08:00") as (session, who):
        reopening.reopen(session, who, number)
    assert told(late, "2026-11-19T15:00") == [(Role.TRIAGE, "before")]


def test_the_steps_are_data(late: House) -> None:
    """Half the limit instead of three quarters; a step switched off; a deputy by name."""
    manager = late.who(Role.MANAGER)
    auditor = late.who(Role.AUDITOR).actor_id
    with late.database.transaction(late.agency_id) as session:
        by_moment = {rule.moment: rule.id for rule in queries.rules(late.agency_id, session)}
        change = escalation.change_rule
        change(session, manager, by_moment[EscalationMoment.BEFORE],
               amount=50, user_id=None, active=True)  # fmt: skip
        change(session, manager, by_moment[EscalationMoment.BREACH],
               amount=0, user_id=None, active=False)  # fmt: skip
        change(session, manager, by_moment[EscalationMoment.AFTER],
               amount=0, user_id=auditor, active=True)  # fmt: skip
        with pytest.raises(BadInputError, match="phần trăm"):
            change(session, manager, by_moment[EscalationMoment.BEFORE],
                   amount=100, user_id=None, active=True)  # fmt: skip
        with pytest.raises(ForbiddenError):
            change(session, late.who(Role.VIEWER), by_moment[EscalationMoment.BEFORE],
                   amount=10, user_id=None, active=True)  # fmt: skip
    assert told(late, "2026-11-18T13:00") == [(Role.TRIAGE, "before")]
    assert told(late, "2026-11-19T08:00") == [(Role.AUDITOR, "after")]


def _unread(house: House, session: Session, person: int) -> int:
    return frame_of(house.agency_id, session, person, approves=None, reviews=None).unread
