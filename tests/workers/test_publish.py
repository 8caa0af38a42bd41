"""One act at a time through the worker's own hands, against an emulated network that misbehaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from moderation.queries import cases as case_queries
from moderation.replies import connections, publishing, reconciling
from moderation.replies.publishing import Told
from moderation.vocabulary import CaseStatus, ConnectionState, IntentState, PublishOutcome, Role
from tests.factories import event
from tests.workers.conftest import NAME, REPLY, Desk
from workers import networks
from workers.publish import check_connections


def renew(desk: Desk) -> None:
    """The page's key is renewed, as the look at the keys does for those that run out."""
    house, keys = desk.house, networks.keyring()
    with house.database.transaction(house.agency_id) as session:
        spent = connections.credentials_of(desk.connection(), keys)
        now = datetime.now(UTC)
        ends = now + timedelta(days=1)
        connections.renew(
            house.agency_id, session, desk.page.id, keys,
            spent=spent, fresh=spent, expires_at=ends, now=now,
        )  # fmt: skip


def a_call_in_flight(desk: Desk) -> None:
    """Begun before the pause, it comes back after it: the key has ended."""
    house, [act] = desk.house, desk.acts()
    desk.pass_time("1 minute")
    with house.database.transaction(house.agency_id) as session:
        now = datetime.now(UTC)
        [order] = publishing.begin(house.agency_id, session, [act.id], now=now)
    desk.act_as(Role.SPOKESPERSON, connections.pause)
    told = Told(PublishOutcome.REFUSED, code="token", may_retry=True, needs_person=True)
    with house.database.transaction(house.agency_id) as session:
        publishing.finish(house.agency_id, session, order, told, now=now)


def a_trial_of_the_key(desk: Desk) -> None:
    """Somebody asks whether the key of a page that is paused still works; it does not."""
    desk.act_as(Role.SPOKESPERSON, connections.pause)
    desk.emulator.do("set_page", network="facebook", page_id=NAME, expired=True)
    check_connections(desk.house.agency_id, [desk.connection().id])
    desk.emulator.do("set_page", network="facebook", page_id=NAME, expired=False)


def test_an_approved_reply_appears_once(desk: Desk) -> None:
    """And the case is answered."""
    comment = desk.ask()
    desk.approve()
    desk.work()
    desk.work()

    assert desk.accepted() == [comment]
    assert desk.states() == [IntentState.PUBLISHED]
    assert desk.acts()[0].remote_id


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_wrong_clock_shortens_nobodys_time_to_take_a_reply_back(desk: Desk, hours: int) -> None:
    """R10: of the machine that approves, or of the one that sends, an hour behind or ahead."""
    there = datetime.now(UTC) + timedelta(hours=hours)
    with time_machine.travel(there, tick=True):
        desk.ask()
        desk.approve()
        desk.work(after="50 seconds")
        too_early = desk.accepted()
        desk.work(after="15 seconds")

    assert too_early == []
    assert desk.states() == [IntentState.PUBLISHED]


@pytest.mark.parametrize("fault", ["accept_then_500", "accept_then_drop", "accept_then_cut"])
def test_what_was_taken_without_a_word_is_found_and_not_sent_again(desk: Desk, fault: str) -> None:
    """The page's own listing says that it stands there."""
    comment = desk.ask()
    desk.approve()
    desk.emulator.do("set_faults", queue=[fault])
    desk.work()
    in_between = desk.states()
    desk.work()

    assert in_between == [IntentState.UNKNOWN]
    assert desk.states() == [IntentState.PUBLISHED]
    assert desk.accepted() == [comment]


@pytest.mark.parametrize("fault", ["server_error", "drop"])
def test_what_was_perhaps_taken_and_is_never_seen_goes_to_a_person(desk: Desk, fault: str) -> None:
    """After a quarter of an hour; it is sent again by nobody but people."""
    desk.ask()
    desk.approve()
    desk.emulator.do("set_faults", queue=[fault])
    desk.work()
    for _ in range(2):
        desk.work(after="4 minutes")
    waiting = desk.states()
    for _ in range(4):
        desk.work(after="16 minutes")

    assert waiting == [IntentState.UNKNOWN]
    assert desk.states() == [IntentState.NOT_PUBLISHED]
    assert desk.accepted() == []


def test_while_the_network_can_not_be_read_nothing_is_concluded(desk: Desk) -> None:
    """Silence proves nothing; the act stays unknown however long it takes."""
    desk.ask()
    desk.approve()
    desk.emulator.do("set_faults", queue=["accept_then_drop"], read={"server_error": 1.0})
    for _ in range(5):
        desk.work(after="20 minutes")
    in_between = desk.states()
    desk.emulator.do("set_faults")
    desk.work(after="20 minutes")

    assert in_between == [IntentState.UNKNOWN]
    assert desk.states() == [IntentState.PUBLISHED]


