"""A reply leaves once: whatever dies, whatever the network says, it is never sent again blindly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from moderation.errors import ConflictError
from moderation.models import Comment, PublishIntent
from moderation.queries import approvals as approval_queries
from moderation.queries import cases as case_queries
from moderation.queries import replies as queries
from moderation.queries.answering import comments_to_answer
from moderation.queries.history import case_events
from moderation.replies import approvals, asking, connections, drafts, publishing, reconciling
from moderation.replies.connections import Credentials
from moderation.replies.publishing import Order, Told
from moderation.sealing import Keyring
from moderation.vocabulary import (
    ApprovalState,
    CaseStatus,
    CommentVerb,
    EventKind,
    IntentState,
    PublishOutcome,
    Role,
    VoidReason,
)
from tests.factories import NOW, House, event

REPLY = "Dạ, phường làm căn cước cả sáng thứ bảy, mời anh/chị mang theo giấy khai sinh."

KEYS = Keyring({"one": bytes(32)})


def approved(house: House, *, copies: int = 1) -> list[PublishIntent]:
    """A reply that a spokesperson approved and that waits to leave."""
    for number in range(copies):
        house.take(event(f"c{number}", at=NOW - timedelta(hours=2, minutes=number)))
    house.triage()
    with house.database.transaction(house.agency_id) as session:
        admin, key = house.who(Role.ADMINISTRATOR), Credentials("khoa-cua-trang")
        connections.connect(session, admin, house.page_id, KEYS, key, can_reply=True)
        case = case_queries.list_cases(house.agency_id, session, case_queries.CaseFilter())[0].case
        drafts.save_draft(session, house.who(Role.DRAFTER), case.id, REPLY, version=0)
    with house.database.transaction(house.agency_id) as session:
        waiting = approvals.submit(session, house.who(Role.DRAFTER), case.id, draft_version=1)
    who = house.who(Role.SPOKESPERSON)
    with house.database.transaction(house.agency_id) as session:
        approvals.approve(session, who, waiting.id, shown_sha256=waiting.content_sha256)
        return queries.intents_of_case(house.agency_id, session, waiting.case_id)


def begin(house: House, intents: list[PublishIntent], *, later: timedelta) -> list[Order]:
    """What a worker does first, some time after the approval."""
    with house.database.transaction(house.agency_id) as session:
        return publishing.begin(
            house.agency_id,
            session,
            [intent.id for intent in intents],
            now=intents[0].created_at + later,
        )


def finish(house: House, order: Order, told: Told) -> bool:
    """What a worker writes down after the call."""
    with house.database.transaction(house.agency_id) as session:
        return publishing.finish(
            house.agency_id, session, order, told, now=NOW + timedelta(hours=1)
        )


def states(house: House) -> list[str]:
    """Where the acts stand."""
    with house.database.transaction(house.agency_id) as session:
        return list(session.scalars(text("SELECT state FROM publish_intents ORDER BY id")))


AFTER_THE_WAIT = timedelta(seconds=asking.UNDO_SECONDS + 9)


def test_nothing_leaves_within_the_time_for_second_thoughts(house: House) -> None:
    """A minute in which undo costs nothing."""
    intents = approved(house)

    assert begin(house, intents, later=timedelta(seconds=5)) == []


def test_a_published_reply_answers_the_case(house: House) -> None:
    """The clock stops when the network has taken it."""
    intents = approved(house)
    (order,) = begin(house, intents, later=AFTER_THE_WAIT)
    finish(house, order, Told(PublishOutcome.PUBLISHED, remote_id="r-1"))

    with house.database.transaction(house.agency_id) as session:
        found = case_queries.find_case(house.agency_id, session, intents[0].case_id)
    assert found is not None
    assert found.case.status is CaseStatus.ANSWERED
    assert found.case.response_minutes == 180
    assert states(house) == [IntentState.PUBLISHED]


def test_two_workers_with_one_message_send_once(house: House) -> None:
    """The second finds nothing to begin."""
    intents = approved(house)
    first = begin(house, intents, later=AFTER_THE_WAIT)
    second = begin(house, intents, later=AFTER_THE_WAIT)

    assert (len(first), len(second)) == (1, 0)


def test_a_worker_that_died_in_the_call_leaves_it_unknown_and_unsent(house: House) -> None:
    """Nobody knows whether the network took it, so nobody sends it again."""
    intents = approved(house)
    begin(house, intents, later=AFTER_THE_WAIT)
    again = begin(house, intents, later=AFTER_THE_WAIT + timedelta(minutes=5))
    later = begin(house, intents, later=AFTER_THE_WAIT + timedelta(hours=5))

    assert (again, later) == ([], [])
    assert states(house) == [IntentState.UNKNOWN]


def test_the_late_word_of_a_stalled_worker_is_not_believed(house: House) -> None:
    """Its claim is gone."""
    intents = approved(house)
    (order,) = begin(house, intents, later=AFTER_THE_WAIT)
    begin(house, intents, later=AFTER_THE_WAIT + timedelta(minutes=5))

    assert not finish(house, order, Told(PublishOutcome.REFUSED, code="190"))
    assert states(house) == [IntentState.UNKNOWN]


def test_the_pages_own_words_settle_what_was_unknown(house: House) -> None:
    """The network shows the reply: it was published, once."""
    intents = approved(house)
    (order,) = begin(house, intents, later=AFTER_THE_WAIT)
    finish(house, order, Told(PublishOutcome.UNKNOWN, code="timeout"))
    now = datetime.now(UTC)
    seen = event("r1", REPLY + "  ", author="trang-1", parent="c0", at=now)
    house.take(seen, received_at=now)

    assert states(house) == [IntentState.PUBLISHED]


def test_other_words_of_the_page_settle_nothing(house: House) -> None:
    """A colleague's own reply at the network is not ours."""
    intents = approved(house, copies=2)
    orders = begin(house, intents, later=AFTER_THE_WAIT)
    finish(house, orders[0], Told(PublishOutcome.UNKNOWN, code="timeout"))
    house.take(event("r1", "Mời chị xem bài ghim ạ", author="trang-1", parent="c0", at=NOW))

    assert IntentState.UNKNOWN in states(house)


