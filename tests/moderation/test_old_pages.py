"""What an old page or a second person asks for is refused in words, never by the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from moderation.casework import bulk, cases, claims, reopening, splitting, undoing
from moderation.duties import incidents, rulebook
from moderation.duties.incidents import IncidentChange
from moderation.errors import ConflictError, ForbiddenError
from moderation.models import PublishIntent
from moderation.people import staff
from moderation.policy import MATRIX, Permission
from moderation.queries import answering, hidings
from moderation.queries import approvals as approval_queries
from moderation.queries import bulk as bulk_queries
from moderation.queries import cases as case_queries
from moderation.queries import replies as queries
from moderation.replies import (
    approvals,
    connections,
    corrections,
    drafts,
    hiding,
    outcomes,
    reconciling,
)
from moderation.replies.connections import Credentials
from moderation.replies.publishing import Told
from moderation.vocabulary import (
    ApprovalState,
    BulkKind,
    CaseStatus,
    CommentVerb,
    DismissReason,
    EventKind,
    HideReason,
    HideVerdict,
    IncidentKind,
    IntentState,
    Label,
    Platform,
    PublishKind,
    PublishOutcome,
    Role,
)
from platforms import CAPABILITIES
from tests.api.seats import fill, listed, one
from tests.factories import NOW, House, event
from tests.moderation.test_approvals import submitted
from tests.moderation.test_publishing import (
    AFTER_THE_WAIT,
    KEYS,
    approved,
    begin,
    finish,
    states,
)

INSULT = "Đồ vô học như mày thì biết gì mà nói"
ABLE = CAPABILITIES[Platform.FACEBOOK]


def left_unknown(house: House, *, copies: int = 1) -> PublishIntent:
    """A reply of which nobody can say whether it stands on the page."""
    intents = approved(house, copies=copies)
    (order,) = begin(house, intents, later=AFTER_THE_WAIT)
    finish(house, order, Told(PublishOutcome.UNKNOWN, code="timeout"))
    return intents[0]


def closed_and_opened(house: House, case_id: int) -> None:
    """Somebody closes the case and opens it again."""
    who = house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        cases.dismiss(session, who, case_id, DismissReason.NOTED)
    with house.database.transaction(house.agency_id) as session:
        reopening.reopen(session, who, case_id)


def test_no_second_reply_is_put_up_while_the_first_is_unknown(house: House) -> None:
    """Opening the case again makes its comment wait anew, but not for a reply that may stand."""
    first = left_unknown(house)
    closed_and_opened(house, first.case_id)
    drafter = house.who(Role.DRAFTER)
    with house.database.transaction(house.agency_id) as session:
        drafts.save_draft(session, drafter, first.case_id, "Dạ, xin trả lời lại.", version=1)
    with (
        pytest.raises(ConflictError, match="chưa rõ kết quả"),
        house.database.transaction(house.agency_id) as session,
    ):
        approvals.submit(session, drafter, first.case_id, draft_version=2)

    with house.database.transaction(house.agency_id) as session:
        reconciling.settle_by_person(session, drafter, first.case_id, is_there=False)
        approvals.submit(session, drafter, first.case_id, draft_version=2)


def test_a_reply_that_stands_after_all_answers_the_case_that_was_opened_meanwhile(
    house: House,
) -> None:
    """Nothing waits for a second one."""
    first = left_unknown(house)
    closed_and_opened(house, first.case_id)
    with house.database.transaction(house.agency_id) as session:
        reconciling.settle_by_person(session, house.who(Role.DRAFTER), first.case_id, is_there=True)

    with house.database.transaction(house.agency_id) as session:
        found = case_queries.find_case(house.agency_id, session, first.case_id)
        assert found is not None
        assert found.case.status is CaseStatus.ANSWERED
        assert answering.comments_to_answer(house.agency_id, session, first.case_id) == []


def test_a_reply_given_by_hand_stays_given_once_its_case_is_open_again(house: House) -> None:
    """The figures of its day keep it; what was posted is no draft."""
    approval = submitted(house)
    with house.database.transaction(house.agency_id) as session:
        approvals.approve(
            session,
            house.who(Role.SPOKESPERSON),
            approval.id,
            shown_sha256=approval.content_sha256,
        )
    triage = house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        cases.answer_recorded(session, triage, approval.case_id)
    with house.database.transaction(house.agency_id) as session:
        reopening.reopen(session, triage, approval.case_id)

    with house.database.transaction(house.agency_id) as session:
        kept = approval_queries.find_approval(house.agency_id, session, approval.id)
        found = case_queries.find_case(house.agency_id, session, approval.case_id)
        assert kept is not None
        assert found is not None
        assert (kept.state, found.case.status) == (ApprovalState.DONE, CaseStatus.OPEN)


def test_a_comment_whose_reply_is_unknown_stays_in_its_case(house: House) -> None:
    """There its outcome is written down."""
    first = left_unknown(house, copies=2)
    who = house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        drafts.save_draft(session, house.who(Role.DRAFTER), first.case_id, "Dạ.", version=1)
    with (
        pytest.raises(ConflictError, match="chưa rõ kết quả"),
        house.database.transaction(house.agency_id) as session,
    ):
        splitting.split(session, who, first.case_id, [first.comment_id])


def test_a_reply_that_waits_leaves_no_more_once_its_words_are_changed(house: House) -> None:
    """Its place is free at once for the new one, which need not wait for a worker to see it."""
    [first] = approved(house)
    drafter = house.who(Role.DRAFTER)
    with house.database.transaction(house.agency_id) as session:
        drafts.save_draft(session, drafter, first.case_id, "Dạ, mời chị đến sáng nay.", version=1)
        again = approvals.submit(session, drafter, first.case_id, draft_version=2)
    with house.database.transaction(house.agency_id) as session:
        who = house.who(Role.SPOKESPERSON)
        approvals.approve(session, who, again.id, shown_sha256=again.content_sha256)

    assert states(house) == [IntentState.CANCELLED, IntentState.QUEUED]


def test_a_reply_that_a_closing_stopped_is_a_draft_once_the_closing_is_taken_back(
    house: House,
) -> None:
    """It must not look as if it were on its way."""
    intents = approved(house)
    who, case_id = house.who(Role.TRIAGE), intents[0].case_id
    with house.database.transaction(house.agency_id) as session:
        closing = cases.dismiss(session, who, case_id, DismissReason.NOTED)
    assert begin(house, intents, later=AFTER_THE_WAIT) == []
    with house.database.transaction(house.agency_id) as session:
        undoing.undo(session, who, closing.id)

    drafter = house.who(Role.DRAFTER)
    assert one(house, case_id).case.status is CaseStatus.DRAFTING
    with house.database.transaction(house.agency_id) as session:
        again = approvals.submit(session, drafter, case_id, draft_version=1)
    with house.database.transaction(house.agency_id) as session:
        spokesperson = house.who(Role.SPOKESPERSON)
        approvals.approve(session, spokesperson, again.id, shown_sha256=again.content_sha256)
    assert states(house) == [IntentState.CANCELLED, IntentState.QUEUED]


def test_a_second_correction_waits_for_the_first_whose_outcome_is_open(house: House) -> None:
    """Even where the approval of the first fell meanwhile, the network may still carry it out."""
    intents = approved(house)
    [order] = begin(house, intents, later=AFTER_THE_WAIT)
    finish(house, order, Told(PublishOutcome.PUBLISHED, remote_id="r-1"))
    drafter, case_id = house.who(Role.DRAFTER), intents[0].case_id
    with house.database.transaction(house.agency_id) as session:
        first = corrections.submit_edit(
            session, drafter, case_id, "Dạ, mời chị chiều nay.", able=ABLE
        )
    with house.database.transaction(house.agency_id) as session:
        spokesperson = house.who(Role.SPOKESPERSON)
        approvals.approve(session, spokesperson, first.id, shown_sha256=first.content_sha256)
        [edit] = [
            one
            for one in queries.intents_of_case(house.agency_id, session, case_id)
            if one.kind is PublishKind.EDIT
        ]
    [order] = begin(house, [edit], later=AFTER_THE_WAIT)
    house.take(
        event("c0", "Cho hỏi lại: chiều thứ bảy có làm không ạ", verb=CommentVerb.EDITED, at=NOW)
    )
    with (
        pytest.raises(ConflictError, match="chưa xong"),
        house.database.transaction(house.agency_id) as session,
    ):
        corrections.submit_edit(session, drafter, case_id, "Dạ, mời chị sáng mai.", able=ABLE)


def test_a_hiding_follows_its_comment_into_another_case(house: House) -> None:
    """Its group is divided while it is under way: not asked for twice, looked at again there."""
    who = house.who(Role.TRIAGE)
    house.take(*(event(f"c{n}", INSULT, at=NOW - timedelta(minutes=5 - n)) for n in range(2)))
    house.triage(lambda _: Label.ILLEGAL_CONTENT)
    [found] = listed(house)
    with house.database.transaction(house.agency_id) as session:
        admin, key = house.who(Role.ADMINISTRATOR), Credentials("khoa-cua-trang")
        connections.connect(session, admin, house.page_id, KEYS, key, can_reply=True)
        reason = HideReason.INSULT
        made = hiding.hide(session, who, found.case.id, reason, able=ABLE, everywhere=True)
    with house.database.transaction(house.agency_id) as session:
        told = splitting.split(session, who, found.case.id, [made[1].comment_id])
        apart = told.data["into"]
        cases.relabel(session, who, apart, Label.ILLEGAL_CONTENT)
    with (
        pytest.raises(ConflictError, match="đang chờ ẩn"),
        house.database.transaction(house.agency_id) as session,
    ):
        hiding.hide(session, who, apart, reason, able=ABLE)

    with house.database.transaction(house.agency_id) as session:
        for intent in queries.intents_of_case(house.agency_id, session, found.case.id):
            outcomes.became_published(session, intent, None, NOW)
    with pytest.raises(ForbiddenError), house.database.transaction(house.agency_id) as session:
        hiding.review(session, who, apart, HideVerdict.UPHELD)
    with house.database.transaction(house.agency_id) as session:
        hiding.review(session, house.who(Role.MANAGER), apart, HideVerdict.UPHELD)
        assert len(hidings.unreviewed(house.agency_id, session, found.case.id)) == 1


def test_a_bulk_act_takes_each_case_once_and_none_of_a_neighbour(
    house: House, neighbour: House
) -> None:
    """A list that grew while it was read names a case twice; a foreign number is nobody's."""
    [case_id], [foreign] = fill(house, 1), fill(neighbour, 1)
    seen = one(house, case_id).case.version
    with house.database.transaction(house.agency_id) as session:
        who = house.who(Role.TRIAGE)
        chosen = [(case_id, seen), (foreign, 1), (case_id, seen)]
        act = bulk.begin(session, who, BulkKind.DISMISS, DismissReason.NOTED, chosen)
        assert (act.total, act.done, act.refused) == (1, 1, 0)


