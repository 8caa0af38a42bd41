"""Hiding at the console: offered where it may be, asked for with a reason, reviewed by another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from moderation import setup
from moderation.casework import cases
from moderation.intake.deliveries import take_events
from moderation.queries.replies import acts_of_case
from moderation.replies import connections, publishing
from moderation.replies.connections import Credentials
from moderation.sealing import Keyring
from moderation.vocabulary import Label, Platform, Role
from tests.api.seats import Seat, listed
from tests.factories import NOW, House, event

TakeSeat = Callable[..., Seat]
WORDS = "Bọn vô học, cút khỏi phường này đi"
OFFER = 'id="hide"'


def case_on(
    house: House,
    platform: Platform,
    label: Label = Label.ILLEGAL_CONTENT,
    *,
    words: str = WORDS,
) -> int:
    """A case on a connected page of a network."""
    with house.database.transaction(house.agency_id) as session:
        admin = house.who(Role.ADMINISTRATOR)
        page = setup.add_page(session, admin, platform, "10158", "Trang phường")
        keys, key = Keyring({"one": bytes(32)}), Credentials("khoa-cua-trang")
        connections.connect(session, admin, page.id, keys, key, can_reply=True)
        take_events(house.agency_id, session, page, [event("c1", words)], received_at=NOW)
    house.triage(lambda _: label)
    return listed(house)[0].case.id


def let_it_be_done(house: House) -> None:
    """As if the network had hidden it."""
    with house.database.transaction(house.agency_id) as session:
        session.execute(text("UPDATE publish_intents SET state = 'published'"))
        session.execute(text("UPDATE comments SET hidden_at = now()"))


@pytest.mark.parametrize(
    ("platform", "label", "is_offered"),
    [
        (Platform.FACEBOOK, Label.ILLEGAL_CONTENT, True),
        (Platform.FACEBOOK, Label.SPAM, True),
        (Platform.FACEBOOK, Label.FEEDBACK, False),
        (Platform.ZALO, Label.ILLEGAL_CONTENT, False),
        (Platform.YOUTUBE, Label.SPAM, True),
    ],
)
def test_hiding_is_offered_where_the_network_can_and_the_words_are_not_protected(
    house: House, seat: TakeSeat, platform: Platform, label: Label, *, is_offered: bool
) -> None:
    """The dialog names the comment's author and what follows."""
    case_id = case_on(house, platform, label)

    html = seat(house).get(f"/cases/{case_id}").text

    assert (OFFER in html) is is_offered
    assert ("Ẩn bình luận của “Người dân”" in html) is is_offered


def test_a_hiding_is_asked_for_taken_back_and_asked_for_again(house: House, seat: TakeSeat) -> None:
    """Each step shows the card as it is then, and the case's history tells them."""
    case_id, desk = case_on(house, Platform.FACEBOOK), seat(house)

    asked = desk.post(f"/cases/{case_id}/hide", {"reason": "insult"}, htmx="case")
    moving = desk.get(f"/cases/{case_id}/acts", htmx="acts")
    back = desk.post(f"/cases/{case_id}/hide/take-back", htmx="case")
    twice = desk.post(f"/cases/{case_id}/hide/take-back", htmx="case")
    unknown = desk.post(f"/cases/{case_id}/hide", {"reason": "phê bình"}, htmx="case")
    again = desk.post(f"/cases/{case_id}/hide", {"reason": "threat"}, htmx="case")
    let_it_be_done(house)
    late = desk.post(f"/cases/{case_id}/hide/take-back", htmx="case")

    assert "gửi đi sau" in asked.text
    assert OFFER in asked.text
    assert 'id="acts"' in moving.text
    assert "rút lại lệnh chưa gửi" in back.text
    assert "đã được hủy trước đó, chưa gửi gì" in twice.text
    assert "Khi lệnh xong, có thể cho bình luận hiện lại" in late.text
    assert unknown.status_code == 422
    assert "ra lệnh ẩn bình luận: Đe dọa, kêu gọi bạo lực (quy tắc F4" in again.text


def test_a_case_says_why_its_hiding_did_not_leave(house: House, seat: TakeSeat) -> None:
    """On its card, to be decided anew, and in its history; who ordered it finds a notice."""
    case_id, lan = case_on(house, Platform.FACEBOOK), seat(house)
    lan.post(f"/cases/{case_id}/hide", {"reason": "insult"}, htmx="case")
    with house.database.transaction(house.agency_id) as session:
        cases.relabel(session, house.who(Role.MANAGER), case_id, Label.SPAM)
        [act] = acts_of_case(house.agency_id, session, case_id)
    with house.database.transaction(house.agency_id) as session:
        publishing.begin(house.agency_id, session, [act.id], now=act.not_before)

    html = lan.get(f"/cases/{case_id}").text
    assert "Ẩn 1 bình luận: không gửi, vì vụ đã được xếp nhãn khác." in " ".join(html.split())
    assert "Không gửi lệnh nữa: vụ đã được xếp nhãn khác" in html
    assert f"Lệnh ẩn ở vụ {case_id} không còn hiệu lực" in lan.get("/notifications").text


def test_who_hid_waits_and_another_person_decides(house: House, seat: TakeSeat) -> None:
    """The list shows it to both, the buttons to the other alone."""
    case_id, lan = case_on(house, Platform.FACEBOOK), seat(house)
    lan.post(f"/cases/{case_id}/hide", {"reason": "insult"}, htmx="case")
    let_it_be_done(house)
    minh = seat(house, Role.MANAGER)

    hers, his = (one.get(f"/cases/{case_id}").text for one in (lan, minh))
    refused = lan.post(f"/cases/{case_id}/hide/review", {"verdict": "upheld"}, htmx="case")
    listed_first = minh.get("/hidden").text
    shown = minh.post(f"/cases/{case_id}/hide/review", {"verdict": "undone"}, htmx="case")

    assert "Chờ một người khác xem lại." in hers
    assert 'value="undone"' not in hers
    assert 'value="undone"' in his
    assert refused.status_code == 403
    assert f'href="/cases/{case_id}"' in listed_first
    assert "Hiện lại 1 bình luận" in shown.text
