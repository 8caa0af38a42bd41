"""Whether a comment can still be answered in a way: the network has it, and its window is open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from moderation.errors import BadInputError
from moderation.models import Comment
from moderation.vocabulary import PublishKind

__all__ = ["Able", "open_until", "refuse_out_of_reach"]


class Able(Protocol):
    """What the page's network can do. A window runs from the comment's time."""

    @property
    def acts(self) -> frozenset[PublishKind]: ...
    @property
    def private_reply_window(self) -> timedelta | None: ...
    @property
    def reply_window(self) -> timedelta | None: ...


def open_until(
    kind: PublishKind, comment: Comment, able: Able, *, last_word_at: datetime | None = None
) -> datetime | None:
    """The end of the time in which this can be done; None where there is none.

    A reply's window begins anew with each word of the same citizen, a private one's does not.
    """
    windows = {
        PublishKind.REPLY: able.reply_window,
        PublishKind.PRIVATE_REPLY: able.private_reply_window,
    }
    window = windows.get(kind)
    if window is None:
        return None
    since = comment.posted_at
    if kind is PublishKind.REPLY and last_word_at is not None:
        since = max(since, last_word_at)
    return since + window


def refuse_out_of_reach(
    kind: PublishKind,
    comment: Comment,
    able: Able,
    *,
    now: datetime,
    last_word_at: datetime | None = None,
) -> None:
    """BadInputError, with what to do instead."""
    if kind is PublishKind.PRIVATE_REPLY and kind not in able.acts:
        raise BadInputError("Mạng xã hội này không nhắn riêng được từ hệ thống. Chưa trình.")
    ends = open_until(kind, comment, able, last_word_at=last_word_at)
    if ends is not None and ends <= now:
        raise BadInputError(
            "Đã quá hạn mà mạng xã hội cho trả lời theo cách này. Chưa trình; hãy trả lời cách "
            "khác, rồi ghi là đã trả lời."
        )