def test_a_worker_decides_with_the_powers_that_the_agency_has_set(house: House) -> None:
    """What a role may no longer do, its holder's great act does no longer either."""
    case_ids = fill(house, bulk.AT_ONCE + 1)
    who, admin = house.who(Role.TRIAGE), house.who(Role.ADMINISTRATOR)
    chosen = [(case_id, one(house, case_id).case.version) for case_id in case_ids]
    with house.database.transaction(house.agency_id) as session:
        act = bulk.begin(session, who, BulkKind.DISMISS, DismissReason.NOTED, chosen)
        powers = {**MATRIX, Role.TRIAGE: MATRIX[Role.TRIAGE] - {Permission.TRIAGE}}
        staff.set_powers(session, admin, powers)
    with house.database.transaction(house.agency_id) as session:
        bulk.carry_on(session, None, act.id, agency_id=house.agency_id, most=bulk.AT_ONCE + 1)
        done = bulk_queries.find_act(house.agency_id, session, act.id)
        assert done is not None
        assert (done.done, done.refused) == (0, len(case_ids))


def test_nobody_takes_a_case_that_is_closed(house: House) -> None:
    """A page from before the closing still shows the key for it."""
    [case_id] = fill(house, 1)
    with house.database.transaction(house.agency_id) as session:
        cases.dismiss(session, house.who(Role.TRIAGE), case_id, DismissReason.NOTED)
    for take in (claims.claim, claims.take_over):
        with (
            pytest.raises(ConflictError, match="đã đóng"),
            house.database.transaction(house.agency_id) as session,
        ):
            take(session, house.who(Role.DRAFTER), case_id)


