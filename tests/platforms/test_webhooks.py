"""Deliveries of the emulated networks, over HTTP, into our receivers.

The emulator signs and writes by the networks' documents and shares no code with the receivers.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from moderation.vocabulary import CommentVerb
from platforms import Account, Target, facebook, zalo
from tests.emulators.server import Served
from tests.platforms.conftest import LOCAL, Place
from tests.platforms.inbox import VERIFY_TOKEN, Inbox


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Inbox, str]]:
    """The web side and its address."""
    inbox = Inbox()
    with Served(inbox.app) as running:
        yield inbox, running.url


@pytest.fixture
def inbox(served: tuple[Inbox, str]) -> Inbox:
    """The web side, emptied."""
    kept, _ = served
    kept.events, kept.deliveries, kept.bodies, kept.failing = [], [], {}, 0
    return kept


@pytest.fixture
def address(served: tuple[Inbox, str]) -> str:
    """Where the web side is."""
    return served[1]


def subscribed(place: Place, inbox: Inbox, address: str, **options: object) -> Place:
    """The page delivers to the inbox from now on."""
    inbox.secret = f"secret-{place.page_id}"
    place.do("set_page", verify_token=VERIFY_TOKEN, options=options)
    assert place.do("subscribe", callback=f"{address}/{place.network}")["accepted"]
    return place


def test_a_comments_life_arrives(facebook_place: Place, inbox: Inbox, address: str) -> None:
    """Written, edited in either spelling, hidden, taken back."""
    place = subscribed(facebook_place, inbox, address)
    comment_id = place.comment("Đèn đường tổ 3 hỏng/tắt", post_id=place.post())
    place.do("edit_comment", comment_id=comment_id, text="Đèn tổ 3 tắt", verb="edit")
    place.do("edit_comment", comment_id=comment_id, text="Đèn tổ 4 tắt", verb="edited")
    facebook.connect(place.account, LOCAL).hide(Target(comment_id))
    place.do("remove_comment", comment_id=comment_id, verb="delete")
    place.emulator.wait_until_delivered()
    assert inbox.told == [
        (CommentVerb.CREATED, "Đèn đường tổ 3 hỏng/tắt"),
        (CommentVerb.EDITED, "Đèn tổ 3 tắt"),
        (CommentVerb.EDITED, "Đèn tổ 4 tắt"),
        (CommentVerb.HIDDEN, "Đèn tổ 4 tắt"),
        (CommentVerb.DELETED, None),
    ]


def test_meta_bodies_are_ascii_with_escaped_slashes(
    facebook_place: Place, inbox: Inbox, address: str
) -> None:
    """The signature is over these very bytes, so nothing may be written anew before checking."""
    place = subscribed(facebook_place, inbox, address)
    place.comment("ngập/úng", post_id=place.post())
    place.emulator.wait_until_delivered()
    (body,) = inbox.bodies.values()
    assert body.isascii()
    assert b"ng\\u1eadp\\/\\u00fang" in body


def test_a_delivery_is_repeated_until_it_is_taken(
    facebook_place: Place, inbox: Inbox, address: str
) -> None:
    """Three refusals, and then it arrives once."""
    place = subscribed(facebook_place, inbox, address)
    inbox.failing = 3
    place.comment("Có ai nghe không?", post_id=place.post())
    place.emulator.wait_until_delivered()
    tries = [
        (each["try"], each["status"]) for each in place.emulator.deliveries()["attempts"]
        if each["page_id"] == place.page_id
    ]  # fmt: skip
    assert tries == [(1, 503), (2, 503), (3, 503), (4, 200)]
    assert inbox.told == [(CommentVerb.CREATED, "Có ai nghe không?")]


def test_a_removal_can_come_before_its_comment(
    facebook_place: Place, inbox: Inbox, address: str
) -> None:
    """As it does at the network after an outage."""
    place = subscribed(facebook_place, inbox, address)
    place.emulator.do("hold")
    comment_id = place.comment("Xóa ngay", post_id=place.post())
    place.do("remove_comment", comment_id=comment_id)
    place.emulator.do("release", order="reversed")
    place.emulator.wait_until_delivered()
    assert [verb for verb, _ in inbox.told] == [CommentVerb.DELETED, CommentVerb.CREATED]


def test_comments_told_twice_and_shuffled_are_the_same_comments(
    facebook_place: Place, inbox: Inbox, address: str
) -> None:
    """However they come, twenty comments are twenty."""
    place = subscribed(facebook_place, inbox, address)
    place.emulator.do("hold")
    post_id = place.post()
    for number in range(20):
        place.comment(f"Ý kiến {number}", post_id=post_id)
    assert place.emulator.do("release", duplicates=1.0, order="shuffled")["sent"] == 40
    place.emulator.wait_until_delivered()
    assert len(inbox.deliveries) == 40
    assert len({event.external_id for event in inbox.events}) == 20


def test_changes_come_in_batches(facebook_place: Place, inbox: Inbox, address: str) -> None:
    """Many changes, one delivery."""
    place = subscribed(facebook_place, inbox, address)
    place.emulator.do("hold")
    post_id = place.post()
    for number in range(20):
        place.comment(f"Ý kiến {number}", post_id=post_id)
    place.emulator.do("release", batch=10)
    place.emulator.wait_until_delivered()
    assert (len(inbox.deliveries), len(inbox.events)) == (2, 20)


def test_the_pages_own_reply_comes_back(facebook_place: Place, inbox: Inbox, address: str) -> None:
    """It can be known as the page's own, and names the comment that it answers."""
    place = subscribed(facebook_place, inbox, address)
    target = place.target()
    facebook.connect(place.account, LOCAL).reply(target, "Dạ có ạ.")
    place.emulator.wait_until_delivered()
    own = inbox.events[-1]
    assert (own.text, own.parent_external_id) == ("Dạ có ạ.", target.comment_id)
    assert own.author_external_id == own.page_external_id == place.page_id


