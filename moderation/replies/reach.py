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


def open_until(kind: PublishKind, comment: Comment, able: Able) -> datetime | None:
    """The end of the time in which this can be done; None where there is none."""
    windows = {
        PublishKind.REPLY: able.reply_window,
        PublishKind.PRIVATE_REPLY: able.private_reply_window,
    }
    window = windows.get(kind)
    return None if window is None else comment.posted_at + window


def refuse_out_of_reach(kind: PublishKind, comment: Comment, able: Able, *, now: datetime) -> None:
    """BadInputError, with what to do instead."""
    if kind is PublishKind.PRIVATE_REPLY and kind not in able.acts:
        raise BadInputError("Mạng xã hội này không nhắn riêng được từ hệ thống. Chưa trình.")
    ends = open_until(kind, comment, able)
    if ends is not None and ends <= now:
        raise BadInputError(
            "Đã quá hạn mà mạng xã hội cho trả lời theo cách này. Chưa trình; hãy trả lời cách "
            "khác, rồi ghi là đã trả lời."
        )