def test_of_two_who_end_an_incident_the_second_is_told(house: House) -> None:
    """The report of the first stays as it was written."""
    who = house.who(Role.ADMINISTRATOR)
    with house.database.transaction(house.agency_id) as session:
        about = IncidentChange(house.page_id, IncidentKind.MISUSED, "Có bài lạ trên trang", NOW)
        incident_id = incidents.open_incident(session, who, about).id
    with house.database.transaction(house.agency_id) as second:
        seen = incidents.find(second, who, incident_id)
        with house.database.transaction(house.agency_id) as first:
            incidents.close(first, who, incident_id, "Đã gỡ bài lạ.")
        with pytest.raises(ConflictError, match="đã kết thúc"):
            incidents.close(second, who, seen.id, "Không rõ.")


def test_rules_are_acknowledged_once_however_often_the_key_is_pressed(house: House) -> None:
    """Twice at once is no fault of the person's."""
    who = house.who(Role.DRAFTER)
    with house.database.transaction(house.agency_id) as session:
        version = rulebook.publish(session, house.who(Role.ADMINISTRATOR), "Bản đầu")
    for _ in range(2):
        with house.database.transaction(house.agency_id) as session:
            rulebook.acknowledge(session, who, version.id)
    with house.database.transaction(house.agency_id) as session:
        kinds = session.scalars(text("SELECT kind FROM events ORDER BY id")).all()
    assert kinds.count(EventKind.RULES_ACKNOWLEDGED) == 1
