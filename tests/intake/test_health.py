"""Whoever looks at an empty queue is told when intake is broken, and in plain words how."""

from __future__ import annotations

from fastapi.testclient import TestClient

from moderation.vocabulary import Platform, Role, WatchKind
from tests.api.seats import Seat, take_seat
from tests.intake.test_receiving import signed
from tests.intake.town import Town


def desk(town: Town, role: Role = Role.ADMINISTRATOR) -> Seat:
    """Somebody signed in at the town's own console."""
    return take_seat(TestClient(town.app, follow_redirects=False), town.house, role)


def test_an_empty_queue_says_that_a_page_is_not_read(town: Town) -> None:
    """The key ended; the queue, the head of the page and the page's own line say so."""
    page = town.account(Platform.FACEBOOK, "10158", is_delivered=False)
    town.look()
    page.do("set_page", expired=True)
    town.let_pass("22 minutes")
    town.look(WatchKind.RECENT)
    queue = desk(town, Role.TRIAGE).get("/queues/all").text
    listing = desk(town).get("/pages").text

    assert "Có thể còn bình luận chưa về" in queue
    assert "Đã xử lý hết" not in queue
    assert "Khóa đã hết hiệu lực" in queue
    assert "Khóa đã hết hiệu lực" in listing


def test_how_late_a_page_is_read_is_said_in_minutes(town: Town) -> None:
    """`nhận lần cuối 14:05, chậm 22 phút`."""
    page = town.account(Platform.FACEBOOK, "10158", is_delivered=False)
    page.write("Cho hỏi lịch")
    town.look()
    town.emulator.do("set_faults", read={"server_error": 1.0})
    town.let_pass("31 minutes")
    town.look(WatchKind.RECENT)
    town.look_back(page, WatchKind.RECENT, "22 minutes")

    listing = desk(town).get("/pages").text
    assert "nhận lần cuối" in listing
    assert "chậm 22 phút" in listing
    assert "Mạng xã hội chưa trả lời" in listing


def test_when_nobody_looks_the_services_are_to_blame(town: Town) -> None:
    """No worker, no sweeper: what is due stays due, and the screen says so without them."""
    town.account(Platform.FACEBOOK, "10158", is_delivered=False)
    town.let_pass("20 minutes")

    assert "Chưa ai đọc trang này" in desk(town).get("/pages").text


def test_a_wrong_secret_is_told_from_silence(town: Town) -> None:
    """Until a delivery is verified again."""
    page = town.account(Platform.ZALO, "388613280878808645")
    [endpoint] = town.endpoints()
    town.post(town.address(endpoint), b'{"app_id":"1"}', **signed(b"x"))
    before = desk(town).get("/pages").text
    page.write("Cho em hỏi", author_id="246")
    town.receive()

    assert "chữ ký không khớp" in before
    assert "chữ ký không khớp" not in desk(town).get("/pages").text


def test_the_quota_and_the_keys_age_are_shown(town: Town) -> None:
    """So that an administrator knows before the day is over."""
    page = town.account(Platform.YOUTUBE, "UCphuong", is_delivered=False)
    page.write("Cho hỏi lịch")
    town.look()
    listing = desk(town).get("/pages").text

    assert "Hạn mức hôm nay: đã dùng" in listing
    assert "trong 10.000 đơn vị" in listing
    assert "khóa từ" in listing


def test_a_page_is_connected_watched_and_let_go_in_the_console(town: Town) -> None:
    """By forms alone; the address for a network's deliveries too."""
    zalo = town.account(Platform.ZALO, "3886", is_delivered=False, is_connected=False)
    admin = desk(town)
    opened = admin.post(f"/pages/{zalo.page_id}/endpoint", {"app_secret": "s3cret"})
    keys = {"app_id": "1", "app_secret": "2", "refresh_token": "3"}
    connected = admin.post(f"/pages/{zalo.page_id}/connection", keys)
    [endpoint] = town.endpoints()
    rotated = admin.post(f"/endpoints/{endpoint.id}/rotate", {"app_secret": ""})
    closed = admin.post(f"/endpoints/{endpoint.id}/close")

    assert [a.status_code for a in (opened, connected, rotated, closed)] == [303, 303, 422, 303]
    assert town.watch(zalo, WatchKind.TOKEN).due_at is not None
