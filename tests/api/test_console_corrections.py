"""What stands on the page is corrected from the case's card, where the network has such an act."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from moderation.queries.approvals import waiting_approvals
from moderation.replies import approvals, drafts
from moderation.vocabulary import Label, Platform, PublishKind, Role
from tests.api.seats import Seat
from tests.api.test_console_hiding import case_on
from tests.factories import House

TakeSeat = Callable[..., Seat]
REPLY = "Dạ, phường làm việc cả sáng thứ bảy."


def published(house: House, platform: Platform = Platform.FACEBOOK) -> int:
    """A case whose reply stands on the page."""
    case_id = case_on(house, platform, Label.POLICY_QUESTION)
    drafter, chief = house.who(Role.DRAFTER), house.who(Role.SPOKESPERSON)
    with house.database.transaction(house.agency_id) as session:
        drafts.save_draft(session, drafter, case_id, REPLY, version=0)
        sent = approvals.submit(session, drafter, case_id, draft_version=1)
        approvals.approve(session, chief, sent.id, shown_sha256=sent.content_sha256)
        session.execute(
            text("UPDATE publish_intents SET state = 'published', remote_id = 'r1', attempts = 1")
        )
        session.execute(text("UPDATE approvals SET state = 'done'"))
        session.execute(text("UPDATE cases SET status = 'answered', closed_at = now()"))
    return case_id


@pytest.mark.parametrize(
    ("platform", "may_edit", "may_remove"),
    [(Platform.FACEBOOK, True, True), (Platform.INSTAGRAM, False, True)],
)
def test_a_card_offers_what_the_network_can(
    house: House, seat: TakeSeat, platform: Platform, *, may_edit: bool, may_remove: bool
) -> None:
    """Instagram removes replies and edits none."""
    html = seat(house).get(f"/cases/{published(house, platform)}").text

    assert ('id="edit-reply"' in html) is may_edit
    assert ('id="remove-reply"' in html) is may_remove


def test_an_edit_and_a_withdrawal_are_put_before_the_spokesperson(
    house: House, seat: TakeSeat
) -> None:
    """The card says that it waits; the approval says what will happen on the page."""
    case_id, desk, chief = published(house), seat(house), seat(house, Role.SPOKESPERSON)
    edited = desk.post(f"/cases/{case_id}/reply/edit", {"text": REPLY + " Mời đến."}, htmx="case")
    first = waiting(house)
    edit = chief.get(f"/approvals/{first}").text
    desk.post(f"/cases/{case_id}/withdraw", htmx="case")
    empty = desk.post(f"/cases/{case_id}/reply/remove", {"reason": " "}, htmx="case")
    desk.post(f"/cases/{case_id}/reply/remove", {"reason": "Nhầm giờ"}, htmx="case")
    removal = chief.get(f"/approvals/{waiting(house)}").text

    assert "Sửa câu đã đăng." in edited.text
    assert "Câu trên trang sẽ đổi thành" in edit
    assert "Khác câu đang đứng trên trang" in edit
    assert empty.status_code == 422
    assert "Câu này sẽ bị gỡ khỏi trang" in removal
    assert "Nhầm giờ" in removal


@pytest.mark.parametrize(
    ("platform", "is_offered"), [(Platform.FACEBOOK, True), (Platform.YOUTUBE, False)]
)
def test_a_private_reply_is_offered_where_the_network_has_one(
    house: House, seat: TakeSeat, platform: Platform, *, is_offered: bool
) -> None:
    """And refused elsewhere, whatever a form says."""
    case_id, desk = case_on(house, platform, Label.POLICY_QUESTION), seat(house)
    draft = desk.get(f"/cases/{case_id}/draft").text
    form = {"text": REPLY, "draft_version": "0", "kind": PublishKind.PRIVATE_REPLY.value}
    answer = desk.post(f"/cases/{case_id}/submit", form, htmx="case")

    assert ('value="private_reply"' in draft) is is_offered
    assert (answer.status_code == 200) is is_offered


def waiting(house: House) -> int:
    """The approval that waits."""
    with house.database.transaction(house.agency_id) as session:
        [(approval, _)] = waiting_approvals(house.agency_id, session, page_ids=None)
        return approval.id
