"""From an event at the source to a case in a queue."""

from __future__ import annotations

from datetime import timedelta

import pytest

from moderation.casework import cases, claims, undoing
from moderation.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from moderation.queries import cases as queries
from moderation.queries import history as history_queries
from moderation.vocabulary import (
    UNSURE_QUEUE,
    CaseStatus,
    CommentVerb,
    DismissReason,
    EventKind,
    Label,
    Role,
)
from tests.factories import NOW, House, event


def only_case(house: House) -> queries.CaseSummary:
    """The single case of a house."""
    found = all_cases(house)
    assert len(found) == 1
    return found[0]


def all_cases(house: House, *, is_open: bool = True) -> list[queries.CaseSummary]:
    """Every open (or closed) case of a house in queue order."""
    with house.database.transaction(house.agency_id) as session:
        return queries.list_cases(house.agency_id, session, queries.CaseFilter(is_open=is_open))


def test_a_question_waits_in_the_question_queue_until_its_due_time(house: House) -> None:
    """The clock starts at the citizen's own time and runs through office hours."""
    house.take(event("c1", at=NOW - timedelta(hours=1)))
    house.triage()

    case = only_case(house).case

    assert case.queue_key == "policy_question"
    assert case.opened_at == NOW - timedelta(hours=1)
    # 15:00 on Wednesday and 480 office minutes: 2 hours that day, 6 on Thursday.
    assert case.due_at.isoformat() == "2026-11-19T08:00:00+00:00"


def test_the_same_delivery_twice_makes_one_comment_and_one_case(house: House) -> None:
    """Taking a thing in again changes nothing."""
    house.take(event("c1"))
    house.take(event("c1"))
    house.triage()
    house.take(event("c1"))

    assert house.triage() == 0
    assert only_case(house).case.comments_count == 1


def test_a_removal_before_the_comment_leaves_no_case(house: House) -> None:
    """The tombstone wins over the comment that comes late with an older time."""
    house.take(event("c1", None, verb=CommentVerb.DELETED, at=NOW))
    house.take(event("c1", "Tôi hỏi rồi lại thôi ạ", at=NOW - timedelta(minutes=5)))

    assert house.triage() == 0
    assert all_cases(house) == []


def test_an_edit_before_the_comment_keeps_the_edited_text(house: House) -> None:
    """Late, the original must not overwrite what its author made of it."""
    house.take(event("c1", "Bản đã sửa của tôi", verb=CommentVerb.EDITED, at=NOW))
    house.take(event("c1", "Bản đầu của tôi", at=NOW - timedelta(minutes=5)))
    house.triage()

    summary = only_case(house)

    assert summary.comment.text == "Bản đã sửa của tôi"
    assert summary.comment.posted_at == NOW - timedelta(minutes=5)


def test_an_edited_comment_is_read_again_and_moves_its_untouched_case(house: House) -> None:
    """The case follows the words while no person has decided on it."""
    house.take(event("c1", "Giờ làm việc của phường thế nào ạ"))
    house.triage()
    house.take(event("c1", "Nghe nói phường thu tiền trái phép", verb=CommentVerb.EDITED, at=NOW))
    house.triage(lambda _: Label.CONTRARY_INFORMATION)

    assert only_case(house).case.queue_key == "contrary_information"


def test_an_edit_does_not_move_a_case_that_a_person_corrected(house: House) -> None:
    """A person's label stands."""
    house.take(event("c1", "Giờ làm việc của phường thế nào ạ"))
    house.triage()
    case = only_case(house).case
    with house.database.transaction(house.agency_id) as session:
        cases.relabel(session, house.who(Role.TRIAGE), case.id, Label.FEEDBACK)
    house.take(event("c1", "Giờ làm việc ra sao vậy ạ", verb=CommentVerb.EDITED, at=NOW))
    house.triage(lambda _: Label.SPAM)

    assert only_case(house).case.label is Label.FEEDBACK


def test_copies_of_one_text_are_one_case_due_by_the_earliest(house: House) -> None:
    """Fifteen neighbours who paste the same doubt are one matter."""
    for number in range(15):
        house.take(
            event(
                f"c{number}",
                "Sao phường thu tiền rác hai lần vậy",
                at=NOW - timedelta(minutes=number),
            )
        )
    house.triage(lambda _: Label.CONTRARY_INFORMATION)

    case = only_case(house).case

    assert case.comments_count == 15
    assert case.opened_at == NOW - timedelta(minutes=14)


