"""A page's register at the console: what is due shows where people look; its file comes back."""

from __future__ import annotations

from collections.abc import Callable

from moderation.vocabulary import Role, SafetyItem
from tests.api.seats import Seat
from tests.factories import House
from tests.moderation.test_registry import PNG

TakeSeat = Callable[..., Seat]


def test_a_neglected_page_shows_on_its_list_and_the_dashboard_until_it_is_kept(
    house: House, seat: TakeSeat
) -> None:
    """Officers, verification and safety are asked for; once given, nothing more is said."""
    desk, path = seat(house, Role.ADMINISTRATOR), f"/pages/{house.page_id}"
    assert "thiếu người phụ trách" in desk.get("/pages").text
    assert "Trang thiếu người phụ trách" in desk.get("/dashboard").text

    for role in ("spokesperson", "content_responsible", "administrator"):
        about = {"role": role, "name": "Vũ Minh", "title": "Phó Chủ tịch"}
        desk.post(f"{path}/officers", about)
    for item in SafetyItem:
        assert desk.post(f"{path}/safety", {"item": item.value}).status_code == 303
    found = {"state": "verified", "note": "Dấu xanh"}
    kept = desk.post(f"{path}/verification", found, files={"file": ("dấu.png", PNG)})
    assert kept.status_code == 303

    listed = desk.get("/pages").text
    assert "đã xác minh" in listed
    assert "thiếu người phụ trách" not in listed
    assert "Trang thiếu người phụ trách" not in desk.get("/dashboard").text


def test_the_proof_comes_back_as_a_download_and_wrong_words_are_told(
    house: House, seat: TakeSeat
) -> None:
    """The file never shows within this site; a strange file, date or state is refused in place."""
    desk, path = seat(house, Role.ADMINISTRATOR), f"/pages/{house.page_id}"
    desk.post(f"{path}/verification", {"state": "applied"}, files={"file": ("thư.png", PNG)})
    page = desk.get(path).text
    address = page.split("verification/")[-1].split('"')[0]
    proof = seat(house, Role.VIEWER).get(f"{path}/verification/{address}")
    assert proof.content == PNG
    assert proof.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in proof.headers["content-security-policy"]

    for sent, files in (
        ({"state": "great"}, None),
        ({"state": "verified", "on_day": "hôm qua"}, None),
        ({"state": "verified", "on_day": "2999-01-01"}, None),
        ({"state": "verified"}, {"file": ("a.png", b"MZ")}),
    ):
        refused = desk.post(f"{path}/verification", sent, files=files)
        assert refused.status_code == 422
        assert "Có chỗ cần sửa" in refused.text
    assert desk.post(path, {"name": "Hoa Mai", "url": "javascript:x"}).status_code == 422
    assert desk.post(path, {"name": "Hoa Mai <b>", "url": ""}).status_code == 303
    assert "Hoa Mai &lt;b&gt;" in desk.get(path).text
