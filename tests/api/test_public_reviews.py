"""What the author of a hidden comment is told and may ask, and what the people at the desk see."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from fastapi import FastAPI
from fastapi.testclient import TestClient

from moderation.vocabulary import Platform, Role
from tests.api.seats import Seat
from tests.api.test_console_hiding import WORDS, case_on, let_it_be_done
from tests.factories import House

TakeSeat = Callable[..., Seat]


def test_an_author_asks_by_the_link_and_reads_what_came_of_it(
    house: House, seat: TakeSeat, console_app: FastAPI
) -> None:
    """The link leads nowhere until the agency takes such requests; the words are not repeated."""
    stranger = TestClient(console_app, follow_redirects=True)
    case_id, lan, minh = case_on(house, Platform.FACEBOOK), seat(house), seat(house, Role.MANAGER)
    lan.post(f"/cases/{case_id}/hide", {"reason": "insult"}, htmx="case")
    let_it_be_done(house)
    before = lan.get(f"/cases/{case_id}").text
    minh.post("/duties/rules/reviews", {"is_wanted": "1"})
    letter = re.search(r'data-copy="([^"]+/xem-lai/[^"]+)"', lan.get(f"/cases/{case_id}").text)
    assert letter is not None
    at = "/xem-lai/" + unescape(letter[1]).rpartition("/xem-lai/")[2]

    told = stranger.get(at).text
    empty = stranger.post(at, data={"words": " "})
    trapped = stranger.post(at, data={"words": "Xin xem lại", "website": "x"})
    asked = stranger.post(at, data={"words": "<b>Tôi</b> không xúc phạm ai"}).text
    again = stranger.post(at, data={"words": "nữa"})
    hers, his = (one.get(f"/cases/{case_id}").text for one in (lan, minh))
    act = re.search(rf'action="(/cases/{case_id}/reviews/\d+)"', his)
    assert act is not None
    refused = minh.post(act[1], {"verdict": "upheld"}, htmx="case")
    minh.post(act[1], {"verdict": "upheld", "answer": "Lời này gọi người khác là vô học"})
    after = stranger.get(at).text

    assert "/xem-lai/" not in before
    assert "F2: Không xúc phạm" in told
    assert WORDS not in told
    assert (empty.status_code, trapped.status_code, again.status_code) == (422, 422, 422)
    assert "Mã biên nhận" in asked
    assert "không xúc phạm ai" not in asked
    assert "&lt;b&gt;Tôi&lt;/b&gt;" in his
    assert "/reviews/" not in hers
    assert refused.status_code == 422
    assert "Lời này gọi người khác là vô học" in after
    minh.post("/duties/rules/reviews")
    assert stranger.get(at).status_code == 404
    assert stranger.get("/xem-lai/khong-co").status_code == 404


def test_the_card_asks_a_second_person_before_criticism_is_hidden(
    house: House, seat: TakeSeat
) -> None:
    """Who proposed it waits; the other finds it in the list and on the index of duties."""
    case_id, lan = case_on(house, Platform.FACEBOOK, words="UBND vô học, hành dân"), seat(house)
    dialog = lan.get(f"/cases/{case_id}").text
    proposed = lan.post(f"/cases/{case_id}/hide", {"reason": "insult"}, htmx="case").text
    minh = seat(house, Role.MANAGER)
    his = minh.get(f"/cases/{case_id}").text
    listed, index = minh.get("/hidden").text, minh.get("/duties").text
    refused = lan.post(f"/cases/{case_id}/hide/decide", {"is_allowed": "true"}, htmx="case")
    decided = minh.post(f"/cases/{case_id}/hide/decide", {"is_allowed": "true"}, htmx="case").text

    assert "một người thứ hai phải đồng ý" in dialog
    assert "đề nghị ẩn, chờ người thứ hai: Xúc phạm, lăng mạ (quy tắc F2" in proposed
    assert "Chờ một người khác quyết định" in proposed
    assert 'name="is_allowed"' not in proposed
    assert 'name="is_allowed" value="true"' in his
    assert "chờ người thứ hai" in listed
    assert '<b class="num">1</b> đề nghị ẩn' in index
    assert refused.status_code == 403
    assert "gửi đi sau" in decided