def test_what_was_never_seen_goes_back_to_a_person(house: House) -> None:
    """After a quarter of an hour; and it is still not sent by itself."""
    intents = approved(house)
    (order,) = begin(house, intents, later=AFTER_THE_WAIT)
    finish(house, order, Told(PublishOutcome.UNKNOWN, code="timeout"))
    with house.database.transaction(house.agency_id) as session:
        intent = session.get_one(PublishIntent, (house.agency_id, intents[0].id))
        assert reconciling.give_up(session, intent, now=intent.created_at + timedelta(minutes=20))

    assert states(house) == [IntentState.NOT_PUBLISHED]
    assert begin(house, intents, later=timedelta(days=1)) == []


def test_a_refusal_that_may_pass_is_tried_again_later(house: House) -> None:
    """Too many requests: surely not published, so waiting and sending again is safe."""
    intents = approved(house)
    (order,) = begin(house, intents, later=AFTER_THE_WAIT)
    finish(house, order, Told(PublishOutcome.REFUSED, code="613", may_retry=True))

    assert states(house) == [IntentState.QUEUED]
    assert len(begin(house, intents, later=timedelta(days=40))) == 1


def test_a_final_refusal_goes_back_to_the_author(house: House) -> None:
    """The case is returned, and the approval does not hold for another text."""
    intents = approved(house)
    (order,) = begin(house, intents, later=AFTER_THE_WAIT)
    finish(house, order, Told(PublishOutcome.REFUSED, code="100"))

    with house.database.transaction(house.agency_id) as session:
        found = case_queries.find_case(house.agency_id, session, intents[0].case_id)
    assert found is not None
    assert found.case.status is CaseStatus.RETURNED


def test_an_approved_reply_can_be_held_back_until_it_leaves(house: House) -> None:
    """And not a moment longer."""
    intents = approved(house)
    with house.database.transaction(house.agency_id) as session:
        asking.cancel(session, house.who(Role.SPOKESPERSON), intents[0].case_id)

    assert begin(house, intents, later=AFTER_THE_WAIT) == []
    assert states(house) == [IntentState.CANCELLED]
    with (
        pytest.raises(ConflictError, match="đã được hủy trước đó, chưa gửi gì"),
        house.database.transaction(house.agency_id) as session,
    ):
        asking.cancel(session, house.who(Role.SPOKESPERSON), intents[0].case_id)


