"""A spokesperson decides on replies, on a phone that loses the network."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from moderation.models import Approval, PublishIntent
from moderation.queries import approvals as approval_queries
from moderation.queries import cases as case_queries
from moderation.queries import replies as queries
from moderation.replies import approvals, connections, drafts
from moderation.replies.connections import Credentials
from moderation.sealing import Keyring
from moderation.vocabulary import ApprovalState, CaseStatus, CommentVerb, IntentState, Role
from tests.api.seats import Seat
from tests.factories import NOW, House, event

TakeSeat = Callable[..., Seat]
REPLY = "Dạ, phường làm căn cước cả sáng thứ bảy, mời anh/chị mang theo giấy khai sinh."
KEYS = Keyring({"one": bytes(32)})


def submitted(house: House, name: str = "c1", *, by: Role = Role.DRAFTER) -> Approval:
    """A reply that somebody put before the spokesperson."""
    house.take(event(name, f"Phường mình làm căn cước thứ bảy không ạ {name}"))
    house.triage()
    with house.database.transaction(house.agency_id) as session:
        case = next(
            one.case
            for one in case_queries.list_cases(
                house.agency_id, session, case_queries.CaseFilter(), limit=200
            )
            if one.comment.external_id == name
        )
        drafts.save_draft(session, house.who(by), case.id, REPLY, version=0)
        return approvals.submit(session, house.who(by), case.id, draft_version=1)


def connect(house: House) -> None:
    """Let replies on the page leave by themselves."""
    with house.database.transaction(house.agency_id) as session:
        admin, key = house.who(Role.ADMINISTRATOR), Credentials("khoa-cua-trang")
        connections.connect(session, admin, house.page_id, KEYS, key, can_reply=True)


def now_at(house: House, approval: Approval) -> tuple[ApprovalState, CaseStatus]:
    """Where a submitted reply and its case stand."""
    with house.database.transaction(house.agency_id) as session:
        case = case_queries.find_case(house.agency_id, session, approval.case_id)
        found = approval_queries.find_approval(house.agency_id, session, approval.id)
        assert case is not None
        assert found is not None
        return found.state, case.case.status


def acts(house: House, approval: Approval) -> list[PublishIntent]:
    """What was asked of the network."""
    with house.database.transaction(house.agency_id) as session:
        return queries.acts_of_case(house.agency_id, session, approval.case_id)


def shown_hash(html: str) -> str:
    """What the card says that it shows."""
    found = re.search(r'name="shown_sha256" value="([0-9a-f]{64})"', html)
    assert found is not None
    return found.group(1)


def approve(desk: Seat, approval: Approval, *, htmx: str = "approval") -> str:
    """Open the card and tap Duyệt; the answer."""
    card = desk.get(f"/approvals/{approval.id}").text
    answer = desk.post(
        f"/approvals/{approval.id}/approve", {"shown_sha256": shown_hash(card)}, htmx=htmx
    )
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_spokespersons_day_begins_with_what_waits(house: House, seat: TakeSeat) -> None:
    """The approvals come first while there are any, with their count in the frame."""
    desk = seat(house, Role.SPOKESPERSON)
    assert desk.get("/").headers["location"] == "/queues"
    submitted(house)

    assert desk.get("/").headers["location"] == "/approvals"
    assert re.search(r'section-count num">1<', desk.get("/queues/all").text)
    assert desk.get("/queues/approvals").headers["location"] == "/approvals"


def test_the_card_shows_the_citizen_first_then_the_whole_reply(
    house: House, seat: TakeSeat
) -> None:
    """Nothing that a decision rests on is cut or hidden."""
    approval = submitted(house)
    card = seat(house, Role.SPOKESPERSON).get(f"/approvals/{approval.id}").text

    assert card.index("căn cước thứ bảy") < card.index(REPLY)
    assert "Không theo mẫu nào" in card
    assert "Chị drafter soạn" in card
    assert "đăng tay" in card


def test_approving_goes_to_the_next_card(house: House, seat: TakeSeat) -> None:
    """And says what becomes of the one that was approved."""
    first, second = submitted(house), submitted(house, "c2")
    desk = seat(house, Role.SPOKESPERSON)

    answer = approve(desk, first)

    assert f"Duyệt vụ {second.case_id}" in answer
    assert f"Đã duyệt vụ {first.case_id}" in answer
    assert now_at(house, first) == (ApprovalState.APPROVED, CaseStatus.APPROVED)
    assert "Đã duyệt hết" in approve(desk, second)


def test_a_double_tap_approves_once_and_says_so(house: House, seat: TakeSeat) -> None:
    """The network lost the first answer; the second is the same."""
    connect(house)
    approval = submitted(house)
    desk = seat(house, Role.SPOKESPERSON)
    form = {"shown_sha256": shown_hash(desk.get(f"/approvals/{approval.id}").text)}
    path = f"/approvals/{approval.id}/approve"

    told = [desk.post(path, form, htmx="approval") for _ in range(3)]

    assert [answer.status_code for answer in told] == [200, 200, 200]
    assert all(f"Đã duyệt vụ {approval.case_id}" in answer.text for answer in told)
    assert [act.state for act in acts(house, approval)] == [IntentState.QUEUED]


def test_without_scripts_the_same_works_by_plain_forms(house: House, seat: TakeSeat) -> None:
    """The answer leads on by GET, so that reloading repeats nothing."""
    approval = submitted(house)
    desk = seat(house, Role.SPOKESPERSON)
    form = {"shown_sha256": shown_hash(desk.get(f"/approvals/{approval.id}").text)}

    answer = desk.post(f"/approvals/{approval.id}/approve", form)

    assert answer.status_code == 303
    page = desk.get(answer.headers["location"])
    assert "Đã duyệt hết" in page.text


@pytest.mark.parametrize("sent", ["", "00" * 32, "không phải mã"])
def test_what_was_not_shown_is_not_approved(house: House, seat: TakeSeat, sent: str) -> None:
    """The hash of another text, or none, changes nothing."""
    approval = submitted(house)
    desk = seat(house, Role.SPOKESPERSON)

    answer = desk.post(f"/approvals/{approval.id}/approve", {"shown_sha256": sent}, htmx="approval")

    assert answer.status_code == 409
    assert now_at(house, approval)[0] is ApprovalState.WAITING


def test_a_citizens_edit_voids_what_is_on_the_screen(house: House, seat: TakeSeat) -> None:
    """Told in words, with the card as it is now and no button left on it."""
    approval = submitted(house)
    desk = seat(house, Role.SPOKESPERSON)
    form = {"shown_sha256": shown_hash(desk.get(f"/approvals/{approval.id}").text)}
    edited = event("c1", "Thôi tôi hỏi hộ chiếu", verb=CommentVerb.EDITED, at=NOW)
    house.take(edited, received_at=NOW + timedelta(minutes=1))

    answer = desk.post(f"/approvals/{approval.id}/approve", form, htmx="approval")

    assert answer.status_code == 409
    assert "Người dân đã sửa bình luận" in answer.text
    assert "shown_sha256" not in answer.text
    assert now_at(house, approval) == (ApprovalState.VOID, CaseStatus.DRAFTING)


def test_a_return_needs_a_reason_and_the_author_reads_it(house: House, seat: TakeSeat) -> None:
    """Chips and words together, on the case's card and beside the draft."""
    approval = submitted(house)
    desk = seat(house, Role.SPOKESPERSON)
    path = f"/approvals/{approval.id}/return"

    refused = desk.post(path, {"note": "  "}, htmx="approval")
    told = {"chosen": ["Thiếu nguồn, căn cứ", "<bịa>"], "note": "Dẫn Luật Căn cước"}
    returned = desk.post(path, told, htmx="approval")
    again = desk.post(path, told, htmx="approval")

    assert (refused.status_code, returned.status_code, again.status_code) == (422, 200, 200)
    assert "Hãy ghi lý do" in refused.text
    for path in (f"/cases/{approval.case_id}", f"/cases/{approval.case_id}/draft"):
        card = seat(house, Role.DRAFTER).get(path).text
        assert "Thiếu nguồn, căn cứ; Dẫn Luật Căn cước" in card
        assert "bịa" not in card


