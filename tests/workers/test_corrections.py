"""What stands on the page is edited and withdrawn by two persons, on the emulated network."""

from __future__ import annotations

import pytest

from moderation.errors import BadInputError, ConflictError, ForbiddenError
from moderation.models import Approval
from moderation.queries import approvals as approval_queries
from moderation.queries import cases as case_queries
from moderation.replies import approvals, corrections
from moderation.vocabulary import (
    ApprovalState,
    CaseStatus,
    CommentVerb,
    IntentState,
    Platform,
    PublishKind,
    Role,
)
from platforms import CAPABILITIES
from tests.factories import event
from tests.workers.conftest import NAME, REPLY, Desk

ABLE = CAPABILITIES[Platform.FACEBOOK]
BETTER = "Dạ, mời anh/chị đến bộ phận một cửa sáng thứ bảy, từ 7 giờ 30 đến 11 giờ."


def published(desk: Desk) -> str:
    """A reply on the page; its name there."""
    desk.ask()
    desk.approve()
    desk.work()
    return desk.acts()[0].remote_id or ""


def decide(desk: Desk, approval: Approval, role: Role = Role.SPOKESPERSON) -> None:
    """The other person says yes to exactly what was put before them."""
    with desk.house.database.transaction(desk.house.agency_id) as session:
        shown = approval.content_sha256
        approvals.approve(session, desk.house.who(role), approval.id, shown_sha256=shown)


def status(desk: Desk) -> CaseStatus:
    """Where the case stands."""
    with desk.house.database.transaction(desk.house.agency_id) as session:
        found = case_queries.find_case(desk.house.agency_id, session, desk.case_id())
        assert found is not None
        return found.case.status


def test_an_edit_is_approved_and_then_stands_on_the_page(desk: Desk) -> None:
    """The case stays answered, and the next edit starts from the new words."""
    reply = published(desk)
    edit = desk.as_role(Role.DRAFTER, corrections.submit_edit, text=BETTER, able=ABLE)
    before = desk.seen(reply)["text"]
    decide(desk, edit)
    desk.work()

    assert before == REPLY
    assert desk.seen(reply)["text"] == BETTER
    assert status(desk) is CaseStatus.ANSWERED
    with desk.house.database.transaction(desk.house.agency_id) as session:
        last = approval_queries.last_edit(desk.house.agency_id, session, edit.corrects_id or 0)
    assert last is not None
    assert (last.state, last.text) == (ApprovalState.DONE, BETTER)


def test_nobody_edits_alone_and_nothing_is_edited_for_nothing(desk: Desk) -> None:
    """The author can't approve; the same words, none, or too many are refused."""
    published(desk)
    for text in ("", REPLY, "x" * 8001):
        with pytest.raises(BadInputError):
            desk.as_role(Role.DRAFTER, corrections.submit_edit, text=text, able=ABLE)
    edit = desk.as_role(Role.SPOKESPERSON, corrections.submit_edit, text=BETTER, able=ABLE)
    with pytest.raises(ForbiddenError):
        decide(desk, edit)
    with pytest.raises(ConflictError, match="chưa xong"):
        desk.as_role(Role.DRAFTER, corrections.submit_edit, text=BETTER, able=ABLE)


def test_instagram_edits_nothing(desk: Desk) -> None:
    """The network has no such act, so it is refused before anybody is asked."""
    published(desk)
    with pytest.raises(BadInputError, match="không cho"):
        desk.as_role(
            Role.DRAFTER,
            corrections.submit_edit,
            text=BETTER,
            able=CAPABILITIES[Platform.INSTAGRAM],
        )


def test_a_withdrawal_removes_the_reply_and_opens_the_case_again(desk: Desk) -> None:
    """The citizen waits again; a new reply can then be given."""
    reply = published(desk)
    asked = desk.as_role(
        Role.DRAFTER, corrections.submit_withdrawal, reason="nhầm ngày làm việc", able=ABLE
    )
    decide(desk, asked)
    desk.work()
    opened = status(desk)
    desk.approve(BETTER)
    desk.work()

    assert desk.seen(reply)["removed"] is True
    assert opened is CaseStatus.OPEN
    assert status(desk) is CaseStatus.ANSWERED
    assert len(desk.accepted()) == 2


@pytest.mark.parametrize("fault", ["accept_then_500", "accept_then_drop", "server_error"])
@pytest.mark.parametrize("kind", [PublishKind.EDIT, PublishKind.DELETE])
def test_whatever_the_network_says_the_correction_is_made_in_the_end(
    desk: Desk, fault: str, kind: PublishKind
) -> None:
    """To remove what is gone already is done."""
    reply = published(desk)
    if kind is PublishKind.EDIT:
        asked = desk.as_role(Role.DRAFTER, corrections.submit_edit, text=BETTER, able=ABLE)
    else:
        asked = desk.as_role(
            Role.DRAFTER, corrections.submit_withdrawal, reason="nhầm ngày", able=ABLE
        )
    decide(desk, asked)
    desk.emulator.do("set_faults", queue=[fault])
    desk.work()
    desk.work()

    seen = desk.seen(reply)
    assert (seen["text"] == BETTER) if kind is PublishKind.EDIT else seen["removed"]
    assert desk.states() == [IntentState.PUBLISHED] * 2


def test_a_reply_taken_away_on_the_page_itself_opens_the_case_again(desk: Desk) -> None:
    """A colleague removed it by hand; the network tells."""
    reply = published(desk)
    desk.hear(event(reply, REPLY, author=NAME, parent="x"))
    desk.hear(event(reply, None, verb=CommentVerb.DELETED, author=NAME))

    assert status(desk) is CaseStatus.OPEN


def test_a_citizen_who_goes_takes_the_question_along(desk: Desk) -> None:
    """Their comment and our reply are gone: nobody waits."""
    comment = desk.ask()
    desk.approve()
    desk.work()
    reply = desk.acts()[0].remote_id or ""
    desk.hear(event(reply, REPLY, author=NAME, parent=comment))
    desk.hear(
        event(comment, None, verb=CommentVerb.DELETED),
        event(reply, None, verb=CommentVerb.DELETED, author=NAME),
    )

    assert status(desk) is CaseStatus.ANSWERED


def test_a_private_reply_reaches_the_author_alone_and_answers(desk: Desk) -> None:
    """Once; nothing stands below the comment."""
    comment = desk.ask()
    desk.approve(kind=PublishKind.PRIVATE_REPLY)
    desk.work()
    desk.work()

    assert desk.seen(comment)["answered_privately"] == REPLY
    assert [entry["act"] for entry in desk.emulator.ledger()] == ["private_reply"]
    assert status(desk) is CaseStatus.ANSWERED


def test_a_private_reply_of_unknown_fate_waits_for_a_person(desk: Desk) -> None:
    """No listing shows it, so nothing is concluded from its absence."""
    desk.ask()
    desk.approve(kind=PublishKind.PRIVATE_REPLY)
    desk.emulator.do("set_faults", queue=["accept_then_drop"])
    desk.work()
    for _ in range(4):
        desk.work(after="20 minutes")

    assert desk.states() == [IntentState.UNKNOWN]
    assert len(desk.emulator.ledger()) == 1