def test_missing_fields_are_missing(facebook_place: Place, inbox: Inbox, address: str) -> None:
    """A sticker, by somebody whom the token may not see."""
    place = subscribed(facebook_place, inbox, address)
    place.comment(None, post_id=place.post(), omitted=["from"])
    place.emulator.wait_until_delivered()
    (event,) = inbox.events
    assert (event.text, event.author_external_id) == (None, None)


def test_an_address_that_does_not_know_the_token_is_not_subscribed(
    facebook_place: Place, inbox: Inbox, address: str
) -> None:
    """Meta looks before it delivers."""
    facebook_place.do("set_page", verify_token="khác")
    callback = f"{address}/facebook"
    assert not facebook_place.do("subscribe", callback=callback)["accepted"]


@pytest.mark.parametrize("flat", [False, True])
def test_instagram_tells_of_new_comments_only(
    instagram_place: Place,
    inbox: Inbox,
    address: str,
    flat: bool,  # noqa: FBT001
) -> None:
    """In either shape; an edit or a removal makes no delivery."""
    place = subscribed(instagram_place, inbox, address, flat=flat)
    comment_id = place.comment("Đẹp quá", post_id=place.post())
    place.do("remove_comment", comment_id=comment_id)
    place.emulator.wait_until_delivered()
    assert inbox.told == [(CommentVerb.CREATED, "Đẹp quá")]
    assert inbox.events[0].created_at is None


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"bare_mac": True},
        {"header_timestamp": True},
        {"bare_mac": True, "header_timestamp": True},
    ],
)
def test_zalos_signature_holds_in_every_dress(
    zalo_place: Place, inbox: Inbox, address: str, options: dict[str, object]
) -> None:
    """With and without a prefix, with the time in the body or in a header."""
    place = subscribed(zalo_place, inbox, address, **options)
    message_id = place.comment("Cho em hỏi lịch tiếp dân")
    zalo.connect(place.account, LOCAL).reply(Target(message_id, None, "7001"), "Dạ thứ Năm ạ.")
    place.emulator.wait_until_delivered()
    question, echo = inbox.events
    assert (question.text, question.author_external_id) == ("Cho em hỏi lịch tiếp dân", "7001")
    assert (echo.author_external_id, echo.parent_external_id) == (place.page_id, message_id)


def test_tiktok_tells_by_signed_events(tiktok_place: Place, inbox: Inbox, address: str) -> None:
    """Where an account has them."""
    inbox.secret = f"secret-{tiktok_place.page_id}"
    tiktok_place.do("set_page", callback=f"{address}/tiktok")
    comment_id = tiktok_place.comment("Ở đâu ạ?", post_id=tiktok_place.post())
    tiktok_place.do("remove_comment", comment_id=comment_id)
    tiktok_place.emulator.wait_until_delivered()
    assert inbox.told == [(CommentVerb.CREATED, "Ở đâu ạ?"), (CommentVerb.DELETED, None)]


def test_what_a_citizen_writes_is_shown_as_text(facebook_place: Place) -> None:
    """The page for looking runs nothing of what it shows."""
    facebook_place.comment("<script>alert(1)</script>", post_id=facebook_place.post("<b>Bài</b>"))
    shown = facebook_place.emulator.look("facebook", facebook_place.page_id)
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown
    assert "<b>Bài" not in shown


def test_another_accounts_token_opens_nothing(facebook_place: Place) -> None:
    """Nor one that was never given."""
    stranger = Account(facebook_place.page_id, "token-of-nobody", base_url=facebook_place.base_url)
    outcome = facebook.connect(stranger, LOCAL).reply(facebook_place.target(), "Dạ")
    assert outcome.kind == "refused"
    assert facebook_place.accepted() == []
