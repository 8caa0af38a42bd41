"""What leaves for a mailbox, a browser and an agency's program: once each, as numbers, in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select, text, update

from commands.embedded import EmbeddedPostgres
from moderation.database import Session
from moderation.errors import NotFoundError
from moderation.models import DutyShift, Letter, Notification, PushDevice
from moderation.policy import Who
from moderation.queries import failures
from moderation.queries.escalation import mark_read, notify, tell_of_case
from moderation.queries.work import MAX_ATTEMPTS
from moderation.settings import get_settings
from moderation.telling import devices, gathering, hooks, letters, wishes
from moderation.telling.devices import Subscription
from moderation.telling.wording import KINDS
from moderation.vocabulary import (
    CaseNews,
    EscalationMoment,
    Job,
    NoticeChannel,
    Role,
    WorkState,
)
from tests.as_worker import as_worker
from tests.emulators.mail import Mailbox
from tests.emulators.push import Receiver
from tests.factories import KEYS, House, event
from tests.moderation.test_clock_cases import at
from workers import letters as worker

_Done = TypeVar("_Done")
WORDS = "Ông Trần Văn Bịa ở tổ 7 hỏi bao giờ có nước"
EVERY = frozenset(NoticeChannel)
LAN = "lan@hoamai.example.vn"


@dataclass(frozen=True, slots=True)
class Post:
    """A house whose spokesperson is told by every way, and what arrives."""

    house: House
    mail: Mailbox
    web: Receiver

    @property
    def chief(self) -> Who:
        return self.house.who(Role.SPOKESPERSON)

    def within(self, act: Callable[[Session], _Done]) -> _Done:
        """One transaction of the house."""
        with self.house.database.transaction(self.house.agency_id) as session:
            return act(session)

    def waits(self, times: int = 1) -> None:
        """A drafter puts the reply of a case before the spokesperson."""
        drafter = self.house.who(Role.DRAFTER).actor_id
        case_id = self.within(lambda session: session.scalar(text("SELECT min(id) FROM cases")))
        for _ in range(times):
            self.within(
                lambda session: tell_of_case(
                    self.house.agency_id, session, case_id, CaseNews.REPLY_WAITING,
                    to=[self.chief.actor_id or 0], by=drafter,
                )
            )  # fmt: skip

    def run(self) -> None:
        """A minute of the worker."""
        for ids in worker._gathered(self.house.agency_id, EVERY).values():
            worker.send_letters(self.house.agency_id, ids)

    def later(self) -> None:
        """As if the longest wait were over."""
        past = text("UPDATE letters SET next_attempt_at = next_attempt_at - interval '7 hours'")
        self.within(lambda session: session.execute(past))

    def left(self) -> list[Letter]:
        """Every letter."""
        return self.within(
            lambda session: list(session.scalars(select(Letter).order_by(Letter.id)))
        )


@pytest.fixture
def post(house: House, postgres: EmbeddedPostgres, tmp_path: Path) -> Iterator[Post]:
    """This process as a worker that may call this machine."""
    house.take(event("c1", WORDS))
    house.triage()
    with Mailbox() as mail, Receiver() as web:
        facts = {
            "SMTP_URL": mail.url, "PUSH_HOSTS": "127.0.0.1", "HOOK_HOSTS": "127.0.0.1",
            "MAIL_FROM": "phanhoi@hoamai.example.vn", "PUBLIC_URL": "https://phanhoi.example.vn",
        }  # fmt: skip
        with as_worker(postgres, tmp_path, **facts):
            made = Post(house, mail, web)
            made.within(lambda session: _settle_in(session, made))
            yield made


def _settle_in(session: Session, post: Post) -> None:
    wishes.choose(
        session, post.chief, mail_address=LAN, kinds=dict.fromkeys(NoticeChannel, tuple(KINDS)),
        digest=False, quiet=False,
    )  # fmt: skip
    devices.add_device(
        session, post.chief, Subscription(**post.web.keys), name="Điện thoại",
        hosts=["127.0.0.1"], keyring=KEYS,
    )  # fmt: skip


def test_what_waits_leaves_once_by_each_way_and_says_how_much(post: Post) -> None:
    """A letter, a sealed message and a signed call; neither words nor names in any of them."""
    admin = post.house.who(Role.ADMINISTRATOR)
    secret = post.within(
        lambda session: hooks.set_hook(
            session, admin, f"{post.web.url}/hook", hosts=["127.0.0.1"], keyring=KEYS
        )
    )
    post.waits(3)
    post.run()
    post.waits(0)
    post.run()

    (letter,) = post.mail.letters
    assert letter["to"] == LAN
    assert "3 câu trả lời chờ duyệt" in str(_subject(letter))
    assert "https://phanhoi.example.vn/approvals" in _body(letter)
    assert [path for path, *_ in post.web.requests] == ["/hook", "/push/1"]
    assert post.web.opened(1) == {
        "title": "Phản Hồi", "body": "3 câu trả lời chờ duyệt", "path": "/approvals",
    }  # fmt: skip
    told = post.web.signed(str(secret), 0)
    assert told["data"]["counts"] == {"reply_waiting": 1}  # one case, however often it was told of
    everything = _body(letter) + str(post.web.opened(1)) + str(told)
    assert not any(word in everything for word in ("Bịa", "tổ 7", "nước", "Chị drafter"))
    assert {one.state for one in post.left()} == {WorkState.DONE}


def test_a_mail_server_that_is_away_gets_the_letter_when_it_is_back(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each wait is longer; after the fifth attempt a person sees it, and sends it again."""
    monkeypatch.setenv("PHANHOI_SMTP_URL", "smtp://127.0.0.1:9")
    get_settings.cache_clear()
    post.waits()
    waits = []
    for _ in range(MAX_ATTEMPTS):
        post.run()
        (mailed,) = [one for one in post.left() if one.channel is NoticeChannel.MAIL]
        waits.append(mailed.next_attempt_at - datetime.now(UTC))
        post.later()
    set_aside = post.within(
        lambda session: failures.failures(post.house.agency_id, session, Job.SEND_LETTERS)
    )
    monkeypatch.setenv("PHANHOI_SMTP_URL", post.mail.url)
    get_settings.cache_clear()
    stranger = post.house.who(Role.TRIAGE)
    with pytest.raises(NotFoundError):
        post.within(lambda session: letters.again(session, stranger, mailed.id))
    post.within(lambda session: letters.again(session, post.chief, mailed.id))
    post.run()

    assert waits[:-1] == sorted(waits[:-1])
    assert waits[-2] > timedelta(hours=5)
    assert [(one.id, one.about) for one in set_aside] == [(mailed.id, "mail")]
    assert len(post.mail.letters) == 1