def test_an_earlier_return_stands_on_the_next_card(house: House, seat: TakeSeat) -> None:
    """So that one sees whether it was mended."""
    first = submitted(house)
    desk = seat(house, Role.SPOKESPERSON)
    desk.post(f"/approvals/{first.id}/return", {"note": "Thêm giờ làm việc"}, htmx="approval")
    with house.database.transaction(house.agency_id) as session:
        who = house.who(Role.DRAFTER)
        drafts.save_draft(session, who, first.case_id, REPLY + " Từ 7 giờ 30.", version=1)
        second = approvals.submit(session, who, first.case_id, draft_version=2)

    card = desk.get(f"/approvals/{second.id}").text

    assert "Đã trả lại trước đây" in card
    assert "Thêm giờ làm việc" in card


def test_ones_own_words_are_for_somebody_else(house: House, seat: TakeSeat) -> None:
    """Listed apart, without a button, and refused by the route as well."""
    approval = submitted(house, by=Role.SPOKESPERSON)
    desk = seat(house, Role.SPOKESPERSON)
    card = desk.get(f"/approvals/{approval.id}").text

    assert "chờ người khác duyệt" in desk.get("/approvals").text
    assert "cần một người khác duyệt" in card
    assert "shown_sha256" not in card
    answer = desk.post(
        f"/approvals/{approval.id}/approve",
        {"shown_sha256": approval.content_sha256.hex()},
        htmx="approval",
    )
    assert answer.status_code == 403
    assert now_at(house, approval)[0] is ApprovalState.WAITING


