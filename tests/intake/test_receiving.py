"""Networks deliver at one address for all pages; 200 means that it is kept."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from moderation.intake import endpoints
from moderation.models import Endpoint
from moderation.queries.failures import unreadable_deliveries
from moderation.vocabulary import Platform, Role, WorkState
from tests.intake.town import Town

SECRET = "khoa-cua-ung-dung"


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """Headers as Meta sends them."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"content-type": "application/json", "x-hub-signature-256": f"sha256={digest}"}


def endpoint(town: Town) -> Endpoint:
    """The one address of the house."""
    with town.house.database.transaction(town.house.agency_id) as session:
        return session.scalars(select(Endpoint)).one()


def test_one_address_takes_deliveries_for_several_pages(town: Town) -> None:
    """Each comment goes to the page that its event names."""
    first = town.account(Platform.FACEBOOK, "101", secret=SECRET)
    second = town.account(Platform.FACEBOOK, "102", secret=SECRET)
    asked, other = first.write("Thứ bảy có làm căn cước không"), second.write("Đường ngập quá")
    town.receive()

    assert list(first.comments()) == [asked]
    assert list(second.comments()) == [other]
    assert len(town.deliveries()) == 2


def test_a_batch_of_several_pages_is_one_delivery(town: Town) -> None:
    """And what it says of a page that was never connected is told, not lost in silence."""
    first, second = (town.account(Platform.FACEBOOK, name, secret=SECRET) for name in ("1", "2"))
    changes = [
        {
            "id": name,
            "time": 1795320011,
            "changes": [
                {
                    "field": "feed",
                    "value": {
                        "item": "comment",
                        "verb": "add",
                        "comment_id": f"9_{name}",
                        "post_id": f"{name}_9",
                        "message": "Cho hỏi lịch",
                        "created_time": 1795320009,
                    },
                }
            ],
        }
        for name in ("1", "2", "3")
    ]
    body = json.dumps({"object": "page", "entry": changes}).encode()
    answer = town.post(town.address(endpoint(town)), body, **signed(body))
    town.receive()

    assert answer.status_code == 200
    assert list(first.comments()) == ["9_1"]
    assert list(second.comments()) == ["9_2"]
    with town.house.database.transaction(town.house.agency_id) as session:
        [told] = unreadable_deliveries(town.house.agency_id, session)
    assert "Trang “3” chưa được nối" in told.messages[0]


def test_a_handshake_with_another_word_is_refused(town: Town) -> None:
    """The address alone proves nothing."""
    page = town.account(Platform.FACEBOOK, "101", secret=SECRET)
    address = town.address(endpoint(town))
    page.do("set_page", verify_token="doan-mo")

    assert page.do("subscribe", callback=address)["accepted"] is False
    assert page.do("subscribe", callback=address + "x")["accepted"] is False


def test_zalo_knocks_without_a_signature(town: Town) -> None:
    """And nothing is kept of it; the fixture's own account was greeted so."""
    page = town.account(Platform.ZALO, "388613280878808645", secret=SECRET)

    assert town.post(town.address(endpoint(town)), b"").status_code == 200
    assert town.deliveries() == []
    page.write("Cho em hỏi lịch tiếp dân", author_id="246")
    town.receive()
    assert [one.text for one in page.comments().values()] == ["Cho em hỏi lịch tiếp dân"]


def test_a_delivery_signed_by_nobody_leaves_a_trace_for_whoever_connects(town: Town) -> None:
    """401, nothing kept, and the time on the address."""
    address = town.open_address(Platform.FACEBOOK, SECRET)
    answer = town.post(address, b"{}", **signed(b"{}", "khoa-khac"))

    assert answer.status_code == 401
    assert town.deliveries() == []
    assert endpoint(town).refused_at is not None


def test_a_secret_is_changed_without_losing_what_the_old_one_signed(town: Town) -> None:
    """For a day both are taken, then only the new one."""
    address = town.open_address(Platform.FACEBOOK, SECRET)
    who, body = town.house.who(Role.ADMINISTRATOR), b'{"object":"page","entry":[]}'
    for overlap, expected in ((timedelta(hours=24), [200, 200]), (timedelta(0), [401, 200])):
        with town.house.database.transaction(town.house.agency_id) as session:
            new = f"moi-{overlap}"
            endpoints.rotate_endpoint_secret(
                session, who, endpoint(town).id, town.keys, app_secret=new, overlap=overlap
            )
        old = SECRET if overlap else "moi-1 day, 0:00:00"
        answers = [town.post(address, body, **signed(body, each)) for each in (old, new)]
        assert [answer.status_code for answer in answers] == expected


def test_the_same_body_again_is_known(town: Town) -> None:
    """Meta repeats what it did not see answered."""
    page = town.account(Platform.FACEBOOK, "101", secret=SECRET)
    town.emulator.do("hold")
    page.write("Thứ bảy có làm không")
    town.emulator.do("release", duplicates=1.0)
    town.receive()

    assert len(page.comments()) == 1
    assert all(one.state is WorkState.DONE for one in town.deliveries())


def test_a_large_batch_fits_and_a_larger_one_is_refused(town: Town) -> None:
    """A thousand changes come in one body; what is over the cap is not read to its end."""
    address = town.open_address(Platform.FACEBOOK, SECRET)
    body = b'{"object":"page","entry":[],"x":"' + b"a" * 2**20 + b'"}'
    assert town.post(address, body, **signed(body)).status_code == 200
    huge = b" " * (2 * 2**20)
    assert town.post(address, huge, **signed(huge)).status_code == 413


def test_a_closed_address_is_gone(town: Town) -> None:
    """And another may be opened for the network."""
    address = town.open_address(Platform.FACEBOOK, SECRET)
    with town.house.database.transaction(town.house.agency_id) as session:
        endpoints.close_endpoint(session, town.house.who(Role.ADMINISTRATOR), endpoint(town).id)

    assert town.post(address, b"{}", **signed(b"{}")).status_code == 404
    assert town.open_address(Platform.FACEBOOK, SECRET) != address


def test_a_body_that_is_no_delivery_waits_for_a_person(town: Town) -> None:
    """It was signed, so it is kept; no further try would read it."""
    address = town.open_address(Platform.FACEBOOK, SECRET)
    body = b'{"object":"page"}'
    assert town.post(address, body, **signed(body)).status_code == 200
    town.receive()
    [kept] = town.deliveries()
    assert (kept.state, kept.error_code) == (WorkState.DEAD, "bad_envelope")


@pytest.mark.parametrize("name", ["youtube", "standard", "mastodon"])
def test_only_networks_that_deliver_have_addresses(town: Town, name: str) -> None:
    """Any other word is nowhere."""
    address = town.open_address(Platform.FACEBOOK, SECRET).replace("/facebook/", f"/{name}/")
    assert town.post(address, b"{}", **signed(b"{}")).status_code in {401, 404}
