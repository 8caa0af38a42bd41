"""A network that sends comments to the system, and keeps its own book of what was taken."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Thread

import httpx2
from standardwebhooks import Webhook

from moderation.database import Database
from moderation.intake import endpoints
from moderation.sealing import Keyring
from moderation.vocabulary import Role
from platforms import CommentEvent, standard
from tests.factories import KEYS, House, event, make_house
from tests.system.running import RunningSystem

__all__ = ["Driver", "driving"]

_SENDERS = 16
_PAUSE_SECONDS = 0.25
_TIMEOUT_SECONDS = 30.0
# The server lets go of a quiet connection after five seconds.
_KEPT = httpx2.Limits(max_keepalive_connections=_SENDERS, keepalive_expiry=2)


@dataclass(slots=True)
class Driver:
    """Sends signed deliveries at a pace, each again until it hears 200, as networks do."""

    house: House
    url: str
    webhook: Webhook
    client: httpx2.Client
    acknowledged: set[str] = field(default_factory=set)
    answers: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    """How long each answer took, whatever it said; 0 in `answers` stands for no answer at all."""

    def send(
        self,
        label: str,
        comments: int,
        *,
        per_second: float,
        each: int = 10,
        words: Callable[[int], str] | None = None,
    ) -> None:
        """Send so many comments, `each` in a delivery, and come back when all are taken."""
        events = [
            event(f"{label}-{n}", words(n) if words else _words(label, n), at=_now())
            for n in range(comments)
        ]
        start = time.monotonic()
        with ThreadPoolExecutor(_SENDERS) as senders:
            for number, batch in enumerate(_batches(events, each)):
                pause = start + number * each / per_second - time.monotonic()
                if pause > 0:
                    time.sleep(pause)
                senders.submit(self._insist, f"{label}-d{number}", batch)

    @contextmanager
    def sending(self, label: str, comments: int, *, per_second: float) -> Iterator[Thread]:
        """The same beside what the test does meanwhile; at the end all are taken."""
        thread = Thread(target=self.send, args=(label, comments), kwargs={"per_second": per_second})
        thread.start()
        try:
            yield thread
        finally:
            thread.join()

    def percentile(self, share: float) -> float:
        """The answer time below which this share of the answers lies, in seconds."""
        return sorted(self.seconds)[min(int(len(self.seconds) * share), len(self.seconds) - 1)]

    def _insist(self, delivery_id: str, events: tuple[CommentEvent, ...]) -> None:
        body = standard.dump(events)
        while not self._post(delivery_id, body):
            time.sleep(_PAUSE_SECONDS)
        self.acknowledged.update(one.external_id for one in events)

    def signed(self, delivery_id: str, body: bytes, now: datetime) -> dict[str, str]:
        """The headers of a delivery."""
        return {
            "content-type": "application/json",
            "webhook-id": delivery_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self.webhook.sign(delivery_id, now, body.decode()),
        }

    def _post(self, delivery_id: str, body: bytes) -> bool:
        headers = self.signed(delivery_id, body, _now())
        began = time.monotonic()
        try:
            answer = self.client.post(self.url, content=body, headers=headers).status_code
        except httpx2.HTTPError:
            answer = 0
        self.seconds.append(time.monotonic() - began)
        self.answers[answer] += 1
        return answer == 200


def driving(system: RunningSystem) -> Driver:
    """A driver for a new agency of the system, with an address for deliveries."""
    database = Database(system.postgres.app_url, pool_size=2, keys=KEYS)
    house = make_house(database, 1)
    admin = house.who(Role.ADMINISTRATOR)
    with database.transaction(house.agency_id) as session:
        endpoint, secret = endpoints.add_endpoint(
            session, admin, house.page_id, Keyring.read(system.data / "keys")
        )
    url = f"{system.address}/webhooks/standard/{endpoint.public_id}"
    # One client for all: each would load every certificate of the machine, 35 ms of a core.
    client = httpx2.Client(timeout=_TIMEOUT_SECONDS, limits=_KEPT, trust_env=False, verify=False)
    return Driver(house, url, Webhook(secret), client)


def _words(label: str, number: int) -> str:
    return f"Cho tôi hỏi hồ sơ số {number} {label} nộp ở đâu"


def _batches(events: list[CommentEvent], size: int) -> Iterator[tuple[CommentEvent, ...]]:
    """Deliveries of so many events."""
    for start in range(0, len(events), size):
        yield tuple(events[start : start + size])


def _now() -> datetime:
    return datetime.now(UTC)
