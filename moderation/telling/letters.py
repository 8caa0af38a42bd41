"""One letter on its way: what is to be sent where, and what came of it.

A worker that dies between the call and its note sends the letter again under the same number,
by which mail programs, push services and receivers of webhooks know it for the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.events import record
from moderation.jobs import enqueue
from moderation.models import Letter, User
from moderation.policy import Permission, Who
from moderation.queries import telling as queries
from moderation.queries.agencies import find_agency
from moderation.queries.work import finish, give_back, revive, set_aside
from moderation.sealing import Keyring
from moderation.telling import devices, hooks
from moderation.telling.wishes import person_of
from moderation.telling.wording import TRIAL, headline, lines
from moderation.vocabulary import EventKind, Job, NoticeChannel

__all__ = [
    "Errand",
    "HookErrand",
    "MailErrand",
    "PushErrand",
    "Sent",
    "again",
    "errand",
    "send_trial",
    "settle",
]

_WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""Before the second, third, fourth and fifth attempt; a mail server may be away for a morning."""


@dataclass(frozen=True, slots=True)
class MailErrand:
    """A plain letter."""

    letter_id: int
    to: str
    subject: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PushErrand:
    """A message for one browser; `private_key` is the agency's, in base64url."""

    letter_id: int
    device_id: int
    subscription: devices.Subscription
    private_key: str = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class HookErrand:
    """A signed call to the agency's program."""

    letter_id: int
    url: str
    secret: str = field(repr=False)
    body: bytes = field(repr=False)


Errand = MailErrand | PushErrand | HookErrand


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of it: there, perhaps later, never as it is, or the reader is gone from there."""

    result: Literal["there", "later", "never", "gone"]
    code: str = ""


def errand(
    agency_id: int, session: Session, keyring: Keyring, letter: Letter, *, public_url: str
) -> Errand | None:
    """What is to be sent; None where the way has been given up since."""
    if letter.channel is NoticeChannel.HOOK:
        return _hook_errand(agency_id, session, keyring, letter, public_url)
    reader = queries.reader_of(agency_id, session, letter)
    if reader is None or not reader.active:
        return None
    if letter.channel is NoticeChannel.PUSH:
        return _push_errand(agency_id, session, keyring, letter, reader)
    wishes = queries.wishes_of(agency_id, session, reader.id)
    address = letter.former_address or (wishes.mail_address if wishes else "")
    if not address:
        return None
    agency = find_agency(agency_id, session).name
    return MailErrand(
        letter.id,
        address,
        f"Phản Hồi: {headline(letter.counts, reader.language)}",
        _text(letter.counts, agency, f"{public_url}{letter.path}", public_url, reader.language),
    )


def settle(
    agency_id: int, session: Session, letter: Letter, token: UUID, sent: Sent, *, now: datetime
) -> None:
    """Write down what came of a letter; one that may pass later waits longer each time."""
    if sent.result == "there":
        letter.sent_at = now
        session.flush()
        finish(agency_id, session, Letter, [letter.id])
    elif sent.result == "later":
        wait = _WAITS[min(letter.attempts, len(_WAITS)) - 1]
        give_back(
            agency_id, session, Letter, token, [letter.id],
            error_code=sent.code, again_at=now + wait,
        )  # fmt: skip
    elif sent.result == "gone":
        finish(agency_id, session, Letter, [letter.id])
        if letter.device_id is not None:
            queries.give_up_device(agency_id, session, letter.device_id, now=now)
    else:
        set_aside(agency_id, session, Letter, token, [letter.id], sent.code)


def send_trial(session: Session, who: Who, channel: NoticeChannel) -> list[Letter]:
    """A letter of one's own, to see whether it arrives; to the agency's program for its keepers."""
    made = _trial(session, who, channel)
    session.add_all(made)
    session.flush()
    enqueue(who.agency_id, session, Job.SEND_LETTERS, [one.id for one in made])
    return made


def again(session: Session, who: Who, letter_id: int) -> None:
    """Give a letter of one's own that failed its attempts again."""
    letter = queries.find_letter(who.agency_id, session, letter_id)
    if letter is None or letter.user_id not in {None, person_of(who)}:
        raise NotFoundError(
            "Không có thông báo này trong danh sách của anh/chị; chưa có gì thay đổi. Hãy tải lại "
            "trang."
        )
    if letter.user_id is None:
        who.require_everywhere(Permission.EDIT_PAGES)
    if not revive(who.agency_id, session, Letter, [letter_id]):
        raise ConflictError(
            "Thông báo này không còn chờ gửi lại: có thể vừa được gửi. Hãy tải lại trang."
        )
    record(session, who, EventKind.RETRIED, job=Job.SEND_LETTERS.value, rows=1, row_id=letter_id)
    enqueue(who.agency_id, session, Job.SEND_LETTERS, [letter_id])


