"""Pages are connected, tried out, stopped and let go in the console; the key is never shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from moderation import setup
from moderation.models import Connection
from moderation.queries.agencies import find_agency
from moderation.queries.connections import connection_of_page
from moderation.queries.history import recent_person_events
from moderation.replies import connections
from moderation.vocabulary import ConnectionState, EventKind, Platform, Role
from tests.api.seats import Seat
from tests.factories import NOW, House

TakeSeat = Callable[..., Seat]
KEY = "khoa-bi-mat-cua-trang-1234567890"


def facebook_page(house: House) -> int:
    """A page on a network on which replies can be posted."""
    with house.database.transaction(house.agency_id) as session:
        who = house.who(Role.ADMINISTRATOR)
        return setup.add_page(session, who, Platform.FACEBOOK, "10158", "Trang phường").id


def connection(house: House, page_id: int) -> Connection:
    """How the page is connected."""
    with house.database.transaction(house.agency_id) as session:
        found = connection_of_page(house.agency_id, session, page_id)
        assert found is not None
        return found


def changes(house: House, role: Role) -> list[object]:
    """What was written down of the person's changes, newest first."""
    with house.database.transaction(house.agency_id) as session:
        events = recent_person_events(
            house.agency_id,
            session,
            house.who(role).actor_id or 0,
            kinds=frozenset({EventKind.SETTING_CHANGED}),
            limit=20,
        )
        return [event.data.get("change") for event in events]


def test_a_key_is_pasted_once_and_never_shown_again(house: House, seat: TakeSeat) -> None:
    """Sealed at rest, and absent from every page after."""
    page_id, desk = facebook_page(house), seat(house, Role.ADMINISTRATOR)
    assert "Khóa truy cập" in desk.get(f"/pages/{page_id}/connection").text

    answer = desk.post(f"/pages/{page_id}/connection", {"token": KEY, "app_secret": "s3"})

    assert answer.status_code == 303
    made = connection(house, page_id)
    assert made.state is ConnectionState.OK
    assert KEY not in str(made.sealed_credentials)
    listing = desk.get("/pages").text
    assert "Tự đăng trả lời" in listing
    assert KEY not in listing + desk.get(f"/pages/{page_id}/connection").text


def test_an_empty_key_is_refused_beside_its_field(house: House, seat: TakeSeat) -> None:
    """With what to do about it."""
    page_id, desk = facebook_page(house), seat(house, Role.ADMINISTRATOR)
    answer = desk.post(f"/pages/{page_id}/connection", {"token": " "})

    assert answer.status_code == 422
    assert "Hãy dán khóa truy cập" in answer.text


@pytest.mark.parametrize("address", ["https://graph.example.vn", "http://127.0.0.1:9/facebook"])
def test_in_earnest_no_other_address_is_called(house: House, seat: TakeSeat, address: str) -> None:
    """Another address than the network's own would carry the key away."""
    page_id, desk = facebook_page(house), seat(house, Role.ADMINISTRATOR)
    desk.post(f"/pages/{page_id}/connection", {"token": KEY, "base_url": address})

    assert connection(house, page_id).base_url is None


def test_a_paused_page_says_that_its_key_was_tried_and_failed(house: House, seat: TakeSeat) -> None:
    """No code is kept beside a person's pause, yet nobody takes the key for good."""
    page_id, desk = facebook_page(house), seat(house, Role.ADMINISTRATOR)
    desk.post(f"/pages/{page_id}/connection", {"token": KEY})
    desk.post(f"/pages/{page_id}/pause")
    with house.database.transaction(house.agency_id) as session:
        made = connection_of_page(house.agency_id, session, page_id)
        assert made is not None
        connections.note_check(made, "token", now=NOW)

    assert "Lần gọi gần nhất không thành" in desk.get("/pages").text


def test_each_page_and_the_whole_agency_are_stopped_by_one_button(
    house: House, seat: TakeSeat
) -> None:
    """By those who approve as well; each turn of the switch is written down."""
    page_id, desk = facebook_page(house), seat(house, Role.ADMINISTRATOR)
    desk.post(f"/pages/{page_id}/connection", {"token": KEY})
    spokesperson = seat(house, Role.SPOKESPERSON)

    spokesperson.post(f"/pages/{page_id}/pause")
    spokesperson.post("/outgoing/pause")
    stopped = connection(house, page_id).state
    listing = desk.get("/pages").text
    spokesperson.post(f"/pages/{page_id}/resume")
    spokesperson.post("/outgoing/resume")

    assert stopped is ConnectionState.PAUSED
    assert "Đang dừng mọi việc gửi ra mạng xã hội" in listing
    assert connection(house, page_id).state is ConnectionState.OK
    with house.database.transaction(house.agency_id) as session:
        assert find_agency(house.agency_id, session).outgoing_paused_at is None
    assert changes(house, Role.SPOKESPERSON) == ["resumed", "resumed", "paused", "paused"]


def test_disconnecting_gives_the_key_up(house: House, seat: TakeSeat) -> None:
    """What is not kept can't be lost."""
    page_id, desk = facebook_page(house), seat(house, Role.ADMINISTRATOR)
    desk.post(f"/pages/{page_id}/connection", {"token": KEY})
    desk.post(f"/pages/{page_id}/disconnect")

    made = connection(house, page_id)
    assert (made.state, made.sealed_credentials) == (ConnectionState.CLOSED, None)
    assert changes(house, Role.ADMINISTRATOR)[:2] == ["disconnected", "connected"]
    assert desk.post(f"/pages/{page_id}/pause").status_code == 404


def test_only_those_who_may_touch_connections(house: House, seat: TakeSeat) -> None:
    """A page administrator reads how it stands and changes nothing."""
    page_id = facebook_page(house)
    lan = seat(house, Role.TRIAGE)

    assert lan.get(f"/pages/{page_id}/connection").status_code == 403
    for path in ("connection", "disconnect", "check"):
        assert lan.post(f"/pages/{page_id}/{path}", {"token": KEY}).status_code == 403
    seat(house, Role.ADMINISTRATOR).post(f"/pages/{page_id}/connection", {"token": KEY})
    assert lan.post(f"/pages/{page_id}/pause").status_code == 403
    assert lan.post("/outgoing/pause").status_code == 403
