"""One decision on many cases, and a group divided."""

from __future__ import annotations

import pytest

from moderation.casework import bulk, cases, claims, reopening, splitting, undoing
from moderation.errors import BadInputError, ConflictError, ForbiddenError
from moderation.models import BulkAct, Comment
from moderation.queries import bulk as queries
from moderation.queries import cases as case_queries
from moderation.queries.cases import CaseFilter
from moderation.queries.escalation import notifications
from moderation.queries.history import case_events, newest
from moderation.vocabulary import (
    BulkKind,
    CaseNews,
    CaseStatus,
    DismissReason,
    EventKind,
    Label,
    Role,
    WorkState,
)
from tests.factories import House, event


def wave(house: House, count: int, label: Label = Label.SPAM) -> list[tuple[int, int]]:
    """So many cases that ask for the same; each with the version that a list shows."""
    house.take(*(event(f"{label}{n}", f"vay nhanh số {n} lãi thấp liền tay") for n in range(count)))
    house.triage(lambda _: label)
    with house.database.transaction(house.agency_id) as session:
        found = case_queries.list_cases(
            house.agency_id, session, CaseFilter(label=label), limit=2_000
        )
        return [(one.case.id, one.case.version) for one in found]


def begin(house: House, seen: list[tuple[int, int]], choice: str = "spam") -> BulkAct:
    """Close them all, as the page administrator does."""
    with house.database.transaction(house.agency_id) as session:
        who = house.who(Role.TRIAGE)
        return bulk.begin(session, who, BulkKind.DISMISS, choice, seen)


def work_off(house: House, act: BulkAct) -> BulkAct:
    """What the worker does, batch by batch."""
    is_left = True
    while is_left:
        with house.database.transaction(house.agency_id) as session:
            is_left = bulk.carry_on(session, None, act.id, agency_id=house.agency_id, most=25)
    with house.database.transaction(house.agency_id) as session:
        found = queries.find_act(house.agency_id, session, act.id)
        assert found is not None
        return found


def statuses(house: House, seen: list[tuple[int, int]]) -> list[CaseStatus]:
    """Where the cases stand."""
    with house.database.transaction(house.agency_id) as session:
        found = case_queries.cases_by_id(house.agency_id, session, [one for one, _ in seen])
        return [one.case.status for one in found]


def test_a_few_cases_are_done_at_once_each_with_its_event(house: House) -> None:
    """No worker is waited for; the history of each case says what was done."""
    seen = wave(house, 3)

    act = begin(house, seen)

    assert (act.state, act.done, act.refused) == (WorkState.DONE, 3, 0)
    assert statuses(house, seen) == [CaseStatus.DISMISSED] * 3
    with house.database.transaction(house.agency_id) as session:
        last, _ = case_events(house.agency_id, session, seen[0][0])[-1]
        assert last.kind is EventKind.DISMISSED
        assert last.data["bulk_id"] == act.id


def test_a_wave_is_worked_off_in_batches_and_taken_back_as_one(house: House) -> None:
    """Many wait for a worker; one undo brings every one of them back."""
    seen = wave(house, 60)
    act = begin(house, seen)
    assert (act.state, act.done) == (WorkState.RECEIVED, 0)

    assert work_off(house, act).done == 60
    with house.database.transaction(house.agency_id) as session:
        undo = bulk.take_back(session, house.who(Role.TRIAGE), act.event_id or 0)

    assert work_off(house, undo).done == 60
    assert set(statuses(house, seen)) == {CaseStatus.OPEN}


def test_what_one_case_refuses_keeps_no_other_waiting(house: House) -> None:
    """Held by another, changed since it was seen: told of by name, and tried again when asked."""
    seen = wave(house, 4)
    with house.database.transaction(house.agency_id) as session:
        claims.claim(session, house.who(Role.SPOKESPERSON), seen[0][0])
        cases.relabel(session, house.who(Role.MANAGER), seen[1][0], Label.SPAM)

    act = begin(house, seen)

    assert (act.done, act.refused) == (2, 2)
    with house.database.transaction(house.agency_id) as session:
        why = [one.error for one in queries.refused_items(house.agency_id, session, act.id)]
        claims.release(session, house.who(Role.SPOKESPERSON), seen[0][0])
        again = bulk.retry(session, house.who(Role.TRIAGE), act.id)
        assert "đang xử lý" in str(why[0])
        assert "đã thay đổi" in str(why[1])
        assert (again.done, again.refused) == (4, 0)


def test_taking_back_leaves_alone_what_somebody_changed_since(house: House) -> None:
    """Whose later decision it is keeps it; the rest goes back."""
    seen = wave(house, 3)
    act = begin(house, seen)
    with house.database.transaction(house.agency_id) as session:
        reopening.reopen(session, house.who(Role.MANAGER), seen[0][0])
        undo = bulk.take_back(session, house.who(Role.TRIAGE), act.event_id or 0)
        assert (undo.done, undo.refused) == (2, 1)
        with pytest.raises(ConflictError, match="đã được hoàn tác"):
            bulk.take_back(session, house.who(Role.TRIAGE), act.event_id or 0)


def test_taking_back_stops_what_has_not_had_its_turn(house: House) -> None:
    """Nothing more is closed after the person changed their mind."""
    seen = wave(house, 60)
    act = begin(house, seen)
    with house.database.transaction(house.agency_id) as session:
        bulk.carry_on(session, None, act.id, agency_id=house.agency_id, most=25)
    with house.database.transaction(house.agency_id) as session:
        undo = bulk.take_back(session, house.who(Role.TRIAGE), act.event_id or 0)

    assert work_off(house, act).done == 25
    assert work_off(house, undo).done == 25
    assert set(statuses(house, seen)) == {CaseStatus.OPEN}


