"""Two persons, one exact text: no reply goes out that somebody else has not approved as it is."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from moderation.casework import cases, reopening
from moderation.errors import BadInputError, ConflictError, ForbiddenError
from moderation.models import Approval
from moderation.queries import approvals as approval_queries
from moderation.queries import cases as case_queries
from moderation.replies import approvals, drafts
from moderation.vocabulary import ApprovalState, CaseStatus, CommentVerb, DismissReason, Role
from tests.factories import NOW, House, event

REPLY = "Dạ, phường làm căn cước cả sáng thứ bảy, mời anh/chị mang theo giấy khai sinh."


def case_with_draft(house: House) -> int:
    """A case whose reply the drafter has written."""
    house.take(event("c1"))
    house.triage()
    with house.database.transaction(house.agency_id) as session:
        case = case_queries.list_cases(house.agency_id, session, case_queries.CaseFilter())[0].case
        drafts.save_draft(session, house.who(Role.DRAFTER), case.id, REPLY, version=0)
    return case.id


def submitted(house: House) -> Approval:
    """A reply put before the spokesperson."""
    case_id = case_with_draft(house)
    with house.database.transaction(house.agency_id) as session:
        return approvals.submit(session, house.who(Role.DRAFTER), case_id, draft_version=1)


def status(house: House, case_id: int) -> CaseStatus:
    """Where a case stands."""
    with house.database.transaction(house.agency_id) as session:
        found = case_queries.find_case(house.agency_id, session, case_id)
        assert found is not None
        return found.case.status


def test_a_spokesperson_approves_what_a_drafter_wrote(house: House) -> None:
    """The case is approved, and by whom is on the record."""
    approval = submitted(house)

    with house.database.transaction(house.agency_id) as session:
        done = approvals.approve(
            session,
            house.who(Role.SPOKESPERSON),
            approval.id,
            shown_sha256=approval.content_sha256,
        )

    assert done.state is ApprovalState.APPROVED
    assert done.decided_by == house.who(Role.SPOKESPERSON).actor_id
    assert status(house, approval.case_id) is CaseStatus.APPROVED


def test_a_reply_to_a_case_that_was_closed_meanwhile_waits_for_nobody(house: House) -> None:
    """It leaves the list, can't be approved or returned, and waits again once the case is open."""
    approval = submitted(house)
    spokesperson, triage = house.who(Role.SPOKESPERSON), house.who(Role.TRIAGE)

    def waits() -> list[int]:
        with house.database.transaction(house.agency_id) as session:
            found = approval_queries.waiting_approvals(house.agency_id, session, page_ids=None)
            count = approval_queries.count_waiting(
                house.agency_id, session, page_ids=None, not_by=None
            )
        assert count == len(found)
        return [one.id for one, _ in found]

    with house.database.transaction(house.agency_id) as session:
        cases.dismiss(session, triage, approval.case_id, DismissReason.NOTED)
    assert waits() == []
    shown = approval.content_sha256
    with (
        pytest.raises(ConflictError, match="đã đóng"),
        house.database.transaction(house.agency_id) as session,
    ):
        approvals.approve(session, spokesperson, approval.id, shown_sha256=shown)
    with (
        pytest.raises(ConflictError, match="đã đóng"),
        house.database.transaction(house.agency_id) as session,
    ):
        approvals.return_to_author(session, spokesperson, approval.id, "Xin thêm căn cứ.")
    assert status(house, approval.case_id) is CaseStatus.DISMISSED

    with house.database.transaction(house.agency_id) as session:
        reopening.reopen(session, triage, approval.case_id)
    assert waits() == [approval.id]
    assert status(house, approval.case_id) is CaseStatus.WAITING_APPROVAL
    with house.database.transaction(house.agency_id) as session:
        approvals.approve(session, spokesperson, approval.id, shown_sha256=shown)
    assert status(house, approval.case_id) is CaseStatus.APPROVED


def test_the_drafter_takes_back_what_waits_on_a_closed_case(house: House) -> None:
    """And the case stays closed."""
    approval = submitted(house)
    with house.database.transaction(house.agency_id) as session:
        cases.dismiss(session, house.who(Role.TRIAGE), approval.case_id, DismissReason.NOTED)
    with house.database.transaction(house.agency_id) as session:
        gone = approvals.withdraw(session, house.who(Role.DRAFTER), approval.id)
    assert gone.state is ApprovalState.VOID
    assert status(house, approval.case_id) is CaseStatus.DISMISSED