def test_a_copy_after_the_case_was_closed_opens_a_new_one(house: House) -> None:
    """A closed matter that comes up again must be seen again."""
    house.take(event("c1", "Bán sim số đẹp giá rẻ đây"))
    house.triage(lambda _: Label.SPAM)
    with house.database.transaction(house.agency_id) as session:
        cases.dismiss(session, house.who(Role.TRIAGE), only_case(house).case.id, DismissReason.SPAM)
    house.take(event("c2", "Bán sim số đẹp giá rẻ đây"))
    house.triage(lambda _: Label.SPAM)

    assert only_case(house).comment.external_id == "c2"


def test_what_the_machine_is_not_sure_of_has_a_queue_of_its_own(house: House) -> None:
    """Abstaining moves the case, and does not stretch its clock."""
    house.take(event("c1"))
    house.triage(needs_human=True)

    case = only_case(house).case

    assert case.queue_key == UNSURE_QUEUE
    assert case.clock_key == "policy_question"


def test_the_pages_own_words_never_become_a_case_and_answer_one(house: House) -> None:
    """A reply made on the network itself stops the clock at its own time."""
    house.take(event("c1", at=NOW - timedelta(hours=3)))
    house.triage()
    house.take(event("r1", "Dạ có ạ, mời anh/chị", author="trang-1", parent="c1", at=NOW))

    assert house.triage() == 0
    assert all_cases(house) == []
    closed = all_cases(house, is_open=False)[0].case
    assert closed.status is CaseStatus.ANSWERED
    assert closed.first_response_at == NOW
    assert closed.response_minutes == 180


def test_a_reply_that_comes_before_its_comment_still_answers_it(house: House) -> None:
    """Order of arrival does not matter."""
    house.take(event("r1", "Dạ có ạ", author="trang-1", parent="c1", at=NOW))
    house.take(event("c1", at=NOW - timedelta(hours=1)))
    house.triage()

    assert all_cases(house, is_open=False)[0].case.status is CaseStatus.ANSWERED


def test_two_people_cannot_hold_one_case(house: House) -> None:
    """The second is told, and nothing changes."""
    house.take(event("c1"))
    house.triage()
    case_id = only_case(house).case.id
    with house.database.transaction(house.agency_id) as session:
        claims.claim(session, house.who(Role.TRIAGE), case_id)

    with (
        pytest.raises(ConflictError, match="Chị triage đang xử lý"),
        house.database.transaction(house.agency_id) as session,
    ):
        claims.claim(session, house.who(Role.SPOKESPERSON), case_id)


def test_a_decision_on_a_stale_view_is_refused(house: House) -> None:
    """Whoever decides must have seen the case as it is."""
    house.take(event("c1"))
    house.triage()
    case = only_case(house).case
    with house.database.transaction(house.agency_id) as session:
        cases.relabel(session, house.who(Role.TRIAGE), case.id, Label.FEEDBACK)

    with (
        pytest.raises(ConflictError, match="đã thay đổi"),
        house.database.transaction(house.agency_id) as session,
    ):
        cases.relabel(session, house.who(Role.TRIAGE), case.id, Label.SPAM, version=case.version)


@pytest.mark.parametrize("act", ["relabel", "dismiss", "escalate", "answer", "claim"])
def test_every_act_can_be_taken_back(house: House, act: str) -> None:
    """Undo restores all that the act changed."""
    house.take(event("c1"))
    house.triage()
    before = only_case(house).case
    who = house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        match act:
            case "relabel":
                done = cases.relabel(session, who, before.id, Label.SPAM).id
            case "dismiss":
                done = cases.dismiss(session, who, before.id, DismissReason.NOTED).id
            case "escalate":
                done = cases.escalate(session, who, before.id, Role.MANAGER).id
            case "answer":
                done = cases.answer_recorded(session, who, before.id).id
            case _:
                claims.claim(session, who, before.id)
                last = history_queries.last_event_of_case(house.agency_id, session, before.id)
                assert last is not None
                done = last.id
    with house.database.transaction(house.agency_id) as session:
        undoing.undo(session, who, done)

    after = only_case(house).case

    assert cases.snapshot(after) == cases.snapshot(before)


