"""The social networks: what they say is read here, what is asked of them leaves here.

Nothing of a network's own words is known outside its package. `docs/adding-a-platform.md` tells
how to add one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from moderation.vocabulary import Platform, PublishKind, WatchKind
from platforms import facebook, instagram, standard, tiktok, youtube, zalo
from platforms.events import CommentEvent, PostRef, UnreadableEvent
from platforms.outcomes import FetchError, Need, Outcome, Published, Refused, Unknown
from platforms.ports import (
    Account,
    Capabilities,
    Handshake,
    Listing,
    Publisher,
    Receiver,
    Refresher,
    Source,
    Target,
    Usage,
    Word,
)
from platforms.tokens import Tokens
from platforms.wire import Egress

__all__ = [
    "CAPABILITIES",
    "HANDSHAKES",
    "PUBLISHERS",
    "RECEIVERS",
    "REFRESHERS",
    "SOURCES",
    "Account",
    "Capabilities",
    "CommentEvent",
    "Egress",
    "FetchError",
    "Handshake",
    "Listing",
    "Need",
    "Outcome",
    "PostRef",
    "Published",
    "Publisher",
    "Receiver",
    "Refresher",
    "Refused",
    "Source",
    "Target",
    "Tokens",
    "Unknown",
    "UnreadableEvent",
    "Usage",
    "Word",
    "publish",
    "watched",
]

RECEIVERS: Mapping[Platform, Receiver] = {
    Platform.FACEBOOK: facebook,
    Platform.INSTAGRAM: instagram,
    Platform.ZALO: zalo,
    Platform.TIKTOK: tiktok,
    Platform.STANDARD: standard,
}
"""YouTube delivers nothing."""

HANDSHAKES: Mapping[Platform, Handshake] = {
    Platform.FACEBOOK: facebook,
    Platform.INSTAGRAM: instagram,
    Platform.ZALO: zalo,
    Platform.TIKTOK: tiktok,
}

SOURCES: Mapping[Platform, Callable[[Account, Egress | None], Source]] = {
    Platform.FACEBOOK: facebook.connect,
    Platform.INSTAGRAM: instagram.connect,
    Platform.YOUTUBE: youtube.connect,
    Platform.TIKTOK: tiktok.connect,
}
"""Zalo lists nothing, and a sender of Standard Webhooks tells all by itself."""

REFRESHERS: Mapping[Platform, Refresher] = {
    Platform.ZALO: zalo.refresh,
    Platform.YOUTUBE: youtube.refresh,
}
"""Whose keys run out within days and are renewed by another."""

PUBLISHERS: Mapping[Platform, Callable[[Account, Egress | None], Publisher]] = {
    Platform.FACEBOOK: facebook.connect,
    Platform.INSTAGRAM: instagram.connect,
    Platform.ZALO: zalo.connect,
    Platform.YOUTUBE: youtube.connect,
    Platform.TIKTOK: tiktok.connect,
}

CAPABILITIES: Mapping[Platform, Capabilities] = {
    Platform.FACEBOOK: facebook.CAPABILITIES,
    Platform.INSTAGRAM: instagram.CAPABILITIES,
    Platform.ZALO: zalo.CAPABILITIES,
    Platform.YOUTUBE: youtube.CAPABILITIES,
    Platform.TIKTOK: tiktok.CAPABILITIES,
    Platform.STANDARD: Capabilities(acts=frozenset(), max_reply_length=0),
    Platform.REPORT: Capabilities(acts=frozenset(), max_reply_length=0),
}


def watched(platform: Platform, *, renews: bool = False) -> frozenset[WatchKind]:
    """What can be looked at on a page of this network; `renews` where its key can be renewed."""
    kinds = set(WatchKind) - {WatchKind.TOKEN} if platform in SOURCES else set()
    if renews and platform in REFRESHERS:
        kinds.add(WatchKind.TOKEN)
    return frozenset(kinds)


def publish(publisher: Publisher, kind: PublishKind, target: Target, text: str = "") -> Outcome:
    """Do once what was approved; to edit or delete, the target is the page's own reply.

    Raises BadInputError where the target can't be one.
    """
    match kind:
        case PublishKind.REPLY:
            return publisher.reply(target, text)
        case PublishKind.PRIVATE_REPLY:
            return publisher.private_reply(target, text)
        case PublishKind.HIDE:
            return publisher.hide(target)
        case PublishKind.UNHIDE:
            return publisher.unhide(target)
        case PublishKind.EDIT:
            return publisher.edit(target, text)
        case PublishKind.DELETE:
            return publisher.delete(target)
