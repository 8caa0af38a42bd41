"""The invented ward: well told on whatever day it is told, and set up once."""

from __future__ import annotations

import itertools
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from commands.demo import Network, prepare, settled
from commands.demo.memory import recall
from commands.demo.story import Told, arrivals, backlog, happened, posts
from commands.demo.trickle import Trickle
from commands.embedded import EmbeddedPostgres, create_database
from moderation import setup
from moderation.database import Database
from moderation.errors import ConflictError
from moderation.migrations import upgrade
from moderation.people import accounts
from moderation.queries import agencies, doors
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import CommentVerb, Label, OfficerRole
from tests.emulators import Emulator
from tests.factories import KEY_LINE, KEYS

ADDRESS = "http://127.0.0.1:8000"
CALENDAR = setup.default_calendar()
_numbers = itertools.count(1)

moments = st.integers(0, 4 * 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 2, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@pytest.fixture
def empty(
    postgres: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """A database with the newest schema and no agency, which the settings name."""
    urls = create_database(postgres.admin_url, f"demo_{next(_numbers)}_{tmp_path.name[-8:]}")
    upgrade(urls.owner_url)
    (tmp_path / "keys").write_text(KEY_LINE)
    monkeypatch.setenv("PHANHOI_DATABASE_URL", urls.app_url)
    monkeypatch.setenv("PHANHOI_KEY_FILE", str(tmp_path / "keys"))
    monkeypatch.delenv("PHANHOI_REDIS_URL", raising=False)
    database = Database(urls.app_url, keys=KEYS)
    yield database
    database.engine.dispose()


def created(told: list[Told]) -> list[Told]:
    """The comments among the events."""
    return [one for one in told if one.event.verb is CommentVerb.CREATED]


def test_about_three_hundred_comments_have_ids_of_their_own() -> None:
    """Nothing is told twice under one id, and everything stands under a post that exists."""
    comments = [*backlog(), *arrivals()]
    assert len({comment.id for comment in comments}) == len(comments)
    assert {comment.post for comment in comments} == posts().keys()
    assert {c.under for c in backlog()} - {None} <= {c.id for c in backlog()}
    assert 300 <= len(backlog()) <= 360
    assert len(arrivals()) >= 120


def test_every_label_has_its_share() -> None:
    """No queue stays empty, and questions and opinions outweigh what is unlawful."""
    counts = Counter(comment.expected for comment in [*backlog(), *arrivals()])
    assert min(counts[label] for label in Label) >= 20
    assert counts[Label.POLICY_QUESTION] == max(counts.values())
    assert counts[Label.FEEDBACK] > counts[Label.ILLEGAL_CONTENT]


def test_citizens_write_as_they_do() -> None:
    """Some without accents, some in pieces, one at length, some with hostile characters."""
    texts = [comment.text for comment in backlog()]
    assert sum(text.isascii() for text in texts) >= 10
    assert max(map(len, texts)) > 1200
    assert min(map(len, texts)) < 15
    hidden = {char for text in texts for char in text if unicodedata.category(char) == "Cf"}
    assert {"\u202e", "\u200b"} <= hidden
    assert any(text != unicodedata.normalize("NFC", text) for text in texts)
    assert any(text.startswith("=") for text in texts)


def test_neighbours_paste_one_doubt_and_spammers_one_lure() -> None:
    """There are near copies to be grouped: fifteen of a doubt, and a wave at night."""
    texts = [comment.text.lower() for comment in backlog()]
    assert sum("66 ng" in text for text in texts) == 15
    assert sum(re.match(r"\W*tuy[eể]n 20 b", text) is not None for text in texts) == 9
    assert sum("sỉ 9k" in text for text in texts) == 3


def test_numbers_of_persons_cannot_be_anybodys() -> None:
    """Identity cards have a province that does not exist, telephones only noughts."""
    comments = " ".join(c.text for c in [*backlog(), *arrivals()])
    assert all(number.startswith("000") for number in re.findall(r"\b\d{12}\b", comments))
    phones = re.findall(r"\b0\d{3} ?\d{3} ?\d{3}\b", comments)
    assert all(number.startswith("0900 000 ") for number in phones)


@settings(max_examples=15)
@given(now=moments)
def test_on_any_day_the_story_lies_in_the_past_and_in_order(now: datetime) -> None:
    """Three weeks until now: a comment after its post, a reply after its comment."""
    told = happened(now, CALENDAR)
    times = [one.at for one in told]
    assert times == sorted(times)
    assert times[-1] <= now
    assert times[0] >= now - timedelta(days=22)
    at = {one.event.external_id: one.at for one in created(told)}
    for one in created(told):
        event = one.event
        assert event.post is not None
        assert event.post.posted_at is not None
        assert event.post.posted_at < one.at
        if event.external_id.endswith("-tra-loi"):
            assert event.parent_external_id is not None
            assert at[event.parent_external_id] <= one.at


@settings(max_examples=15)
@given(now=moments)
def test_on_any_day_the_page_has_answered_many(now: datetime) -> None:
    """Even after the long holiday of Tết there are enough answers for a median."""
    told = created(happened(now, CALENDAR))
    assert sum("-tra-loi" in one.event.external_id for one in told) >= 60


def test_in_an_ordinary_week_the_page_answers_many_and_leaves_some() -> None:
    """The last seven days have well over the twenty answers that honest figures need."""
    now = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    told = [one for one in created(happened(now, CALENDAR)) if one.at > now - timedelta(days=7)]
    replies = [one for one in told if "-tra-loi" in one.event.external_id]
    assert 40 <= len(replies) < len(told) - len(replies)


def test_people_write_in_the_evening_and_at_the_weekend_and_the_office_answers_by_day() -> None:
    """Hours are those of life, for citizens as for the office."""
    told = created(happened(datetime(2026, 11, 18, 9, 0, tzinfo=UTC), CALENDAR))
    local = [one.at.astimezone(VIETNAM) for one in told if "-tra-loi" not in one.event.external_id]
    assert sum(at.hour >= 18 for at in local) >= 60
    assert sum(at.weekday() >= 5 for at in local) >= 40
    replies = [one for one in told if one.event.external_id.endswith("-tra-loi")]
    by_day = sum(CALENDAR.is_open(one.at - timedelta(minutes=1)) for one in replies)
    assert by_day > 0.8 * len(replies)


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Network]:
    """The emulated network that the demo's pages live on."""
    with Emulator(tmp_path / "ledger.jsonl") as emulator:
        yield Network(emulator.url)


def test_setting_up_twice_is_setting_up_once(
    empty: Database, tmp_path: Path, network: Network
) -> None:
    """The second start finds the same agency and prints the same passwords, which sign in."""
    first = prepare(tmp_path, ADDRESS, network)
    assert prepare(tmp_path, ADDRESS, network) == first
    assert stat.S_IMODE((tmp_path / "demo.json").stat().st_mode) == 0o600
    with empty.doorway() as door:
        [(agency_id, slug)] = doors.agencies(door)
    assert slug == "hoa-mai"
    with empty.transaction(agency_id) as session:
        pages = agencies.pages(agency_id, session)
        assert [page.name for page in pages] == ["Công an phường Hoa Mai", "Phường Hoa Mai"]
        assert len(agencies.endpoints(agency_id, session)) == 1
        for page in pages:
            named = [o for o in agencies.officers(agency_id, session) if o.page_id == page.id]
            assert {officer.role for officer in named} == set(OfficerRole)
            assert all(officer.decision_number and officer.title for officer in named)
    assert [one.role_name for one in first] == ["Quản trị trang", "Người phát ngôn", "Lãnh đạo"]
    for one in first:
        with empty.transaction(agency_id) as session:
            assert accounts.sign_in(
                agency_id,
                session,
                one.username,
                one.password,
                user_agent="thử",
                lasts=timedelta(hours=1),
            )


def test_a_lost_note_gives_new_passwords_to_the_same_people(
    empty: Database, tmp_path: Path, network: Network
) -> None:
    """Without the note nobody knows the passwords, so new ones are set."""
    first = prepare(tmp_path, ADDRESS, network)
    (tmp_path / "demo.json").unlink()
    again = prepare(tmp_path, ADDRESS, network)
    assert [one.username for one in again] == [one.username for one in first]
    assert not {one.password for one in again} & {one.password for one in first}
    assert recall(tmp_path).passwords == {one.username: one.password for one in again}


def test_a_database_in_earnest_is_left_alone(
    empty: Database, tmp_path: Path, network: Network
) -> None:
    """Where another agency works, the demo refuses in one sentence and changes nothing."""
    with empty.transaction(0) as session:
        agency_id = setup.next_agency_id(session)
    with empty.transaction(agency_id) as session:
        setup.create_agency(session, "phuong-that", "UBND phường Thật")
    with pytest.raises(ConflictError, match="đã có cơ quan khác"):
        prepare(tmp_path, ADDRESS, network)
    with pytest.raises(ConflictError):
        settled(tmp_path)
    with empty.doorway() as door:
        assert [slug for _, slug in doors.agencies(door)] == ["phuong-that"]
    assert not (tmp_path / "demo.json").exists()


def test_new_comments_keep_coming_and_something_happens_to_them_later() -> None:
    """A few in each round with ids never used before; edits, removals and replies follow."""
    begin = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
    with time_machine.travel(begin):
        trickle = Trickle()
    told: list[Told] = []
    for minutes in range(120):
        now = begin + timedelta(minutes=minutes)
        came = trickle.next_round(now)
        fresh = [one for one in created(came) if "-tra-loi" not in one.event.external_id]
        assert 1 <= len(fresh) <= 3
        assert all(one.at <= now for one in came)
        told += came
    ids = [one.event.external_id for one in created(told)]
    assert len(set(ids)) == len(ids)
    verbs = {one.event.verb for one in told}
    assert verbs == {CommentVerb.CREATED, CommentVerb.EDITED, CommentVerb.DELETED}
    assert any(name.endswith("-tra-loi") for name in ids)