def test_who_may_not_approve_sees_no_approvals(house: House, seat: TakeSeat) -> None:
    """Neither the list nor a card nor a word of them in the frame."""
    approval = submitted(house)
    desk = seat(house, Role.DRAFTER)

    assert desk.get("/approvals").status_code == 403
    assert desk.get(f"/approvals/{approval.id}").status_code == 403
    assert "/approvals" not in desk.get("/queues/all").text


def test_another_agencys_reply_is_not_there(house: House, neighbour: House, seat: TakeSeat) -> None:
    """Whatever number one asks for."""
    approval = submitted(neighbour)
    desk = seat(house, Role.SPOKESPERSON)

    assert desk.get(f"/approvals/{approval.id}").status_code == 404
    assert desk.post(f"/approvals/{approval.id}/return", {"note": "x"}).status_code == 404


def test_within_the_undo_time_an_approved_reply_is_taken_back(house: House, seat: TakeSeat) -> None:
    """By the countdown on the case's card; nothing was sent."""
    connect(house)
    approval = submitted(house)
    desk = seat(house, Role.SPOKESPERSON)
    approve(desk, approval)
    path = f"/cases/{approval.case_id}"
    card = desk.get(path).text

    assert "data-countdown" in card
    assert "data-countdown" in desk.get(f"{path}/reply", htmx="reply").text
    back = desk.post(f"{path}/withdraw", {}, htmx="case")

    assert back.status_code == 200
    assert "không còn hiệu lực" in back.text
    assert [act.state for act in acts(house, approval)] == [IntentState.CANCELLED]
    assert now_at(house, approval) == (ApprovalState.VOID, CaseStatus.DRAFTING)
    assert desk.post(f"{path}/withdraw", {}, htmx="case").status_code == 409


def test_what_was_submitted_is_withdrawn_by_its_own_submitter(house: House, seat: TakeSeat) -> None:
    """And by nobody else."""
    approval = submitted(house)
    path = f"/cases/{approval.case_id}/withdraw"

    assert seat(house, Role.TRIAGE).post(path, {}, htmx="case").status_code == 409
    assert seat(house, Role.DRAFTER).post(path, {}, htmx="case").status_code == 200
    assert now_at(house, approval) == (ApprovalState.VOID, CaseStatus.DRAFTING)


def test_a_page_without_a_connection_says_to_post_by_hand(house: House, seat: TakeSeat) -> None:
    """With the text to be copied as it was approved."""
    approval = submitted(house)
    approve(seat(house, Role.SPOKESPERSON), approval)
    card = seat(house, Role.TRIAGE).get(f"/cases/{approval.case_id}").text

    assert "đăng tay, rồi bấm “Đã trả lời”" in card
    assert f'data-copy="{REPLY}"' in card


def test_the_whole_circle_by_the_consoles_own_buttons(house: House, seat: TakeSeat) -> None:
    """Typed, submitted, approved: the case leaves the author's list and comes back answered."""
    house.take(event("c1"))
    house.triage()
    with house.database.transaction(house.agency_id) as session:
        case = case_queries.list_cases(house.agency_id, session, case_queries.CaseFilter())[0].case
    lan = seat(house, Role.DRAFTER)

    sent = lan.post(f"/cases/{case.id}/submit", {"text": REPLY, "draft_version": "0"}, htmx="case")

    assert sent.status_code == 200
    with house.database.transaction(house.agency_id) as session:
        [(approval, _)] = approval_queries.waiting_approvals(
            house.agency_id, session, page_ids=None
        )
    assert approval.text == REPLY
    approve(seat(house, Role.SPOKESPERSON), approval)
    assert now_at(house, approval)[1] is CaseStatus.APPROVED
