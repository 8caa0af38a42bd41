"""What a person wants to be told of, by which way and when."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ForbiddenError
from moderation.models import NoticeWishes
from moderation.policy import Who
from moderation.queries import telling as queries
from moderation.telling.wording import KINDS
from moderation.vocabulary import Actor, NoticeChannel

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
    found.mail_address, found.digest, found.quiet = address, digest, quiet
    found.kinds = {
        channel.value: [kind for kind in KINDS if kind in kinds.get(channel, ())]
        for channel in OWN_CHANNELS
    }
    session.flush()
    return found


def person_of(who: Who) -> int:
    """The person who acts; ForbiddenError for a program."""
    if who.actor is not Actor.PERSON or who.actor_id is None:
        raise ForbiddenError("Việc này chỉ người dùng làm, không dành cho khóa API.")
    return who.actor_id
