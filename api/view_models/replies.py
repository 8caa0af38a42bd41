"""What became of an approved reply, comment by comment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from moderation.vocabulary import PublishKind

if TYPE_CHECKING:
    from datetime import datetime


ReplyStep = Literal[
    "waiting",
    "returned",
    "void",
    "by_hand",
    "leaving",
    "held",
    "sending",
    "unknown",
    "refused",
    "not_published",
    "published",
]


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """What became of the answer to one comment of a group; `is_covered` by another's reply."""

    author: str
    posted_at: datetime
    step: ReplyStep
    at: datetime | None = None
    url: str = ""
    is_covered: bool = False


@dataclass(frozen=True, slots=True)
class ReplyState:
    """Where the reply of a case stands. Part `reply` of the case's page, asked for while it moves.

    `out` of `total` comments have it, `each` by each; `seconds` are left to take it back. Of those
    on the page, `echoed` were told of by the network itself, last at `echoed_at`. `standing` is
    what may be edited or withdrawn there. `covered` comments are answered by another's reply.
    """

    step: ReplyStep
    text: str
    approval_id: int
    kind: PublishKind = PublishKind.REPLY
    by: str = ""
    at: datetime | None = None
    reason: str = ""
    seconds: int = 0
    out: int = 0
    total: int = 0
    may_withdraw: bool = False
    may_decide: bool = False
    each: tuple[ReplyTo, ...] = ()
    covered: int = 0
    echoed: int = 0
    echoed_at: datetime | None = None
    standing: str = ""
    may_edit: bool = False
    may_remove: bool = False

    @property
    def is_moving(self) -> bool:
        """Whether the machine may change it any moment."""
        return self.step in {"leaving", "held", "sending", "unknown"}
