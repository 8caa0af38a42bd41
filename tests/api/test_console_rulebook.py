"""The pages of the rules of conduct, the index of duties, and what the public sees."""

from __future__ import annotations

import re
from collections.abc import Callable

from fastapi import FastAPI
from fastapi.testclient import TestClient

from moderation.models import Agency
from moderation.vocabulary import Role
from tests.api.seats import Seat
from tests.factories import House

TakeSeat = Callable[..., Seat]


def address(house: House) -> str:
    """Where an agency shows its rules to the public."""
    with house.database.transaction(house.agency_id) as session:
        return f"/quy-tac/{session.get_one(Agency, house.agency_id).slug}"


def version_id(html: str) -> str:
    """The version that the page asks to acknowledge."""
    found = re.search(r'name="version_id" value="(\d+)"', html)
    assert found is not None
    return found[1]


def test_rules_are_made_stricter_put_into_force_and_read(house: House, seat: TakeSeat) -> None:
    """The manager sees who has not; the reader is asked until they say so."""
    manager, lan = seat(house, Role.MANAGER), seat(house)

    refused = manager.post("/duties/rules/A09", {"strength": "must", "reason": ""})
    weaker = manager.post("/duties/rules/A10", {"strength": "should", "reason": "nhẹ"})
    manager.post("/duties/rules/A09", {"strength": "must", "reason": "Nội quy 12/QĐ-UBND"})
    manager.post("/duties/rules/publish", {"note": "Nội quy 12/QĐ-UBND"})
    asked = lan.get("/duties/rules").text
    before = lan.get("/duties").text
    lan.post("/duties/rules/acknowledge", {"version_id": version_id(asked)})
    report = manager.get("/duties/rules/readers.csv").content.decode("utf-8-sig")

    assert "Ghi lý do" in refused.text
    assert weaker.status_code == 422
    assert "Cơ quan tự chọn: Nội quy 12/QĐ-UBND" in asked
    assert "/duties/rules/A09" not in asked
    assert "bản anh/chị chưa xác nhận đã đọc" in before
    assert "bản anh/chị chưa xác nhận đã đọc" not in lan.get("/duties").text
    lines = report.splitlines()
    assert [line for line in lines[1:] if not line.endswith('""')] == [
        line for line in lines if "Chị triage" in line
    ]
    assert manager.post("/duties/rules/publish").status_code == 409


def test_the_public_reads_the_rules_only_where_it_is_switched_on(
    house: House, seat: TakeSeat, console_app: FastAPI
) -> None:
    """Before that the address leads nowhere, as for an agency that does not exist."""
    stranger, manager = TestClient(console_app), seat(house, Role.MANAGER)
    at = address(house)
    manager.post("/duties/rules/publish")
    closed = stranger.get(at).status_code
    manager.post("/duties/rules/public", {"is_public": "1"})
    told = stranger.get(at)
    manager.post("/duties/rules/public")

    assert (closed, told.status_code, stranger.get(at).status_code) == (404, 200, 404)
    assert "dù gay gắt, không phải lý do để ẩn" in told.text
    assert "Không xúc phạm danh dự" in told.text
    assert "Chỉ có ở dự thảo 2018" not in told.text
    assert "name=" not in told.text.partition("<main")[2]


def test_the_comment_rules_of_a_page_are_there_to_paste(house: House, seat: TakeSeat) -> None:
    """Anybody who reads cases may; the HTML is shown as text."""
    html = seat(house, Role.VIEWER).get("/duties/comment-rules").text

    assert "NỘI QUY BÌNH LUẬN – Phường Hoa Mai" in html
    assert "&lt;h2&gt;Nội quy bình luận" in html
