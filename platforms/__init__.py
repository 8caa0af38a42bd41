"""The social networks: what they send is read here into comment events, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from moderation.vocabulary import Platform
from platforms import standard
from platforms.events import CommentEvent, PostRef, UnreadableEvent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

__all__ = ["RECEIVERS", "CommentEvent", "PostRef", "Receiver", "UnreadableEvent"]


class Receiver(Protocol):
    """What every network's module offers to take its deliveries in."""

    def verify(
        self,
        secrets: Sequence[str],
        headers: Mapping[str, str],
        body: bytes,
        now: datetime,
    ) -> str:
        """Check who sent `body` with any of the live secrets; the delivery's own id.

        Raises VerificationError.
        """

    def read(self, body: bytes) -> list[CommentEvent | UnreadableEvent]:
        """The events of a verified body, in its order. Raises BadInputError for no JSON at all."""


RECEIVERS: Mapping[Platform, Receiver] = {Platform.STANDARD: standard}