def test_a_comment_deleted_meanwhile_gets_no_reply(house: House) -> None:
    """Its citizen took it back."""
    intents = approved(house)
    house.take(event("c0", None, verb=CommentVerb.DELETED, at=NOW))

    assert begin(house, intents, later=AFTER_THE_WAIT) == []
    assert states(house) == [IntentState.CANCELLED]


def test_one_answer_for_many_closes_the_case_with_the_last(house: House) -> None:
    """Each comment of the group gets it, with its own bookkeeping."""
    intents = approved(house, copies=3)
    for _ in range(2):
        (order,) = begin(house, intents, later=AFTER_THE_WAIT)
        finish(house, order, Told(PublishOutcome.PUBLISHED, remote_id=f"r{order.intent_id}"))
    (last,) = begin(house, intents, later=AFTER_THE_WAIT)
    with house.database.transaction(house.agency_id) as session:
        half = case_queries.find_case(house.agency_id, session, intents[0].case_id)
    finish(house, last, Told(PublishOutcome.PUBLISHED, remote_id="r-last"))
    with house.database.transaction(house.agency_id) as session:
        whole = case_queries.find_case(house.agency_id, session, intents[0].case_id)

    assert half is not None
    assert whole is not None
    assert (half.case.status, whole.case.status) == (CaseStatus.APPROVED, CaseStatus.ANSWERED)


def deleted(house: House, *names: str) -> None:
    """Their citizens take these comments back."""
    house.take(*(event(name, None, verb=CommentVerb.DELETED, at=NOW) for name in names))


def standing(house: House, case_id: int) -> tuple[CaseStatus, ApprovalState]:
    """Where the case and its newest approval stand."""
    with house.database.transaction(house.agency_id) as session:
        found = case_queries.find_case(house.agency_id, session, case_id)
        assert found is not None
        newest = approval_queries.approvals_of_case(house.agency_id, session, case_id)[0]
        return found.case.status, newest.state


def history(house: House, case_id: int) -> list[tuple[str, object]]:
    """What the machine did with the acts of a case, and why."""
    with house.database.transaction(house.agency_id) as session:
        return [
            (one.kind, one.data.get("because"))
            for one, _ in case_events(house.agency_id, session, case_id)
            if one.kind in {EventKind.ACT_CANCELLED, EventKind.APPROVAL_VOIDED}
        ]


def test_the_last_of_a_group_that_is_gone_lets_the_case_be_answered(house: House) -> None:
    """The rest have their reply; it can be edited and withdrawn like any other."""
    intents = approved(house, copies=3)
    for _ in range(2):
        (order,) = begin(house, intents, later=AFTER_THE_WAIT)
        finish(house, order, Told(PublishOutcome.PUBLISHED, remote_id=f"r{order.intent_id}"))
    [left] = [one for one in intents if states(house)[intents.index(one)] == IntentState.QUEUED]
    with house.database.transaction(house.agency_id) as session:
        name = session.get_one(Comment, (house.agency_id, left.comment_id)).external_id
    deleted(house, name)

    case_id = intents[0].case_id
    assert begin(house, intents, later=AFTER_THE_WAIT) == []
    assert sorted(states(house)) == ["cancelled", "published", "published"]
    assert standing(house, case_id) == (CaseStatus.ANSWERED, ApprovalState.DONE)
    assert history(house, case_id) == [(EventKind.ACT_CANCELLED, VoidReason.COMMENT_DELETED)]


def test_the_rest_of_an_answer_taken_back_leaves_those_without_a_reply_waiting(
    house: House,
) -> None:
    """One of three has theirs, which can be corrected; the case is open for the other two."""
    intents = approved(house, copies=3)
    case_id = intents[0].case_id
    (order,) = begin(house, intents, later=AFTER_THE_WAIT)
    finish(house, order, Told(PublishOutcome.PUBLISHED, remote_id="r1"))
    with house.database.transaction(house.agency_id) as session:
        asking.cancel(session, house.who(Role.SPOKESPERSON), case_id)
        waiting = comments_to_answer(house.agency_id, session, case_id)

    assert sorted(states(house)) == ["cancelled", "cancelled", "published"]
    assert standing(house, case_id) == (CaseStatus.OPEN, ApprovalState.DONE)
    assert len(waiting) == 2
