"""New comments, one to three at a time, so that the queue is alive.

What was used up begins again with new ids; nothing is kept, so a restart goes on wherever the
clock points.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from secrets import SystemRandom
from threading import Event

import structlog

from commands.demo.cast import PAGES
from commands.demo.network import Network
from commands.demo.story import Invented, Told, arrivals, posts, tell
from moderation.errors import PhanHoiError
from moderation.logs import configure_logs
from moderation.setup import default_calendar
from platforms import PostRef

__all__ = ["Trickle", "run"]

_PAUSE_SECONDS = (20.0, 40.0)
_AT_ONCE = (1, 3)
_SECONDS_EACH = 15  # how fast, about, the list is gone through
_SOME_SECONDS_AGO = (1.0, 18.0)

_chance = SystemRandom()
_log = structlog.get_logger(__name__)


def run(network: Network, stop: Event) -> None:
    """Send now and then until `stop`; whatever is away in the meantime comes back."""
    configure_logs()
    trickle = Trickle()
    while not stop.wait(_chance.uniform(*_PAUSE_SECONDS)):
        told = trickle.next_round(datetime.now(UTC))
        try:
            for page in PAGES:
                network.happen(told, page=page)
        except PhanHoiError as error:
            _log.info("demo_comments_not_sent", error=type(error).__name__)


class Trickle:
    """What comes next: fresh comments, and what later happens to those sent before."""

    def __init__(self) -> None:
        self._posts = posts()
        self._next = _from_the_clock(arrivals())
        self._later: list[Told] = []
        self._calendar = default_calendar()

    def next_round(self, now: datetime) -> list[Told]:
        """The events to send at `now`, in order."""
        for comment in islice(self._next, _chance.randint(*_AT_ONCE)):
            at = now - timedelta(seconds=_chance.uniform(*_SOME_SECONDS_AGO))
            name = f"{comment.id}-{int(now.timestamp())}"
            post = self._posts[comment.post]
            self._later += tell(
                comment,
                name,
                at=at,
                post=PostRef(post.key, post.text),
                page=post.page,
                calendar=self._calendar,
            )
        due = sorted((told for told in self._later if told.at <= now), key=lambda told: told.at)
        self._later = [told for told in self._later if told.at > now]
        return due


def _from_the_clock(comments: list[Invented]) -> Iterator[Invented]:
    start = int(time.time() // _SECONDS_EACH) % len(comments)
    return islice(cycle(comments), start, None)
