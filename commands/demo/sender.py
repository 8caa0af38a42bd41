"""The sending end of a webhook, as the software beside a social network would be.

It signs with the `standardwebhooks` library and not with code of ours, so that the demo also shows
that the two agree.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import httpx2
from standardwebhooks import Webhook

from commands.demo.agency import PAGES, keyring
from moderation.database import Database
from moderation.errors import UnavailableError
from moderation.intake.endpoints import endpoint_secrets
from moderation.queries import agencies
from platforms import CommentEvent, standard

__all__ = ["Sender", "senders"]

_TRIES = 20
_PAUSE_SECONDS = 1.0
_TIMEOUT_SECONDS = 15.0


class Sender:
    """Posts signed deliveries to the endpoint of one page."""

    def __init__(self, address: str, public_id: str, *, secret: str) -> None:
        self._url = f"{address}/webhooks/standard/{public_id}"
        self._webhook = Webhook(secret)

    def send(self, delivery_id: str, events: Sequence[CommentEvent]) -> None:
        """Post once; UnavailableError where the API is away or would not take it."""
        body = standard.dump(events)
        now = datetime.now(UTC)
        headers = {
            "content-type": "application/json",
            "webhook-id": delivery_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._webhook.sign(delivery_id, now, body.decode()),
        }
        try:
            answer = httpx2.post(
                self._url,
                content=body,
                headers=headers,
                timeout=_TIMEOUT_SECONDS,
                trust_env=False,  # the API is on this machine; no proxy is
            )
        except httpx2.HTTPError as error:
            raise UnavailableError("Máy chủ web chưa nhận được bình luận mẫu.") from error
        if answer.status_code != HTTPStatus.OK:
            raise UnavailableError(f"Máy chủ web từ chối bình luận mẫu ({answer.status_code}).")

    def insist(self, delivery_id: str, events: Sequence[CommentEvent]) -> None:
        """Post until it is taken, as often as is sensible."""
        for tries_left in reversed(range(_TRIES)):
            try:
                self.send(delivery_id, events)
            except UnavailableError:
                if not tries_left:
                    raise
                time.sleep(_PAUSE_SECONDS)
            else:
                return


def senders(database: Database, agency_id: int, *, data: Path, address: str) -> dict[str, Sender]:
    """A sender for each page of the demo that has an open endpoint, by the page's key."""
    keys, now = keyring(data), datetime.now(UTC)
    with database.transaction(agency_id) as session:
        page_keys = {external_id: key for key, (external_id, _) in PAGES.items()}
        known = {page.id: page.external_id for page in agencies.pages(agency_id, session)}
        return {
            page_keys[known[endpoint.page_id]]: Sender(
                address, endpoint.public_id, secret=endpoint_secrets(endpoint, keys, now)[0]
            )
            for endpoint in agencies.endpoints(agency_id, session)
            if endpoint.closed_at is None
            and endpoint.page_id is not None
            and known[endpoint.page_id] in page_keys
        }
