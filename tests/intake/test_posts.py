"""A comment told of before the words it stands under is read again when those come."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from moderation.casework import cases, claims
from moderation.models import Comment, Event, Prediction
from moderation.queries.work import claim
from moderation.vocabulary import EventKind, Label, Role, WorkState
from platforms import CommentEvent, PostRef
from tests.factories import House, event

NOTICE = "Phường thông báo lịch cấp căn cước lưu động"


def wordless(name: str, words: str = "Thứ bảy có làm không ạ") -> CommentEvent:
    """What a network tells that names the post and no more."""
    return replace(event(name, words), post=PostRef("bai-9"))


def tell_words(house: House, name: str = "c9") -> None:
    """Another comment is told of, with the words of the post."""
    house.take(replace(event(name, "Cảm ơn phường nhiều lắm"), post=PostRef("bai-9", NOTICE)))


def states(house: House) -> dict[str, WorkState]:
    """Where each comment stands, by its name at the network."""
    with house.database.transaction(house.agency_id) as session:
        rows = session.execute(select(Comment.external_id, Comment.state))
        return {row[0]: row[1] for row in rows}


def test_the_first_words_of_a_post_send_its_comments_back_to_the_machine(house: House) -> None:
    """The case moves to where the new reading leads, and the old reading is gone."""
    house.take(wordless("c1"))
    house.triage(lambda _: Label.OTHER)
    before = house.case_of("c1")
    tell_words(house)
    house.triage(lambda words: Label.POLICY_QUESTION if "không" in words else Label.OTHER)

    after = house.case_of("c1")
    with house.database.transaction(house.agency_id) as session:
        read = session.scalars(
            select(Prediction.label).join(Comment, Comment.id == Prediction.comment_id)
            .where(Comment.external_id == "c1")
        ).all()  # fmt: skip
        moved = session.scalars(
            select(Event.case_id).where(Event.kind == EventKind.CASE_REROUTED)
        ).all()
    assert (before.label, after.label) == (Label.OTHER, Label.POLICY_QUESTION)
    assert after.id == before.id
    assert (before.queue_key, after.queue_key) == ("other", "policy_question")
    assert read == [Label.POLICY_QUESTION]
    assert moved == [before.id]


def test_a_second_reading_that_changes_nothing_is_not_told_as_a_move(house: House) -> None:
    """The case history speaks of queues that changed."""
    house.take(wordless("c1"))
    house.triage()
    tell_words(house)
    house.triage()

    with house.database.transaction(house.agency_id) as session:
        moved = session.scalars(select(Event).where(Event.kind == EventKind.CASE_REROUTED)).all()
    assert moved == []
    assert states(house)["c1"] is WorkState.DONE


def test_what_a_person_has_begun_on_is_left_as_it_is(house: House) -> None:
    """Whether taken or labelled by hand."""
    house.take(wordless("taken"), wordless("named", "Vỉa hè trước chợ vỡ hết rồi"))
    house.triage(lambda _: Label.OTHER)
    drafter, triager = house.who(Role.DRAFTER), house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        claims.claim(session, drafter, house.case_of("taken").id)
        cases.relabel(session, triager, house.case_of("named").id, Label.FEEDBACK)
    tell_words(house)

    known = states(house)
    assert (known["taken"], known["named"]) == (WorkState.DONE, WorkState.DONE)


def test_later_words_of_the_same_post_send_nothing_back(house: House) -> None:
    """A post that is edited each hour would keep the machine busy and the queues moving."""
    house.take(wordless("c1"))
    house.triage()
    tell_words(house)
    house.triage()
    house.take(replace(event("c3", "Hay quá"), post=PostRef("bai-9", f"{NOTICE} tuần này")))

    assert states(house)["c1"] is WorkState.DONE


def test_a_worker_that_reads_without_the_words_loses_its_claim(house: House) -> None:
    """Its reading would stand until somebody edits the comment."""
    house.take(wordless("c1"))
    with house.database.transaction(house.agency_id) as session:
        waiting = list(session.scalars(select(Comment.id)))
        token, mine = claim(house.agency_id, session, Comment, waiting)
    tell_words(house)

    with house.database.transaction(house.agency_id) as session:
        held = session.scalars(select(Comment).where(Comment.lease_token == token)).all()
    assert mine == waiting
    assert held == []
    assert states(house)["c1"] is WorkState.RECEIVED
