"""What a call to a network came to: done, surely not done, or nobody can say.

The worst mistake is to call something surely not done that was done: it would be sent again.
Whatever is not known to be a refusal is therefore unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar

from moderation.errors import UnavailableError
from moderation.vocabulary import PublishOutcome

__all__ = [
    "FetchError",
    "Need",
    "Outcome",
    "Published",
    "Refused",
    "Unknown",
]


class Need(StrEnum):
    """What a refused call waits for."""

    TIME = "time"
    """Nothing was sent; the next try may well pass."""
    PACE = "pace"
    """The account calls too often or is blocked for a while: it rests until `retry_after`."""
    TOKEN = "token"  # noqa: S105
    """The page must be connected anew."""
    PERMISSION = "permission"
    """The page's connection lacks a right."""
    TEXT = "text"
    """The network does not take this text; somebody must change it."""
    NOTHING = "nothing"
    """The comment is gone, or the act can't be done (again): there is nothing to try."""
    PERSON = "person"
    """A refusal that is not known here; somebody must look."""


@dataclass(frozen=True, slots=True)
class Published:
    """The network says that it did it. A hide has no identifier of its own."""

    kind: ClassVar = PublishOutcome.PUBLISHED
    remote_id: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Surely not done. `code` is a stable word of the house, `message` a Vietnamese sentence.

    `network_code` is what the network itself said, for whoever asks its documentation.
    """

    kind: ClassVar = PublishOutcome.REFUSED
    needs: Need
    code: str
    message: str
    retry_after: timedelta | None = None
    network_code: str | None = None

    @property
    def may_retry(self) -> bool:
        """Whether the same call may pass later without anybody changing it."""
        return self.needs in {Need.TIME, Need.PACE, Need.TOKEN, Need.PERMISSION}


@dataclass(frozen=True, slots=True)
class Unknown:
    """Perhaps done. Look at the source; never send again."""

    kind: ClassVar = PublishOutcome.UNKNOWN
    why: str


Outcome = Published | Refused | Unknown


class FetchError(UnavailableError):
    """A reading that failed; nothing was changed anywhere. `refused` says what it waits for."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.message, code=refused.code)
        self.refused = refused