def test_an_address_that_is_refused_is_not_tried_for_hours(post: Post) -> None:
    """The server's no is final; the others' letters leave."""
    post.mail.unknown.add(LAN)
    post.waits()
    post.run()

    (mailed,) = [one for one in post.left() if one.channel is NoticeChannel.MAIL]
    assert (mailed.state, mailed.error_code) == (WorkState.DEAD, "address_refused")
    assert len(post.web.requests) == 1


def test_a_browser_that_is_gone_is_forgotten_and_one_that_is_busy_asked_again(post: Post) -> None:
    """The second try bears the same topic, so that it is shown once."""
    post.web.answers += [503]
    post.waits()
    post.run()
    post.later()
    post.run()
    topics = [headers["topic"] for _, headers, _ in post.web.requests]
    post.web.answers += [410]
    post.waits()
    post.run()
    post.waits()
    post.run()

    device = post.within(lambda session: session.scalars(select(PushDevice)).one())
    assert len(set(topics)) == 1
    assert len(topics) == 2
    assert (device.gone_at is None, device.sealed_subscription) == (False, None)
    assert len(post.web.requests) == 3


def test_two_gatherers_at_once_write_one_letter(post: Post) -> None:
    """The second finds the notices locked and leaves them."""
    post.waits()
    now = datetime.now(UTC)
    agency_id, database = post.house.agency_id, post.house.database
    with database.transaction(agency_id) as one:
        first = gathering.gather(agency_id, one, now=now, channels=EVERY)
        with database.transaction(agency_id) as other:
            second = gathering.gather(agency_id, other, now=now, channels=EVERY)

    assert (len(first), second) == (2, [])


