"""What a person wants to be told of outside the console, through the console's routes."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI

from moderation.queries.telling import devices, wishes_of
from moderation.telling import letters, wishes
from moderation.vocabulary import NoticeChannel, Role
from tests.api.seats import Seat
from tests.emulators.push import Receiver
from tests.factories import House

Seats = Callable[[House, Role], Seat]
HERE = "/notifications/settings"


def test_what_is_ticked_is_kept_and_a_bad_address_keeps_nothing(house: House, seat: Seats) -> None:
    """The form comes back with its fault beside the field."""
    lan = seat(house, Role.TRIAGE)
    bad = lan.post(HERE, {"mail_address": "lan@", "mail_breach": "on"})
    good = lan.post(HERE, {"mail_address": "lan@x.gov.vn", "mail_breach": "on", "digest": "0"})
    with house.database.transaction(house.agency_id) as session:
        kept = wishes_of(house.agency_id, session, house.who(Role.TRIAGE).actor_id or 0)

    assert (bad.status_code, good.status_code) == (422, 303)
    assert "Địa chỉ thư chưa đúng" in bad.text
    assert kept is not None
    assert (kept.mail_address, kept.digest, kept.quiet) == ("lan@x.gov.vn", False, False)
    assert kept.kinds == {"mail": ["breach"], "push": []}
    assert 'value="lan@x.gov.vn"' in lan.get(HERE).text


def test_only_push_services_of_the_list_are_taken(house: House, seat: Seats) -> None:
    """A browser could name any address; ours would be made to call it."""
    keys = Receiver().keys
    lan, chief = seat(house, Role.TRIAGE), house.who(Role.TRIAGE).actor_id or 0
    refused = [
        lan.post("/notifications/devices", {**keys, "endpoint": address}).status_code
        for address in (keys["endpoint"], "https://x.example/1", "http://push.example.org/1", "")
    ]
    address = {**keys, "endpoint": "https://a.push.example.net/send/1", "name": "Máy bàn"}
    taken = lan.post("/notifications/devices", address)
    lan.post("/notifications/devices", address)
    with house.database.transaction(house.agency_id) as session:
        (device,) = devices(house.agency_id, session, [chief])[chief]
    other = seat(house, Role.DRAFTER).post(f"/notifications/devices/{device.id}/remove")

    assert refused == [422] * 4
    assert taken.status_code == 303
    assert "example" not in (device.sealed_subscription or "")
    assert other.status_code == 404
    assert lan.post(f"/notifications/devices/{device.id}/remove").status_code == 303


def test_only_hosts_of_the_list_are_told_and_only_keepers_set_them(
    house: House, seat: Seats, console_app: FastAPI
) -> None:
    """With no host allowed the page says so; others do not see the part at all."""
    admin = seat(house, Role.ADMINISTRATOR)
    seen, hidden = admin.get(HERE).text, seat(house, Role.TRIAGE).get(HERE).text
    refused = admin.post("/notifications/hook", {"hook_url": "https://169.254.169.254/latest"})
    gone = admin.post("/notifications/hook/remove", {})

    assert "PHANHOI_HOOK_HOSTS" in seen
    assert "PHANHOI_HOOK_HOSTS" not in hidden
    assert refused.status_code in {303, 422}
    assert "đã được bỏ trước đó" in gone.text
    assert seat(house, Role.TRIAGE).post("/notifications/hook", {}).status_code == 403


def test_a_trial_is_a_letter_of_ones_own(house: House, seat: Seats) -> None:
    """It stands in the list of what left; without an address it says what is missing."""
    lan, who = seat(house, Role.TRIAGE), house.who(Role.TRIAGE)
    without = lan.post("/notifications/try", {"channel": "mail"})
    with house.database.transaction(house.agency_id) as session:
        wishes.own_wishes(session, who).mail_address = "lan@x.gov.vn"
    lan.post("/notifications/try", {"channel": "mail"})
    with house.database.transaction(house.agency_id) as session:
        made = letters.send_trial(session, who, NoticeChannel.MAIL)

    assert "Hãy ghi và lưu địa chỉ thư" in without.text
    assert lan.get(HERE).text.count("đang chờ gửi") == 2
    assert lan.post(f"/notifications/letters/{made[0].id}/retry").status_code == 409
    assert (
        seat(house, Role.DRAFTER).post(f"/notifications/letters/{made[0].id}/retry").status_code
        == 404
    )


def test_the_service_worker_comes_from_the_root_and_is_not_kept(house: House, seat: Seats) -> None:
    """Only there may it stand for the whole console, and tomorrow it may be another."""
    answer = seat(house, Role.TRIAGE).get("/service-worker.js")

    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert "showNotification" in answer.text