def _trial(session: Session, who: Who, channel: NoticeChannel) -> list[Letter]:
    about = {"agency_id": who.agency_id, "channel": channel, "counts": {TRIAL: 1}}
    if channel is NoticeChannel.HOOK:
        who.require_everywhere(Permission.EDIT_PAGES)
        if queries.hook_of(who.agency_id, session) is None:
            raise BadInputError(
                "Cơ quan chưa đặt địa chỉ nhận thông báo nên chưa gửi gì. Hãy ghi và lưu địa chỉ "
                "trước."
            )
        return [Letter(**about, path="/notifications")]
    user_id = person_of(who)
    wishes = queries.wishes_of(who.agency_id, session, user_id)
    if channel is NoticeChannel.MAIL:
        if wishes is None or not wishes.mail_address:
            raise BadInputError("Hãy ghi và lưu địa chỉ thư trước khi gửi thử.")
        return [Letter(**about, user_id=user_id, path="/notifications")]
    own = queries.devices(who.agency_id, session, [user_id])[user_id]
    if not own:
        raise BadInputError(
            "Chưa có máy nào bật thông báo nên chưa gửi gì. Hãy bật trên máy này trước."
        )
    return [
        Letter(**about, user_id=user_id, device_id=one.id, path="/notifications") for one in own
    ]


def _push_errand(
    agency_id: int, session: Session, keyring: Keyring, letter: Letter, reader: User
) -> PushErrand | None:
    device = queries.device_of(agency_id, session, device_id=letter.device_id)
    subscription = None if device is None else devices.subscription_of(device, keyring)
    if device is None or subscription is None or device.user_id != reader.id:
        return None
    said = {"title": "Phản Hồi", "body": headline(letter.counts, reader.language),
            "path": letter.path}  # fmt: skip
    key = devices.private_key(agency_id, session, keyring)
    body = json.dumps(said, ensure_ascii=False).encode()
    return PushErrand(letter.id, device.id, subscription, key, body)


def _hook_errand(
    agency_id: int, session: Session, keyring: Keyring, letter: Letter, public_url: str
) -> HookErrand | None:
    hook = queries.hook_of(agency_id, session)
    if hook is None:
        return None
    said = {
        "type": "notices",
        "timestamp": letter.created_at.isoformat(),
        "data": {
            "agency": find_agency(agency_id, session).slug,
            "counts": letter.counts,
            "url": f"{public_url}{letter.path}",
        },
    }
    secret = keyring.unseal(hook.sealed_secret, hooks.place(agency_id))
    return HookErrand(letter.id, hook.url, secret, json.dumps(said).encode())


def _text(counts: Mapping[str, int], agency: str, url: str, public_url: str, language: str) -> str:
    said = "\n".join(f"- {line}" for line in lines(counts, language))
    settings = f"{public_url}/notifications/settings"
    if language == "en":
        return (
            f"{agency}\n\n{said}\n\nOpen: {url}\n\n"
            f"Nothing that a citizen wrote is in this letter. Other hours, or none: {settings}\n"
        )
    return (
        f"{agency}\n\n{said}\n\nMở: {url}\n\n"
        f"Thư này không chứa lời của người dân. Đổi giờ nhận hoặc thôi nhận: {settings}\n"
    )
