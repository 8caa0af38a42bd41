"""Pages that may pass for ours in the console, and links to them on a case's card."""

from __future__ import annotations

from collections.abc import Callable

from moderation.vocabulary import Label, Role
from tests.api.seats import Seat, listed
from tests.factories import House, event
from tests.moderation.test_notes import PNG

TakeSeat = Callable[..., Seat]

LIST = (
    "Trang,Đường dẫn,Người theo dõi\r\n"
    "UBND P. Hoa Mai official,https://mang.test/hoamai.official,1200\r\n"
    "Bún chả cô Hà,https://mang.test/buncha,88\r\n"
).encode("utf-8-sig")


def test_a_list_is_compared_a_page_followed_up_and_made_an_incident(
    house: House, seat: TakeSeat
) -> None:
    """The whole way of the register on the screen."""
    desk = seat(house, Role.MANAGER)
    told = desk.post("/suspects/scans", files={"file": ("trang.csv", LIST, "text/csv")})
    assert "Đã so 2 dòng: 1 trang giống" in told.text
    assert "UBND P. Hoa Mai official" in told.text
    here = told.text.split('href="/suspects/')[1].split('"')[0]
    here = f"/suspects/{here}"
    desk.post(f"{here}/judge", {"level": "high", "note": "Xin tiền ủng hộ"})
    desk.post(f"{here}/report", {"to": "Công an tỉnh", "number": "12/CV"})
    desk.post(f"{here}/files", files={"file": ("a.png", PNG, "image/png")})
    desk.post(f"{here}/end", {"outcome": "removed"})
    shown = desk.get(here).text
    for said in ("Xin tiền ủng hộ", "Công an tỉnh", "12/CV", "a.png", "Đã bị gỡ", "ghi kết quả"):
        assert said in shown
    number = here.rsplit("/", 1)[1]
    form = desk.get(f"/incidents/new?suspect={number}").text
    assert "hoamai.official" in form
    refused = desk.post("/suspects/scans", files={"file": ("a.csv", b"x,y\r\n1,2\r\n", "text/csv")})
    assert refused.status_code == 422
    assert desk.post("/suspects", {"name": "A", "url": "x"}).status_code == 422


def test_links_that_pass_for_another_are_marked_on_the_card_with_the_reason(
    house: House, seat: TakeSeat
) -> None:
    """By the register and by the look of gov.vn; an honest link is a word like others."""
    desk = seat(house, Role.TRIAGE)
    page = {"page_id": house.page_id, "level": "high"}
    desk.post("/suspects", {**page, "name": "UBND P. Hoa Mai", "url": "mang.test/hoamai.official"})
    words = (
        "Mọi người nộp ở dichvucong-gov.vn.top, nhóm https://m.mang.test/Hoamai.Official, "
        "còn trang thật là dichvucong.gov.vn"
    )
    house.take(event("c1", words))
    house.triage(lambda _: Label.SPAM)
    [found] = listed(house)
    card = desk.get(f"/cases/{found.case.id}").text

    assert card.count('class="mark-link') == 2
    assert "không đứng cuối tên miền" in card
    assert "trang nghi mạo danh trong sổ: UBND P. Hoa Mai" in card
    assert '"mark-link ">dichvucong.gov.vn' not in card
