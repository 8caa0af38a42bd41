"""The publishing worker dies at every step that it takes, and two of them start at one moment."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from moderation.replies import hiding, publishing
from moderation.replies.publishing import Order
from moderation.vocabulary import HideReason, IntentState, Label, Platform, Role
from platforms import CAPABILITIES
from platforms.wire import Wire
from tests.workers.conftest import Desk
from workers import runtime
from workers.publish import publish_intents

KILLED = 9
STEPS_AT_LEAST = 6


def test_a_worker_may_die_before_or_after_any_step(desk: Desk) -> None:
    """At most one reply is accepted each time, and what we believe is what the network did."""
    deaths = 0
    for step in itertools.count():
        comment = desk.ask(f"Cho hỏi lần thứ {step}: thủ tục này làm ở đâu vậy phường")
        desk.approve()
        desk.pass_time("2 minutes")
        died = dies(desk, step)
        for _ in range(6):
            desk.work(after="20 minutes")
        act = desk.acts()[-1]
        is_there = desk.accepted().count(comment)
        assert is_there <= 1
        expected = IntentState.PUBLISHED if is_there else IntentState.NOT_PUBLISHED
        assert act.state is expected, f"step {step}"
        if not died:
            break
        deaths += 1
    assert deaths >= STEPS_AT_LEAST


def test_what_may_be_done_twice_is_done_whenever_its_worker_dies(desk: Desk) -> None:
    """A hiding arrives in the end, wherever the worker stopped."""
    for step in itertools.count():
        comment = desk.ask(f"Đồ vô học số {step} cút đi cho khuất mắt", label=Label.ILLEGAL_CONTENT)
        with desk.house.database.transaction(desk.house.agency_id) as session:
            able = CAPABILITIES[Platform.FACEBOOK]
            case_id = session.scalar(text("SELECT max(id) FROM cases"))
            who = desk.house.who(Role.TRIAGE)
            hiding.hide(session, who, case_id or 0, HideReason.INSULT, able=able)
        desk.pass_time("2 minutes")
        died = dies(desk, step)
        for _ in range(3):
            desk.work(after="5 minutes")
        assert desk.seen(comment)["hidden"] is True
        assert desk.acts()[-1].state is IntentState.PUBLISHED
        if not died:
            break


def test_of_two_workers_at_one_moment_one_begins(desk: Desk) -> None:
    """A hundred times from the same starting line."""
    race(desk, 100)


@pytest.mark.long
def test_of_two_workers_at_ten_thousand_moments_one_begins(
    desk: Desk, say: Callable[[str], None]
) -> None:
    """The same, ten thousand times."""
    race(desk, 10_000)
    say("P3 two workers at one act, 10,000 times: one began each time, doubled 0")


def dies(desk: Desk, step: int) -> bool:
    """Let a worker of its own process do what is due and end it at that step, if it comes so far.

    A step is the moment before or after a commit or a call.
    """
    ids = [desk.acts()[-1].id]
    runtime.database().engine.dispose()
    child = os.fork()
    if child == 0:
        runtime.database().engine.dispose(close=False)
        steps = itertools.count()

        def passing() -> None:
            if next(steps) == step:
                os._exit(KILLED)

        watch(Session, "commit", passing)
        watch(Wire, "send", passing)
        try:
            publish_intents(desk.house.agency_id, ids)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == KILLED


def watch(owner: type, name: str, passing: Callable[[], None]) -> None:
    """Call `passing` before and after a method; in a process that ends soon."""
    plain = getattr(owner, name)

    def watched(*given: Any, **more: Any) -> Any:  # noqa: ANN401
        passing()
        answer = plain(*given, **more)
        passing()
        return answer

    setattr(owner, name, watched)


def race(desk: Desk, times: int) -> None:
    """Two claims of one act at the same moment, again and again."""
    desk.ask()
    desk.approve()
    house, ids = desk.house, [desk.acts()[0].id]
    later = datetime.now(UTC) + timedelta(minutes=2)
    for number in range(times):
        start, begun = Barrier(2), []

        def claim(start: Barrier = start, begun: list[list[Order]] = begun) -> None:
            start.wait()
            with house.database.transaction(house.agency_id) as session:
                begun.append(publishing.begin(house.agency_id, session, ids, now=later))

        threads = [Thread(target=claim) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(len(orders) for orders in begun) == [0, 1], f"race {number}"
        with house.database.transaction(house.agency_id) as session:
            session.execute(text("DELETE FROM publish_attempts"))
            session.execute(
                text(
                    "UPDATE publish_intents SET state = 'queued', attempts = 0,"
                    " lease_token = NULL, lease_until = NULL"
                )
            )