def test_undo_is_refused_once_somebody_has_acted_since(house: House) -> None:
    """Taking back must not trample on a colleague's work."""
    house.take(event("c1"))
    house.triage()
    case_id = only_case(house).case.id
    with house.database.transaction(house.agency_id) as session:
        first = cases.relabel(session, house.who(Role.TRIAGE), case_id, Label.FEEDBACK)
        cases.escalate(session, house.who(Role.MANAGER), case_id, Role.SPOKESPERSON)

    with (
        pytest.raises(ConflictError, match="có thay đổi sau đó"),
        house.database.transaction(house.agency_id) as session,
    ):
        undoing.undo(session, house.who(Role.TRIAGE), first.id)


@pytest.mark.parametrize("reason", [DismissReason.SPAM, DismissReason.ILLEGAL_RECORDED])
def test_criticism_cannot_be_closed_as_a_nuisance(house: House, reason: DismissReason) -> None:
    """Feedback is closed with a reason that fits it, or not at all."""
    house.take(event("c1", "Cán bộ làm việc quá chậm, dân chờ cả buổi"))
    house.triage(lambda _: Label.FEEDBACK)

    with (
        pytest.raises(BadInputError, match="phê bình"),
        house.database.transaction(house.agency_id) as session,
    ):
        cases.dismiss(session, house.who(Role.TRIAGE), only_case(house).case.id, reason)


def test_a_viewer_may_not_decide(house: House) -> None:
    """Reading is not deciding."""
    house.take(event("c1"))
    house.triage()

    with pytest.raises(ForbiddenError), house.database.transaction(house.agency_id) as session:
        cases.relabel(session, house.who(Role.VIEWER), only_case(house).case.id, Label.SPAM)


def test_another_agency_does_not_see_the_case(house: House, neighbour: House) -> None:
    """The neighbour gets the same answer as for a case that does not exist."""
    house.take(event("c1"))
    house.triage()
    case_id = only_case(house).case.id

    with pytest.raises(NotFoundError), house.database.transaction(neighbour.agency_id) as session:
        claims.claim(session, neighbour.who(Role.TRIAGE), case_id)


def test_search_ignores_accents_unless_they_are_typed(house: House) -> None:
    """Typed without accents, cho finds chó, chợ and cho; chợ finds chợ alone."""
    for number, text in enumerate(
        ["Chó thả rông ở khu ba", "Họp chợ lấn chiếm vỉa hè", "Cho tôi hỏi"]
    ):
        house.take(event(f"c{number}", text))
    house.triage()

    def found(search: str) -> set[str]:
        with house.database.transaction(house.agency_id) as session:
            rows = queries.list_cases(house.agency_id, session, queries.CaseFilter(search=search))
        return {row.comment.external_id for row in rows}

    assert found("cho") == {"c0", "c1", "c2"}
    assert found("chợ") == {"c1"}
    assert found("LAN CHIEM") == {"c1"}
    assert found("100%") == set()


def test_every_step_is_an_event(house: House) -> None:
    """The history tells what the source, the machine and the person did, in order."""
    house.take(event("c1"))
    house.triage()
    case_id = only_case(house).case.id
    with house.database.transaction(house.agency_id) as session:
        claims.claim(session, house.who(Role.TRIAGE), case_id)
        cases.relabel(session, house.who(Role.TRIAGE), case_id, Label.FEEDBACK)

    with house.database.transaction(house.agency_id) as session:
        kinds = [e.kind for e, _ in history_queries.case_events(house.agency_id, session, case_id)]

    assert kinds == [
        EventKind.COMMENT_CLASSIFIED,
        EventKind.CASE_OPENED,
        EventKind.CLAIMED,
        EventKind.RELABELLED,
    ]


def test_a_manager_takes_back_their_own_decision(house: House) -> None:
    """Undoing asks for the permission of the act itself: a manager decides but does not draft."""
    house.take(event("c1"))
    house.triage()
    case, manager = only_case(house).case, house.who(Role.MANAGER)

    with house.database.transaction(house.agency_id) as session:
        done = cases.dismiss(session, manager, case.id, DismissReason.NOTED)
        undoing.undo(session, manager, done.id)

    assert only_case(house).case.status is CaseStatus.OPEN
