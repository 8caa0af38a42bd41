"""The screen of authorities, the checks beside a draft, and what was answered before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from moderation.queries import authorities as queries
from moderation.replies import approvals, drafts
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import AuthorityBasis, Label, Role
from tests.api.seats import Seat, fill, version
from tests.factories import House, event

Seated = Callable[..., Seat]
TODAY = datetime.now(VIETNAM).date()


def test_an_administrator_writes_a_delegation_down_and_revokes_it(
    house: House, seat: Seated
) -> None:
    """Everybody who reads cases sees it; nobody else gives one."""
    desk = seat(house, Role.ADMINISTRATOR)
    form = {
        "user": str(house.who(Role.DRAFTER).actor_id),
        "basis": "delegation",
        "number": "45/QĐ-UBND",
        "valid_from": str(TODAY),
        "valid_to": str(TODAY + timedelta(days=7)),
        "labels": ["feedback"],
    }
    refused = desk.post("/authorities", {**form, "number": ""})
    assert refused.status_code == 422
    assert "cần số quyết định" in refused.text
    assert desk.post("/authorities", form).status_code == 303
    shown = seat(house, Role.VIEWER).get("/authorities").text
    assert "45/QĐ-UBND" in shown
    assert "Sắp hết hạn" in shown
    assert "trừ việc nhạy cảm" in shown
    assert seat(house, Role.SPOKESPERSON).post("/authorities", form).status_code == 403
    with house.database.transaction(house.agency_id) as session:
        [made, _] = queries.authorities(house.agency_id, session)
        assert made.basis is AuthorityBasis.DELEGATION
    desk.post(f"/authorities/{made.id}/revoke")
    assert "Đã thu hồi" in seat(house, Role.VIEWER).get("/authorities").text


def test_sensitive_matters_and_official_hosts_are_the_agencys(house: House, seat: Seated) -> None:
    """Both lists change here."""
    desk = seat(house, Role.ADMINISTRATOR)
    desk.post("/authorities/sensitive", {"labels": ["feedback"]})
    desk.post("/authorities/hosts", {"host": "https://hoamai.example.vn/x"})
    assert "hoamai.example.vn" in desk.get("/authorities").text
    assert desk.post("/authorities/hosts", {"host": "hoa mai"}).status_code == 422
    desk.post("/authorities/hosts/remove", {"host": "hoamai.example.vn"})
    with house.database.transaction(house.agency_id) as session:
        assert queries.sensitive_labels(house.agency_id, session) == {Label.FEEDBACK}
        assert "hoamai.example.vn" not in queries.official_hosts(house.agency_id, session)


def checks(house: House, seat: Seated, reply: str, comment: str = "Hỏi thủ tục") -> str:
    """The part that comes back while somebody writes this reply."""
    house.take(event("hoi", comment))
    house.triage(lambda _: Label.CONTRARY_INFORMATION)
    desk = seat(house)
    with house.database.transaction(house.agency_id) as session:
        case_id = session.execute(text("SELECT max(id) FROM cases")).scalar_one()
    form = {**version(house, case_id), "draft_version": "0", "text": reply}
    return desk.post(f"/cases/{case_id}/draft", form, htmx="draft-live").text


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ("Số căn cước của ông là 001099012345", "lộ thông tin cá nhân"),
        ("Chúng tôi sẽ gọi 0912 345 678 cho ông", "lộ thông tin cá nhân"),
        ("Xin gọi đường dây nóng 024 3825 1234", "số điện thoại, địa chỉ thư"),
        ("Xem https://tin-nhanh.example.com/a", "ngoài danh sách chính thức"),
        ("Thông tin ấy không đúng", "Chưa dẫn nguồn chính thức"),
        ("Đề nghị KHÔNG ĐƯỢC chia sẻ", "Viết hoa cả cụm"),
        ("Theo báo cáo MẬT số 3", "tài liệu nội bộ"),
        (r"Xem D:\ho-so\dan.xlsx", "đường dẫn tệp"),
        ("Theo ý kiến cá nhân tôi", "ý kiến cá nhân"),
        ("Ông đọc kỹ lại đi", "coi thường, giễu cợt"),
        ("Đồ mất dạy", "Có lời xúc phạm"),
    ],
)
def test_each_check_speaks_while_somebody_writes(
    house: House, seat: Seated, reply: str, told: str
) -> None:
    """In a sentence, beside the text."""
    assert told in checks(house, seat, reply, "Gọi tôi số 0912345678 nhé")


def test_each_network_has_its_own_limit(house: House, seat: Seated) -> None:
    """What its own description declares, not one for all."""
    with house.database.transaction(house.agency_id) as session:
        session.execute(text("UPDATE pages SET platform = 'tiktok'"))
    assert "Dài 151/150 ký tự" in checks(house, seat, "a" * 151)


def test_a_reply_that_discloses_a_citizens_data_is_not_submitted(
    house: House, seat: Seated
) -> None:
    """The service refuses, whatever the page showed; what was typed stays."""
    [case_id] = fill(house, 1)
    form = {**version(house, case_id), "draft_version": "0", "text": "Căn cước 001099012345 ạ"}
    refused = seat(house).post(f"/cases/{case_id}/submit", form)
    assert refused.status_code == 422
    assert "Chưa trình được. Câu trả lời lộ thông tin cá nhân" in refused.text
    with house.database.transaction(house.agency_id) as session:
        assert session.execute(text("SELECT count(*) FROM approvals")).scalar_one() == 0


def test_the_last_answer_on_the_same_matter_stands_beside_the_new_one(
    house: House, seat: Seated
) -> None:
    """With the numbers that differ, for the writer and for the approver; names are masked."""
    house.take(event("cu", "Lệ phí làm căn cước cho trẻ em là bao nhiêu, gọi tôi 0912345678"))
    house.triage()
    with house.database.transaction(house.agency_id) as session:
        old = session.execute(text("SELECT max(id) FROM cases")).scalar_one()
        lan, minh = house.who(Role.DRAFTER), house.who(Role.SPOKESPERSON)
        drafts.save_draft(session, lan, old, "Lệ phí 50.000 đồng.", version=0)
        sent = approvals.submit(session, lan, old, draft_version=1)
        approvals.approve(session, minh, sent.id, shown_sha256=sent.content_sha256)
    house.take(event("moi", "Cho hỏi lệ phí làm căn cước cho trẻ em bao nhiêu"))
    house.triage()
    with house.database.transaction(house.agency_id) as session:
        new = session.execute(text("SELECT max(id) FROM cases")).scalar_one()
        drafts.save_draft(session, lan, new, "Lệ phí 70.000 đồng.", version=0)
        again = approvals.submit(session, lan, new, draft_version=1)
    for page in (
        seat(house).get(f"/cases/{new}/draft").text,
        seat(house, Role.SPOKESPERSON).get(f"/approvals/{again.id}").text,
    ):
        assert "Lệ phí 50.000 đồng." in page
        assert "Lần trước: 50.000." in page
        assert "Lần này: 70.000." in page
        assert "0912345678" not in page


def test_the_first_approval_of_a_session_asks_for_a_proof(house: House, seat: Seated) -> None:
    """And a sensitive one asks again after ten minutes."""
    desk = seat(house, Role.SPOKESPERSON)
    house.take(event("a", "Nghe nói làm căn cước mất tiền"))
    house.triage(lambda _: Label.CONTRARY_INFORMATION)
    with house.database.transaction(house.agency_id) as session:
        case_id = session.execute(text("SELECT max(id) FROM cases")).scalar_one()
        lan = house.who(Role.DRAFTER)
        drafts.save_draft(session, lan, case_id, "Không mất tiền.", version=0)
        sent = approvals.submit(session, lan, case_id, draft_version=1)
        session.execute(text("UPDATE sign_in_sessions SET proved_at = NULL"))
    form = {"shown_sha256": sent.content_sha256.hex()}
    asked = desk.post(f"/approvals/{sent.id}/approve", form)
    assert asked.headers["location"].startswith("/account/prove")
    with house.database.transaction(house.agency_id) as session:
        session.execute(
            text(
                "UPDATE sign_in_sessions SET proved_at = now(),"
                " fresh_at = now() - interval '11 minutes'"
            )
        )
    asked = desk.post(f"/approvals/{sent.id}/approve", form)
    assert asked.headers["location"].startswith("/account/prove")
    with house.database.transaction(house.agency_id) as session:
        session.execute(text("UPDATE sign_in_sessions SET fresh_at = now()"))
    assert "done=" in desk.post(f"/approvals/{sent.id}/approve", form).headers["location"]
