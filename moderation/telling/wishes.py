"""What a person wants to be told of, by which way and when."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ForbiddenError
from moderation.events import record
from moderation.jobs import enqueue
from moderation.models import Letter, NoticeWishes
from moderation.people.changes import tell_owner
from moderation.policy import Who
from moderation.queries import telling as queries
from moderation.telling.wording import KINDS
from moderation.vocabulary import CaseNews, EventKind, Job, NoticeChannel

__all__ = ["OWN_CHANNELS", "STARTING_KINDS", "choose", "own_wishes", "person_of"]

OWN_CHANNELS = (NoticeChannel.MAIL, NoticeChannel.PUSH)
"""The ways that a person chooses; the agency's program is told of everything."""

STARTING_KINDS = tuple(KINDS)

_ADDRESS = re.compile(r"[^@\s<>,;:\"\\]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,24}")


def own_wishes(session: Session, who: Who) -> NoticeWishes:
    """The person's own row, made with everything wanted where they have said nothing yet."""
    user_id = person_of(who)
    found = queries.wishes_of(who.agency_id, session, user_id)
    if found is None:
        found = NoticeWishes(
            agency_id=who.agency_id,
            user_id=user_id,
            mail_address="",
            kinds={channel.value: list(STARTING_KINDS) for channel in OWN_CHANNELS},
            digest=True,
            quiet=True,
        )
        session.add(found)
        session.flush()
    return found


def choose(
    session: Session,
    who: Who,
    *,
    mail_address: str,
    kinds: Mapping[NoticeChannel, Collection[str]],
    digest: bool,
    quiet: bool,
) -> NoticeWishes:
    """Keep what a person wants. BadInputError for what is no mail address; empty means no mail."""
    address = mail_address.strip()
    if address and (not _ADDRESS.fullmatch(address) or not address.isascii()):
        raise BadInputError(
            "Địa chỉ thư chưa đúng: cần dạng ten@coquan.gov.vn. Chưa lưu gì.", field="mail_address"
        )
    found = own_wishes(session, who)
    if found.mail_address != address:
        _tell_of_address(session, who, found.mail_address)
    found.mail_address, found.digest, found.quiet = address, digest, quiet
    found.kinds = {
        channel.value: [kind for kind in KINDS if kind in kinds.get(channel, ())]
        for channel in OWN_CHANNELS
    }
    session.flush()
    return found


def person_of(who: Who) -> int:
    """The person who acts; ForbiddenError for a program."""
    if who.person_id is None:
        raise ForbiddenError("Việc này chỉ người dùng làm, không dành cho khóa API.")
    return who.person_id


def _tell_of_address(session: Session, who: Who, former: str) -> None:
    """In the console, and by a letter to where mail went before: a thief reads the new address."""
    user_id = person_of(who)
    record(session, who, EventKind.MAIL_ADDRESS_CHANGED, user_id=user_id)
    if former:
        tell_owner(session, who, user_id, CaseNews.ADDRESS_CHANGED)
        told = Letter(
            agency_id=who.agency_id,
            channel=NoticeChannel.MAIL,
            user_id=user_id,
            former_address=former,
            counts={CaseNews.ADDRESS_CHANGED.value: 1},
            path="/account",
        )
        session.add(told)
        session.flush()
        enqueue(who.agency_id, session, Job.SEND_LETTERS, [told.id])