def test_nobody_approves_their_own_words(house: House) -> None:
    """Not even a spokesperson who wrote the reply."""
    house.take(event("c1"))
    house.triage()
    who = house.who(Role.SPOKESPERSON)
    with house.database.transaction(house.agency_id) as session:
        case = case_queries.list_cases(house.agency_id, session, case_queries.CaseFilter())[0].case
        drafts.save_draft(session, who, case.id, REPLY, version=0)
    with house.database.transaction(house.agency_id) as session:
        approval = approvals.submit(session, who, case.id, draft_version=1)

    with (
        pytest.raises(ForbiddenError, match="không tự duyệt"),
        house.database.transaction(house.agency_id) as session,
    ):
        approvals.approve(session, who, approval.id, shown_sha256=approval.content_sha256)


def test_the_table_itself_refuses_one_pair_of_eyes(house: House, as_superuser: Engine) -> None:
    """Four eyes hold even where the code forgets them."""
    approval = submitted(house)

    with pytest.raises(IntegrityError, match="four_eyes"), as_superuser.begin() as connection:
        connection.execute(
            text(
                "UPDATE approvals SET state = 'approved', decided_by = submitted_by WHERE id = :id"
            ),
            {"id": approval.id},
        )


def test_a_drafter_may_not_approve(house: House) -> None:
    """Writing is not approving."""
    approval = submitted(house)

    with pytest.raises(ForbiddenError), house.database.transaction(house.agency_id) as session:
        approvals.approve(
            session, house.who(Role.DRAFTER), approval.id, shown_sha256=approval.content_sha256
        )


def test_what_was_shown_must_be_what_is_approved(house: House) -> None:
    """A hash of another text is refused."""
    approval = submitted(house)

    with (
        pytest.raises(ConflictError, match="đã thay đổi"),
        house.database.transaction(house.agency_id) as session,
    ):
        approvals.approve(
            session, house.who(Role.SPOKESPERSON), approval.id, shown_sha256=b"another"
        )


@pytest.mark.parametrize("verb", [CommentVerb.EDITED, CommentVerb.DELETED])
def test_the_citizens_change_makes_an_approval_void(house: House, verb: CommentVerb) -> None:
    """A reply to words that stand no more must be looked at again."""
    approval = submitted(house)
    with house.database.transaction(house.agency_id) as session:
        approvals.approve(
            session,
            house.who(Role.SPOKESPERSON),
            approval.id,
            shown_sha256=approval.content_sha256,
        )
    house.take(event("c1", "Tôi hỏi chuyện khác cơ", verb=verb, at=NOW))

    with house.database.transaction(house.agency_id) as session:
        now_at = session.get_one(Approval, (house.agency_id, approval.id))

    assert now_at.state is ApprovalState.VOID
    assert status(house, approval.case_id) is CaseStatus.DRAFTING


def test_a_change_of_the_draft_makes_the_approval_void(house: House) -> None:
    """One letter more is another reply."""
    approval = submitted(house)
    with house.database.transaction(house.agency_id) as session:
        drafts.save_draft(
            session, house.who(Role.DRAFTER), approval.case_id, REPLY + "!", version=1
        )

    with (
        pytest.raises(ConflictError, match="không còn chờ duyệt"),
        house.database.transaction(house.agency_id) as session,
    ):
        approvals.approve(
            session,
            house.who(Role.SPOKESPERSON),
            approval.id,
            shown_sha256=approval.content_sha256,
        )


def test_a_reply_is_returned_with_a_reason_or_not_at_all(house: House) -> None:
    """The author must know what to mend."""
    approval = submitted(house)
    spokesperson = house.who(Role.SPOKESPERSON)
    with pytest.raises(BadInputError), house.database.transaction(house.agency_id) as session:
        approvals.return_to_author(session, spokesperson, approval.id, "  ")

    with house.database.transaction(house.agency_id) as session:
        approvals.return_to_author(session, spokesperson, approval.id, "Thiếu giờ làm việc")

    assert status(house, approval.case_id) is CaseStatus.RETURNED


def test_the_one_who_submitted_can_take_it_back(house: House) -> None:
    """Until somebody has decided."""
    approval = submitted(house)
    with house.database.transaction(house.agency_id) as session:
        approvals.withdraw(session, house.who(Role.DRAFTER), approval.id)

    assert status(house, approval.case_id) is CaseStatus.DRAFTING


def test_a_case_has_one_reply_before_the_spokesperson_at_a_time(house: House) -> None:
    """A second submission is told so."""
    approval = submitted(house)

    with (
        pytest.raises(ConflictError, match="đang chờ duyệt"),
        house.database.transaction(house.agency_id) as session,
    ):
        approvals.submit(session, house.who(Role.DRAFTER), approval.case_id, draft_version=1)
