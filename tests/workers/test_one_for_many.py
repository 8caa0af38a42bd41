"""One reply for many who asked the same below one post, with a note of whom it answers."""

from __future__ import annotations

from sqlalchemy import select

from moderation.models import Case, Comment
from moderation.queries import answering
from moderation.queries import replies as queries
from moderation.replies import approvals, corrections, outcomes, signing
from moderation.vocabulary import (
    CaseStatus,
    CommentVerb,
    IntentState,
    Platform,
    PublishKind,
    ReplySignature,
    Role,
)
from platforms import CAPABILITIES
from tests.factories import event
from tests.workers.conftest import Desk

ABLE = CAPABILITIES[Platform.FACEBOOK]

SAME = "Thứ bảy này phường có làm căn cước không vậy ạ"


def once(desk: Desk) -> None:
    """The page answers once from now on."""
    with desk.house.database.transaction(desk.house.agency_id) as session:
        admin = desk.house.who(Role.ADMINISTRATOR)
        signing.change(session, admin, ReplySignature.NONE, [], [desk.page.id])


def waiting(desk: Desk) -> list[str]:
    """The comments of the case that nobody has answered, by their names at the network."""
    with desk.house.database.transaction(desk.house.agency_id) as session:
        case_id = session.scalars(select(Case.id)).first() or 0
        found = answering.comments_to_answer(desk.house.agency_id, session, case_id)
        return [one.external_id for one in found]


def statuses(desk: Desk) -> list[CaseStatus]:
    """Where the cases stand."""
    with desk.house.database.transaction(desk.house.agency_id) as session:
        return list(session.scalars(select(Case.status).order_by(Case.id)))


def test_three_who_ask_the_same_get_one_reply_and_the_case_is_answered(desk: Desk) -> None:
    """It stands below the first; the books say that it answers the other two as well."""
    first, *others = [desk.ask(SAME) for _ in range(3)]
    once(desk)
    desk.approve()
    desk.work()
    desk.work()
    with desk.house.database.transaction(desk.house.agency_id) as session:
        covers = answering.covered(desk.house.agency_id, session, [desk.acts()[0].id])
        names = {one.id: one.external_id for one in session.scalars(select(Comment))}

    assert desk.accepted() == [first]
    assert desk.states() == [IntentState.PUBLISHED]
    assert [names[one] for one in covers[desk.acts()[0].id]] == others
    assert waiting(desk) == []
    assert statuses(desk) == [CaseStatus.ANSWERED]


def test_who_comes_later_is_not_counted_among_the_answered(desk: Desk) -> None:
    """A fourth that joined after the approval keeps the case open, and alone waits."""
    for _ in range(2):
        desk.ask(SAME)
    once(desk)
    desk.approve()
    late = desk.ask(SAME)
    desk.work()

    assert waiting(desk) == [late]
    assert statuses(desk) == [CaseStatus.OPEN]


def test_taken_away_on_the_page_it_answers_nobody_any_more(desk: Desk) -> None:
    """All of them wait again, and the case is open."""
    asked = [desk.ask(SAME) for _ in range(3)]
    once(desk)
    desk.approve()
    desk.work()
    reply = desk.acts()[0].remote_id or ""
    with desk.house.database.transaction(desk.house.agency_id) as session:
        at = desk.acts()[0].finished_at
        outcomes.reply_gone(desk.house.agency_id, session, desk.page.id, [reply], at)

    assert waiting(desk) == asked
    assert statuses(desk) == [CaseStatus.OPEN]


def test_refused_below_the_first_it_goes_below_the_next(desk: Desk) -> None:
    """The network says that the first is gone; the author submits again, and nobody is lost."""
    first, second, _ = [desk.ask(SAME) for _ in range(3)]
    once(desk)
    desk.approve()
    with desk.house.database.transaction(desk.house.agency_id) as session:
        (act,) = queries.intents_of_case(desk.house.agency_id, session, desk.case_id())
        outcomes.became_refused(
            session, act, outcomes.GONE, act.not_before, may_retry=False, retry_after=None
        )
        case = session.scalars(select(Case)).one()
        back, case.status = case.status, CaseStatus.OPEN
    desk.approve()
    desk.work()

    assert back is CaseStatus.RETURNED
    assert desk.accepted() == [second]
    assert waiting(desk) == []
    assert first not in desk.accepted()


def test_a_private_answer_goes_to_each(desk: Desk) -> None:
    """Nobody reads what was said to another."""
    asked = [desk.ask(SAME) for _ in range(2)]
    once(desk)
    desk.approve(kind=PublishKind.PRIVATE_REPLY)

    assert len(desk.acts()) == len(asked)


def test_the_one_it_was_to_stand_below_is_gone_and_the_others_are_not_forgotten(
    desk: Desk,
) -> None:
    """The case is with its author again; submitted anew, the reply goes below one that stands."""
    root = desk.ask("Phường ơi cho hỏi với ạ mọi người")
    below = desk.ask(SAME, below=root)
    first, other = desk.ask(SAME), desk.ask(SAME)
    once(desk)
    desk.approve()
    desk.hear(event(first, None, verb=CommentVerb.DELETED))
    desk.work()
    back = statuses(desk)[1]
    with desk.house.database.transaction(desk.house.agency_id) as session:
        session.scalars(select(Case).order_by(Case.id)).all()[1].status = CaseStatus.OPEN
    desk.approve()
    desk.work()

    assert back is CaseStatus.DRAFTING
    assert desk.accepted() == [root, other]
    assert statuses(desk) == [CaseStatus.ANSWERED] * 2
    assert below not in desk.accepted()


def test_a_correction_of_a_reply_whose_comment_is_gone_keeps_nobody_waiting(desk: Desk) -> None:
    """It is cancelled, and another may be submitted."""
    desk.ask(SAME)
    gone = desk.ask(SAME)
    desk.approve()
    desk.work()
    desk.work()
    edit = desk.as_role(
        Role.DRAFTER, corrections.submit_edit, text="Dạ, sáng thứ bảy ạ.", able=ABLE
    )
    with desk.house.database.transaction(desk.house.agency_id) as session:
        chief, shown = desk.house.who(Role.SPOKESPERSON), edit.content_sha256
        approvals.approve(session, chief, edit.id, shown_sha256=shown)
    desk.hear(event(gone, None, verb=CommentVerb.DELETED))
    desk.work()
    desk.work()

    assert desk.states()[2:] == [IntentState.PUBLISHED, IntentState.CANCELLED]
    desk.as_role(Role.DRAFTER, corrections.submit_edit, text="Dạ, cả ngày ạ.", able=ABLE)


def test_one_of_a_group_who_asks_something_else_meanwhile_gets_no_reply_to_the_old_words(
    desk: Desk,
) -> None:
    """The others get theirs; the new words wait in a case of their own, where nobody answered."""
    first, other = [desk.ask(SAME) for _ in range(2)]
    desk.approve()
    asked = event(other, "Còn đèn ngõ 12 hỏng thì báo ai", verb=CommentVerb.EDITED, post=desk.post)
    desk.hear(asked)
    desk.work()
    desk.work()
    desk.house.triage()

    assert desk.accepted() == [first]
    assert sorted(desk.states()) == [IntentState.CANCELLED, IntentState.PUBLISHED]
    assert statuses(desk) == [CaseStatus.ANSWERED, CaseStatus.OPEN]
