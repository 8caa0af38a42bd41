"""Pages are looked at by ourselves: what is new, what was missed, what changed, and the keys."""

from __future__ import annotations

import pytest

from moderation.models import Post
from moderation.queries.connections import connection_of_page
from moderation.replies.connections import credentials_of
from moderation.vocabulary import ConnectionState, Platform, WatchKind
from tests.intake.town import Account, Town

RECENT, BACKFILL, CHANGES, TOKEN = (
    WatchKind.RECENT,
    WatchKind.BACKFILL,
    WatchKind.CHANGES,
    WatchKind.TOKEN,
)
POLLED = [Platform.FACEBOOK, Platform.INSTAGRAM, Platform.YOUTUBE, Platform.TIKTOK]
NAMES = {Platform.YOUTUBE: "UCphuong"}


def quiet(town: Town, network: Platform = Platform.FACEBOOK, **facts: object) -> Account:
    """A connected page of which nothing is delivered."""
    name = NAMES.get(network, "10158")
    return town.account(network, name, is_delivered=False, **facts)


def texts(account: Account) -> set[str | None]:
    """What we hold of the page."""
    return {comment.text for comment in account.comments().values()}


def state(town: Town, account: Account) -> tuple[ConnectionState, str | None]:
    """How the connection stands."""
    with town.house.database.transaction(town.house.agency_id) as session:
        found = connection_of_page(town.house.agency_id, session, account.page_id)
        assert found is not None
        return found.state, found.last_error_code


@pytest.mark.parametrize("network", POLLED)
def test_what_nobody_delivers_is_found_by_looking(town: Town, network: Platform) -> None:
    """With its post's words, once, and again when the next round comes."""
    page = quiet(town, network)
    page.write("Thứ bảy có làm căn cước không")
    town.look()
    town.let_pass("1 hour")
    page.write("Chủ nhật thì sao ạ")
    town.look()

    assert texts(page) == {"Thứ bảy có làm căn cước không", "Chủ nhật thì sao ạ"}
    with town.house.database.transaction(town.house.agency_id) as session:
        assert {post.text for post in session.query(Post)} == {"Lịch cấp căn cước"}


@pytest.mark.parametrize("network", [Platform.INSTAGRAM, Platform.YOUTUBE, Platform.TIKTOK])
def test_a_comment_that_went_away_is_found_by_asking(town: Town, network: Platform) -> None:
    """These networks do not tell; the row stays, marked."""
    page = quiet(town, network)
    gone, there = (page.write(each, age_seconds=60) for each in ("Tôi lỡ lời", "Cho hỏi lịch"))
    town.look()
    page.do("remove_comment", comment_id=gone)
    town.let_pass("3 hours")
    town.look(CHANGES)

    held = page.comments()
    assert held[gone].deleted_at is not None
    assert held[there].deleted_at is None


def test_an_edit_at_youtube_is_found_by_its_date(town: Town) -> None:
    """`updatedAt` is later than what we hold."""
    page = quiet(town, Platform.YOUTUBE)
    written = page.write("Lịch thứ 7", age_seconds=600)
    town.look()
    page.do("edit_comment", comment_id=written, text="Lịch thứ bảy tuần này")
    town.let_pass("1 hour")
    town.look()

    assert page.comments()[written].text == "Lịch thứ bảy tuần này"
    assert page.comments()[written].text_version == 2


def test_at_first_connect_the_old_never_starve_the_new(town: Town) -> None:
    """A new comment is there after one round, while an old post's crowd is still being read."""
    page = quiet(town)
    month = 20 * 24 * 3600
    old = page.do("add_post", text="Bài cũ", age_seconds=month)["id"]
    for number in range(230):
        page.write(f"Cũ {number}", post_id=old, age_seconds=month - 60 - number)
    page.write("Mới tinh")
    town.look(RECENT)
    first = texts(page)
    for _ in range(4):
        town.look(BACKFILL)
        town.let_pass("10 seconds")

    assert first == {"Mới tinh"}
    assert len(texts(page)) == 231
    assert town.watch(page, BACKFILL).due_at is None


def test_after_an_outage_what_was_missed_is_read_up(town: Town) -> None:
    """By the backfill, from where the last round began; the new comes first."""
    page = quiet(town)
    town.look()
    for name, age in (("Trong lúc mất mạng", 20 * 3600), ("Vừa xong", 60)):
        page.write(name, age_seconds=age)
    town.let_pass("1 day")
    town.look(RECENT)
    first = texts(page)
    town.look(BACKFILL)

    assert first == {"Vừa xong"}
    assert texts(page) == {"Trong lúc mất mạng", "Vừa xong"}