@pytest.mark.parametrize(
    ("told_at", "gathered_at", "moment", "expected"),
    [
        ("2026-11-18T09:00", "2026-11-18T10:00", EscalationMoment.BEFORE, {"push"}),
        ("2026-11-18T09:00", "2026-11-18T13:31", EscalationMoment.BEFORE, {"push", "mail"}),
        ("2026-11-18T09:00", "2026-11-18T10:00", EscalationMoment.BREACH, {"push", "mail"}),
        ("2026-11-18T20:00", "2026-11-18T22:00", EscalationMoment.BREACH, set()),
        ("2026-11-18T20:00", "2026-11-19T08:00", EscalationMoment.BEFORE, {"push", "mail"}),
        ("2026-11-20T20:00", "2026-11-21T10:00", EscalationMoment.BREACH, set()),
    ],
)
def test_letters_wait_for_their_hour_and_everything_for_the_office(
    post: Post, told_at: str, gathered_at: str, moment: EscalationMoment, expected: set[str]
) -> None:
    """Gathered at 8:00, 13:30 and 16:30; what is late at once; nights and Saturdays are quiet."""
    post.within(lambda session: _gentle(session, post))
    post.within(lambda session: _told(session, post, at(told_at), moment))

    assert _gathered(post, at(gathered_at)) == expected
    assert _gathered(post, at(gathered_at)) == set()


def test_whoever_is_on_duty_is_told_at_night_and_what_was_read_is_not_sent(post: Post) -> None:
    """The duty lasts from 18:00 to 22:00."""
    post.within(lambda session: _gentle(session, post))
    post.within(
        lambda session: session.add(
            DutyShift(
                agency_id=post.house.agency_id, page_id=post.house.page_id,
                user_id=post.chief.actor_id or 0,
                starts_at=at("2026-11-18T18:00"), ends_at=at("2026-11-18T22:00"),
            )
        )
    )  # fmt: skip
    night = at("2026-11-18T20:00")
    post.within(lambda session: _told(session, post, night, EscalationMoment.BREACH))
    on_duty = _gathered(post, night + timedelta(minutes=1))
    post.within(lambda session: _told(session, post, night, EscalationMoment.BREACH))
    agency_id, chief = post.house.agency_id, post.chief.actor_id or 0
    post.within(lambda session: mark_read(agency_id, session, chief, now=night))

    assert on_duty == {"push", "mail"}
    assert _gathered(post, night + timedelta(minutes=2)) == set()


def _gentle(session: Session, post: Post) -> None:
    found = wishes.own_wishes(session, post.chief)
    found.digest = found.quiet = True
    found.created_at = at("2026-11-01T08:00")


def _told(session: Session, post: Post, when: datetime, moment: EscalationMoment) -> None:
    agency_id, chief = post.house.agency_id, post.chief.actor_id or 0
    notify(agency_id, session, {(chief, moment): [1, 2]})
    session.execute(
        update(Notification).where(Notification.mailed_at.is_(None)).values(created_at=when)
    )


def _gathered(post: Post, now: datetime) -> set[str]:
    made = post.within(
        lambda session: [
            one.channel.value
            for one in gathering.gather(post.house.agency_id, session, now=now, channels=EVERY)
        ]
    )
    return set(made)


def _subject(letter: Message) -> str:
    from email.header import decode_header, make_header

    return str(make_header(decode_header(letter["subject"])))


def _body(letter: Message) -> str:
    return letter.get_payload(decode=True).decode()


def test_a_change_of_address_is_told_at_the_one_before_in_the_middle_of_the_night(
    post: Post,
) -> None:
    """Nobody chose it and no quiet hour keeps it; a thief who turns the mail away is found out."""
    post.within(
        lambda session: wishes.choose(
            session, post.chief, mail_address="ke@trom.example", kinds={}, digest=True, quiet=True
        )
    )
    post.within(lambda session: _gentle(session, post))
    night = at("2026-11-18T23:30")
    post.within(lambda session: session.execute(update(Notification).values(created_at=night)))
    assert _gathered(post, night) == {"mail", "push"}
    post.run()

    assert sorted(letter["to"] for letter in post.mail.letters) == ["ke@trom.example", LAN]
    (before,) = [letter for letter in post.mail.letters if letter["to"] == LAN]
    assert "địa chỉ nhận thư vừa được đổi" in _subject(before)
    assert "ke@trom" not in _body(before)
    assert "https://phanhoi.example.vn/account" in _body(before)
