"""A person hides for a reason and another looks again, whatever the network makes of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from moderation.casework import cases, splitting
from moderation.errors import BadInputError, ConflictError, ForbiddenError
from moderation.models import Comment
from moderation.policy import RoleGrant, Who
from moderation.queries import hidings as queries
from moderation.queries.escalation import notifications
from moderation.queries.history import case_events
from moderation.replies import hiding, reconciling
from moderation.vocabulary import (
    Actor,
    CaseNews,
    CommentVerb,
    EventKind,
    HideReason,
    HideVerdict,
    IntentState,
    Label,
    Platform,
    PublishKind,
    Role,
    VoidReason,
)
from platforms import CAPABILITIES
from tests.factories import event
from tests.workers.conftest import Desk

INSULT = {"reason": HideReason.INSULT, "able": CAPABILITIES[Platform.FACEBOOK]}
WORDS = "Đồ vô học, cút khỏi phường này đi"


def hidden(desk: Desk) -> str:
    """A comment that the page administrator had hidden at the network."""
    comment = desk.ask(WORDS, label=Label.ILLEGAL_CONTENT)
    desk.as_role(Role.TRIAGE, hiding.hide, **INSULT)
    desk.work()
    return comment


def is_hidden(desk: Desk) -> bool:
    """Whether our own row of the comment says so."""
    with desk.house.database.transaction(desk.house.agency_id) as session:
        return session.query(Comment).filter_by(is_own=False).one().hidden_at is not None


def test_a_hiding_leaves_after_the_time_for_second_thoughts(desk: Desk) -> None:
    """Once, and the row says it without waiting for the echo."""
    comment = desk.ask(WORDS, label=Label.ILLEGAL_CONTENT)
    desk.as_role(Role.TRIAGE, hiding.hide, **INSULT, note="gọi người khác là vô học")
    desk.work(after="1 second")
    too_early = desk.seen(comment)["hidden"]
    desk.work()
    desk.work()

    assert too_early is False
    assert desk.seen(comment)["hidden"] is True
    assert is_hidden(desk)
    assert [entry["act"] for entry in desk.emulator.ledger()] == ["hide"]


def test_a_hiding_is_taken_back_while_it_waits(desk: Desk) -> None:
    """Nothing leaves; once it has left, only another person has it shown again."""
    comment = desk.ask(WORDS, label=Label.ILLEGAL_CONTENT)
    desk.as_role(Role.TRIAGE, hiding.hide, **INSULT)
    desk.as_role(Role.TRIAGE, hiding.take_back)
    desk.work()
    assert desk.seen(comment)["hidden"] is False
    assert desk.states() == [IntentState.CANCELLED]

    desk.as_role(Role.TRIAGE, hiding.hide, **INSULT)
    desk.work()
    with pytest.raises(ConflictError):
        desk.as_role(Role.TRIAGE, hiding.take_back)


@pytest.mark.parametrize("label", [Label.FEEDBACK, Label.CONTRARY_INFORMATION, Label.OTHER])
def test_criticism_is_not_hidden(desk: Desk, label: Label) -> None:
    """No reason fits a case that nobody calls unlawful or spam."""
    desk.ask("Phường làm ăn quá tệ, dân kêu mãi không ai nghe", label=label)
    for reason in HideReason:
        with pytest.raises(BadInputError, match="được bảo vệ"):
            desk.as_role(Role.TRIAGE, hiding.hide, **{**INSULT, "reason": reason})


def test_spam_is_hidden_as_spam_alone(desk: Desk) -> None:
    """And an unlawful comment not as a nuisance."""
    desk.ask("Vay nhanh không thế chấp gọi em nhé", label=Label.SPAM)
    with pytest.raises(BadInputError):
        desk.as_role(Role.TRIAGE, hiding.hide, **INSULT)
    desk.as_role(Role.TRIAGE, hiding.hide, **{**INSULT, "reason": HideReason.SPAM})


def test_neither_the_machine_nor_a_program_hides(desk: Desk) -> None:
    """Whatever it was granted."""
    desk.ask(WORDS, label=Label.ILLEGAL_CONTENT)
    everything = (RoleGrant(Role.TRIAGE),)
    for actor in (Actor.MACHINE, Actor.API_KEY):
        who = Who(desk.house.agency_id, actor, 1, "máy", everything)
        with (
            pytest.raises(ForbiddenError),
            desk.house.database.transaction(desk.house.agency_id) as session,
        ):
            hiding.hide(session, who, desk.case_id(), **INSULT)  # type: ignore[arg-type]


def test_nothing_is_hidden_where_the_network_can_not(desk: Desk) -> None:
    """Zalo has no such act."""
    desk.ask(WORDS, label=Label.ILLEGAL_CONTENT)
    with pytest.raises(BadInputError, match="không ẩn được"):
        desk.as_role(Role.TRIAGE, hiding.hide, **{**INSULT, "able": CAPABILITIES[Platform.ZALO]})


def test_who_hid_does_not_review_it_and_another_has_it_shown_again(desk: Desk) -> None:
    """The table refuses the same person too."""
    comment = hidden(desk)
    with pytest.raises(ForbiddenError, match="một người khác"):
        desk.as_role(Role.TRIAGE, hiding.review, verdict=HideVerdict.UPHELD)
    with (
        pytest.raises(IntegrityError),
        desk.house.database.transaction(desk.house.agency_id) as session,
    ):
        session.execute(text("UPDATE hidings SET reviewed_by = hidden_by, verdict = 'upheld'"))
    desk.as_role(Role.MANAGER, hiding.review, verdict=HideVerdict.UNDONE)
    desk.work()

    assert desk.seen(comment)["hidden"] is False
    assert not is_hidden(desk)


def test_what_another_person_let_stand_waits_no_more(desk: Desk) -> None:
    """The list for review is empty then."""
    hidden(desk)
    me = desk.house.who(Role.SPOKESPERSON).actor_id
    agency = desk.house.agency_id

    def waiting() -> int:
        with desk.house.database.transaction(agency) as session:
            return queries.count_unreviewed(agency, session, page_ids=None, not_by=me)

    before = waiting()
    desk.as_role(Role.SPOKESPERSON, hiding.review, verdict=HideVerdict.UPHELD)

    assert (before, waiting()) == (1, 0)


@pytest.mark.parametrize("fault", ["accept_then_500", "accept_then_drop", "server_error", "drop"])
def test_an_act_that_may_be_done_twice_is_done_again(desk: Desk, fault: str) -> None:
    """Whether it was taken or not, the comment is hidden in the end."""
    comment = desk.ask(WORDS, label=Label.ILLEGAL_CONTENT)
    desk.as_role(Role.TRIAGE, hiding.hide, **INSULT)
    desk.emulator.do("set_faults", queue=[fault])
    desk.work()
    desk.work()

    assert desk.seen(comment)["hidden"] is True
    assert desk.states() == [IntentState.PUBLISHED]


def test_the_echo_of_our_own_hiding_closes_the_act(desk: Desk) -> None:
    """Before the next try; nothing more is sent."""
    comment = desk.ask(WORDS, label=Label.ILLEGAL_CONTENT)
    desk.as_role(Role.TRIAGE, hiding.hide, **INSULT)
    desk.emulator.do("set_faults", queue=["accept_then_500"])
    desk.work()
    desk.hear(event(comment, None, verb=CommentVerb.HIDDEN))
    desk.work()

    assert desk.states() == [IntentState.PUBLISHED]
    assert len(desk.emulator.ledger()) == 1


def test_all_near_copies_are_hidden_at_once(desk: Desk) -> None:
    """One after the other, each with its own record."""
    comments = [desk.ask(WORDS, label=Label.ILLEGAL_CONTENT) for _ in range(3)]
    desk.as_role(Role.TRIAGE, hiding.hide, **INSULT, everywhere=True)
    desk.work()

    assert [desk.seen(comment)["hidden"] for comment in comments] == [True] * 3


def taken_back_by_the_machine(desk: Desk) -> list[object]:
    """Why the machine let hidings of the case go."""
    agency = desk.house.agency_id
    with desk.house.database.transaction(agency) as session:
        return [
            one.data["because"]
            for one, _ in case_events(agency, session, desk.case_id())
            if one.kind is EventKind.ACT_CANCELLED
        ]


def edited(desk: Desk, comment: str) -> None:
    """Its author writes something else, which nobody has judged yet."""
    desk.hear(event(comment, "Phường làm ăn quá tệ", verb=CommentVerb.EDITED))


def relabelled(desk: Desk, _: str) -> None:
    """A colleague reads it as what it is: criticism."""
    desk.as_role(Role.MANAGER, cases.relabel, label=Label.FEEDBACK)


CHANGES = [(edited, VoidReason.COMMENT_CHANGED), (relabelled, VoidReason.RELABELLED)]


@pytest.mark.parametrize(("change", "because"), CHANGES)
def test_nothing_is_hidden_by_an_act_that_was_decided_about_something_else(
    desk: Desk, change: Callable[[Desk, str], None], because: VoidReason
) -> None:
    """The hiding that waited is cancelled, the case says why, and who ordered it is told."""
    comment = desk.ask(WORDS, label=Label.ILLEGAL_CONTENT)
    desk.as_role(Role.TRIAGE, hiding.hide, **INSULT)
    change(desk, comment)
    desk.work()
    desk.work()

    assert desk.seen(comment)["hidden"] is False
    assert desk.states() == [IntentState.CANCELLED]
    assert taken_back_by_the_machine(desk) == [because]
    me, agency = desk.house.who(Role.TRIAGE).actor_id or 0, desk.house.agency_id
    with desk.house.database.transaction(agency) as session:
        told = [one.news for one, _ in notifications(agency, session, me, limit=9)]
    assert told == [CaseNews.HIDE_VOID]


@pytest.mark.parametrize(("change", "because"), CHANGES)
def test_a_hiding_that_may_have_been_done_is_not_done_again_for_other_words(
    desk: Desk, change: Callable[[Desk, str], None], because: VoidReason
) -> None:
    """The network took it and did not say so: a person looks at what became of it."""
    comment = desk.ask(WORDS, label=Label.ILLEGAL_CONTENT)
    desk.as_role(Role.TRIAGE, hiding.hide, **INSULT)
    desk.emulator.do("set_faults", queue=["accept_then_drop"])
    desk.work()
    change(desk, comment)
    desk.work()

    assert desk.states() == [IntentState.UNKNOWN]
    assert [entry["act"] for entry in desk.emulator.ledger()] == ["hide"]
    assert taken_back_by_the_machine(desk) == [because]
    desk.as_role(Role.TRIAGE, reconciling.settle_by_person, is_there=True, kind=PublishKind.HIDE)
    assert is_hidden(desk)


def test_a_comment_taken_out_of_its_group_is_hidden_for_what_its_own_case_says(desk: Desk) -> None:
    """The label of the case that it is in counts, not that of the case where it was."""
    stays, goes = (desk.ask(WORDS, label=Label.ILLEGAL_CONTENT) for _ in range(2))
    desk.as_role(Role.TRIAGE, hiding.hide, **INSULT, everywhere=True)
    agency = desk.house.agency_id
    with desk.house.database.transaction(agency) as session:
        [taken] = session.query(Comment).filter_by(external_id=goes).all()
        who = desk.house.who(Role.TRIAGE)
        into = splitting.split(session, who, desk.acts()[0].case_id, [taken.id]).data["into"]
        cases.relabel(session, who, into, Label.FEEDBACK)
    desk.work()
    desk.work()

    assert [desk.seen(one)["hidden"] for one in (stays, goes)] == [True, False]