def test_criticism_is_not_closed_as_spam_by_the_dozen(house: House) -> None:
    """The rule that protects one case protects each of many."""
    seen = wave(house, 2, Label.FEEDBACK)

    assert begin(house, seen).refused == 2
    assert set(statuses(house, seen)) == {CaseStatus.OPEN}


def test_a_survey_says_what_is_left_out_and_why(house: House) -> None:
    """Before anything is done: held, closed, barred, and the cap."""
    seen = wave(house, 4)
    with house.database.transaction(house.agency_id) as session:
        claims.claim(session, house.who(Role.SPOKESPERSON), seen[0][0])
        cases.dismiss(session, house.who(Role.MANAGER), seen[1][0], DismissReason.SPAM)
        ids = [one for one, _ in seen]

        found = bulk.survey(session, house.who(Role.TRIAGE), ids)

        assert [one.case.id for one in found.included] == ids[2:]
        assert (found.closed, found.held, found.barred) == (1, ("Chị spokesperson",), 0)
        assert bulk.survey(session, house.who(Role.VIEWER), ids).barred == 4
        with pytest.raises(BadInputError, match=r"1\.000"):
            bulk.survey(session, house.who(Role.TRIAGE), list(range(1, 1_002)))
        with pytest.raises(ForbiddenError):
            bulk.begin(session, house.who(Role.VIEWER), BulkKind.DISMISS, "spam", seen)


def test_who_comes_later_is_not_in_the_choice(house: House) -> None:
    """All that match are all that were there when the list was shown."""
    seen = wave(house, 2)
    with house.database.transaction(house.agency_id) as session:
        upto = newest(house.agency_id, session)[1]
    wave(house, 5)

    with house.database.transaction(house.agency_id) as session:
        wanted = CaseFilter(label=Label.SPAM)
        ids = queries.matching_ids(house.agency_id, session, wanted, upto=upto, limit=100)

    assert sorted(ids) == sorted(one for one, _ in seen)


def _group(house: House) -> tuple[int, list[int]]:
    """Three comments that the machine took for one, and their case."""
    house.take(*(event(f"g{n}", "Làm căn cước cho con ở đâu ạ") for n in range(3)))
    house.triage()
    with house.database.transaction(house.agency_id) as session:
        [found] = case_queries.list_cases(house.agency_id, session, CaseFilter())
        comments = case_queries.case_comments(house.agency_id, session, found.case.id)
        return found.case.id, [one.id for one in comments]


def _comments_of(house: House, case_id: int) -> list[int]:
    with house.database.transaction(house.agency_id) as session:
        found: list[Comment] = case_queries.case_comments(house.agency_id, session, case_id)
        return [one.id for one in found]


def test_a_comment_is_split_from_its_group_and_joined_again(house: House) -> None:
    """Its own case, placed and on its own clock; taking it back restores the group."""
    case_id, comments = _group(house)
    who = house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        told = splitting.split(session, who, case_id, comments[:1])
        fresh = told.data["into"]
    assert _comments_of(house, fresh) == comments[:1]
    assert _comments_of(house, case_id) == comments[1:]

    with house.database.transaction(house.agency_id) as session:
        found = case_queries.find_case(house.agency_id, session, case_id)
        assert found is not None
        assert (found.case.comments_count, found.case.lead_comment_id) == (2, comments[1])
        undoing.undo(session, who, told.id)

    assert _comments_of(house, case_id) == comments
    with house.database.transaction(house.agency_id) as session:
        emptied = case_queries.find_case(house.agency_id, session, fresh)
        assert emptied is not None
        assert emptied.case.dismiss_reason is DismissReason.MERGED


def test_a_split_that_was_worked_on_stays(house: House) -> None:
    """Somebody else's work is not undone by it; and a group is never emptied."""
    case_id, comments = _group(house)
    who = house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        with pytest.raises(BadInputError, match="ít nhất một"):
            splitting.split(session, who, case_id, comments)
        told = splitting.split(session, who, case_id, comments[:1])
        cases.relabel(session, house.who(Role.MANAGER), told.data["into"], Label.FEEDBACK)
        with pytest.raises(ConflictError, match="đã có người làm"):
            undoing.undo(session, who, told.id)


def test_many_passed_up_at_once_are_one_notice(house: House) -> None:
    """The managers are told once how many; trying the refused ones again tells of those alone."""
    seen = wave(house, 3)
    lan, late = house.who(Role.TRIAGE), (seen[2][0], seen[2][1] + 7)
    with house.database.transaction(house.agency_id) as session:
        act = bulk.begin(session, lan, BulkKind.ESCALATE, "manager", [*seen[:2], late])
    work_off(house, act)
    first = told(house)
    with house.database.transaction(house.agency_id) as session:
        bulk.retry(session, lan, act.id)
    work_off(house, act)

    assert first == [(CaseNews.ESCALATED, 2)]
    assert told(house) == [(CaseNews.ESCALATED, 1), *first]


def told(house: House) -> list[tuple[CaseNews | None, int]]:
    """What the manager was told, the latest first."""
    manager = house.who(Role.MANAGER).actor_id or 0
    with house.database.transaction(house.agency_id) as session:
        rows = notifications(house.agency_id, session, manager, limit=9)
        return [(one.news, one.cases_count) for one, _ in rows]