def test_words_that_stood_there_before_are_not_taken_for_the_reply(desk: Desk) -> None:
    """A colleague gave the same answer by hand; the citizen who asks again has none yet."""
    comment = desk.ask()
    by_hand = {"author_id": NAME, "parent_id": comment, "post_id": desk.post}
    desk.emulator.do(
        "add_comment", network="facebook", page_id=NAME, text=REPLY, age_seconds=600, **by_hand
    )
    desk.approve()
    desk.emulator.do("set_faults", queue=["server_error"])
    desk.work()
    desk.work()
    waiting = desk.states()
    desk.work(after="16 minutes")

    assert waiting == [IntentState.UNKNOWN]
    assert desk.states() == [IntentState.NOT_PUBLISHED]


def test_old_words_that_are_told_late_do_not_settle_what_is_unknown(desk: Desk) -> None:
    """Nor does what the network tells of them later; the reply itself does, once it is seen."""
    words = "Thứ bảy này phường có làm căn cước không vậy ạ"
    comment, _ = desk.ask(words), desk.ask(words)
    desk.approve()
    desk.emulator.do("set_faults", queue=["accept_then_drop"])
    desk.work(after="62 seconds")
    now = datetime.now(UTC)
    told = {"author": NAME, "parent": comment}
    desk.hear(event("by-hand", REPLY, at=now - timedelta(minutes=10), **told))
    late = desk.states()
    desk.hear(event("ours", REPLY, at=now - timedelta(minutes=1), **told))

    assert late[0] is IntentState.UNKNOWN
    assert desk.states()[0] is IntentState.PUBLISHED
    assert desk.acts()[0].remote_id == "ours"


def test_a_thread_that_was_not_read_to_its_end_proves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reply may stand on what was not read: nobody is asked to give it a second time."""
    monkeypatch.setattr("platforms.facebook.page._COMMENTS", 1)
    monkeypatch.setattr("workers.publish._MOST_LISTINGS", 1)
    comment = desk.ask()
    desk.approve()
    desk.emulator.do("set_faults", queue=["accept_then_drop"])
    desk.work()
    desk.ask("Em cũng hỏi câu này phường ơi", below=comment)
    for _ in range(3):
        desk.work(after="20 minutes")
    cut_off = desk.states()
    monkeypatch.setattr("workers.publish._MOST_LISTINGS", 10)
    desk.work(after="20 minutes")

    assert cut_off == [IntentState.UNKNOWN]
    assert desk.states() == [IntentState.PUBLISHED]
    assert desk.accepted() == [comment]


def test_asked_for_patience_the_page_rests_and_goes_on_by_itself(desk: Desk) -> None:
    """No other reply of the page is tried meanwhile."""
    first, second = desk.ask(), desk.ask("Chủ nhật có làm không vậy phường")
    desk.approve()
    desk.emulator.do("set_faults", queue=["rate_limited"])
    desk.work()
    resting = desk.connection()
    desk.work(after="5 seconds")
    too_early = desk.accepted()
    desk.work(after="1 hour")
    desk.work(after="1 hour")

    assert resting.state is ConnectionState.PAUSED
    assert resting.paused_until is not None
    assert too_early == []
    assert sorted(desk.accepted()) == sorted([first, second])


def test_a_key_that_ended_stops_the_page_until_a_person_mends_it(desk: Desk) -> None:
    """The replies wait in their order and leave with the new key."""
    comment = desk.ask()
    desk.approve()
    desk.emulator.do("set_page", network="facebook", page_id=NAME, expired=True)
    desk.work()
    desk.work(after="2 days")
    stopped = desk.connection()
    desk.emulator.do("set_page", network="facebook", page_id=NAME, expired=False)
    desk.act_as(Role.ADMINISTRATOR, connections.resume)
    desk.work(after="1 hour")

    assert (stopped.state, stopped.paused_until) == (ConnectionState.PAUSED, None)
    assert stopped.last_error_code == "token"
    assert desk.accepted() == [comment]


@pytest.mark.parametrize("ends", [a_call_in_flight, a_trial_of_the_key])
def test_what_a_person_stopped_no_renewed_key_sets_going(
    desk: Desk, ends: Callable[[Desk], None]
) -> None:
    """Whatever came back of the key meanwhile, only a person lifts a person's pause."""
    comment = desk.ask()
    desk.approve()
    ends(desk)
    troubled = desk.connection()
    renew(desk)
    desk.work(after="2 hours")
    stopped = desk.connection(), desk.accepted()
    desk.act_as(Role.SPOKESPERSON, connections.resume)
    desk.work(after="2 hours")

    assert (troubled.last_error_code, troubled.last_error_at is not None) == (None, True)
    assert (stopped[0].state, stopped[0].last_error_at) == (ConnectionState.PAUSED, None)
    assert stopped[1] == []
    assert desk.accepted() == [comment]