@pytest.mark.parametrize(("tries", "minutes_ago"), [(2, 60), (5, 150)])
def test_what_was_written_between_failed_looks_is_read_once_one_succeeds(
    town: Town, tries: int, minutes_ago: int
) -> None:
    """A look that was refused has read nothing; after hours of that the backfill reads up."""
    page = quiet(town, Platform.YOUTUBE)
    town.look()
    town.emulator.do("set_faults", read={"server_error": 1.0})
    for _ in range(tries):
        town.let_pass("30 minutes")
        town.look(RECENT)
    page.write("Trong lúc mạng hỏng", age_seconds=minutes_ago * 60)
    town.emulator.do("set_faults")
    town.let_pass("40 minutes")
    town.look(RECENT, BACKFILL)

    assert texts(page) == {"Trong lúc mạng hỏng"}
    assert town.watch(page, RECENT).error_code is None


def test_a_network_near_its_limit_is_left_alone(town: Town) -> None:
    """Whatever else was due of this page waits as well, and goes on by itself."""
    page = quiet(town)
    page.write("Cho hỏi lịch")
    town.emulator.do("set_usage", percent=85)
    town.look()
    during = texts(page)
    town.let_pass("16 minutes")
    town.emulator.do("set_usage", percent=5)
    town.look()

    assert during == set()
    assert texts(page) == {"Cho hỏi lịch"}


def test_asked_to_slow_down_the_page_rests_as_long_as_it_is_told(town: Town) -> None:
    """And no comment is lost by it."""
    page = quiet(town)
    page.write("Cho hỏi lịch")
    town.emulator.do("set_faults", read={"page_limited": 1.0})
    town.look()
    resting = town.watch(page, RECENT)
    town.emulator.do("set_faults")
    town.let_pass("1 hour")
    town.look()

    assert resting.error_code == "rate"
    assert texts(page) == {"Cho hỏi lịch"}
    assert town.watch(page, RECENT).error_code is None


def test_a_key_that_ended_is_seen_as_what_it_is(town: Town) -> None:
    """Reading and posting stop, and a person is asked for a new key."""
    page = quiet(town)
    page.do("set_page", expired=True)
    town.look()

    assert state(town, page) == (ConnectionState.PAUSED, "token")
    assert town.watch(page, RECENT).error_code == "token"


def test_youtube_is_asked_within_its_days_quota(town: Town) -> None:
    """What is left of reading's share is spread over the day; replies keep theirs."""
    page = quiet(town, Platform.YOUTUBE)
    page.do("set_page", quota_limit=10_000)
    town.look()
    with town.house.database.transaction(town.house.agency_id) as session:
        found = connection_of_page(town.house.agency_id, session, page.page_id)
        assert found is not None
        spent, found.quota_used = found.quota_used, 6_000
        resets_at = found.quota_resets_at
    town.let_pass("5 minutes")
    town.look(RECENT)

    assert spent > 0
    assert town.watch(page, RECENT).due_at == resets_at


def test_zalos_keys_are_renewed_both_at_once(town: Town) -> None:
    """The refresh token works once; the next renewal uses the one that came with it."""
    page = town.account(Platform.ZALO, "388613280878808645", refresh_token="r-1")
    page.do("set_page", expired=True)
    for _ in range(2):
        town.look(TOKEN)
        town.let_pass("1 day")

    with town.house.database.transaction(town.house.agency_id) as session:
        found = connection_of_page(town.house.agency_id, session, page.page_id)
        assert found is not None
        keys = credentials_of(found, town.keys)
    assert keys.refresh_token not in {"r-1", None}
    assert state(town, page) == (ConnectionState.OK, None)
    assert town.watch(page, TOKEN).failures == 0


def test_a_refresh_token_that_was_spent_asks_for_a_person(town: Town) -> None:
    """Somebody used it elsewhere, or the answer that brought the next one was lost."""
    page = town.account(Platform.ZALO, "388613280878808645", refresh_token="r-1")
    page.do("set_page", refresh_token="r-2")
    town.look(TOKEN)

    assert state(town, page) == (ConnectionState.PAUSED, "token")