def test_a_renewed_key_sets_going_what_the_old_one_had_stopped(desk: Desk) -> None:
    """Nobody had asked for that pause but the network."""
    comment = desk.ask()
    desk.approve()
    desk.emulator.do("set_page", network="facebook", page_id=NAME, expired=True)
    desk.work()
    stopped = desk.connection().state
    desk.emulator.do("set_page", network="facebook", page_id=NAME, expired=False)
    renew(desk)
    desk.work(after="2 hours")

    assert stopped is ConnectionState.PAUSED
    assert desk.accepted() == [comment]


def test_the_switches_stop_what_was_approved_already(desk: Desk) -> None:
    """For one page, or for all of the agency; nothing is lost by it."""
    comment = desk.ask()
    desk.approve()
    desk.act_as(Role.SPOKESPERSON, connections.pause)
    desk.act_as(Role.SPOKESPERSON, lambda session, who, _: connections.pause_all(session, who))
    desk.work()
    desk.act_as(Role.SPOKESPERSON, connections.resume)
    desk.work()
    stopped = desk.accepted()
    desk.act_as(Role.SPOKESPERSON, lambda session, who, _: connections.resume_all(session, who))
    desk.work()

    assert stopped == []
    assert desk.accepted() == [comment]


def test_a_page_that_gave_its_key_up_leaves_the_reply_to_people(desk: Desk) -> None:
    """It is cancelled at the network and still approved."""
    desk.ask()
    desk.approve()
    desk.act_as(Role.ADMINISTRATOR, connections.disconnect)
    desk.work()

    assert desk.states() == [IntentState.CANCELLED]
    assert desk.accepted() == []


def test_one_call_at_a_time_for_a_page(desk: Desk) -> None:
    """While one is under way, another worker finds nothing to begin."""
    desk.ask()
    desk.ask("Chủ nhật có làm không vậy phường")
    desk.approve()
    later = datetime.now(UTC) + timedelta(minutes=2)
    begun = []
    for act in desk.acts():
        with desk.house.database.transaction(desk.house.agency_id) as session:
            begun.append(publishing.begin(desk.house.agency_id, session, [act.id], now=later))

    assert [len(orders) for orders in begun] == [1, 0]


def test_a_case_closed_meanwhile_gets_no_reply(desk: Desk) -> None:
    """Somebody recorded it as answered on the network itself."""
    from moderation.casework import cases

    desk.ask()
    desk.approve()
    act = desk.acts()[0]
    with desk.house.database.transaction(desk.house.agency_id) as session:
        cases.answer_recorded(session, desk.house.who(Role.TRIAGE), act.case_id)
    desk.work()

    assert desk.states() == [IntentState.CANCELLED]
    assert desk.accepted() == []


def test_equal_answers_in_one_thread_are_told_apart_by_number(desk: Desk) -> None:
    """The network nests one level: the same words for two people stand side by side."""
    root = desk.ask("Phường ơi cho hỏi với ạ mọi người")
    desk.ask("Em cũng hỏi câu này phường ơi", below=root)
    desk.ask("Tôi cũng muốn biết chuyện đó luôn", below=root)
    desk.approve()
    desk.emulator.do("set_faults", queue=["accept_then_500", "server_error", "accept_then_500"])
    for _ in range(3):
        desk.work(after="30 seconds")
    for _ in range(8):
        desk.work(after="16 minutes")

    assert len(desk.accepted()) == 2
    assert sorted(desk.states()) == sorted(
        [IntentState.PUBLISHED, IntentState.PUBLISHED, IntentState.NOT_PUBLISHED]
    )


@pytest.mark.parametrize("is_there", [True, False])
def test_a_person_who_looked_settles_what_is_unknown(desk: Desk, *, is_there: bool) -> None:
    """At once, without waiting for the machine."""
    desk.ask()
    desk.approve()
    desk.emulator.do("set_faults", queue=["server_error"])
    desk.work()
    act = desk.acts()[0]
    with desk.house.database.transaction(desk.house.agency_id) as session:
        who = desk.house.who(Role.SPOKESPERSON)
        reconciling.settle_by_person(session, who, act.case_id, is_there=is_there)
        found = case_queries.find_case(desk.house.agency_id, session, act.case_id)

    assert found is not None
    expected = CaseStatus.ANSWERED if is_there else CaseStatus.RETURNED
    assert found.case.status is expected


def test_a_key_is_tried_out_by_reading(desk: Desk) -> None:
    """What is wrong stands on the connection; nothing is written at the network."""
    check_connections(desk.house.agency_id, [desk.connection().id])
    good = desk.connection()
    desk.emulator.do("set_page", network="facebook", page_id=NAME, expired=True)
    check_connections(desk.house.agency_id, [good.id])
    bad = desk.connection()

    assert (good.last_error_code, good.checked_at is not None) == (None, True)
    assert bad.last_error_code == "token"
    assert desk.emulator.ledger() == []
