"""Somebody signed in at the console, as a browser with their cookie and token."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from moderation import accounts
from moderation.models import SignInSession
from moderation.vocabulary import Role
from tests.factories import House

__all__ = ["Seat", "take_seat"]


@dataclass(frozen=True, slots=True)
class Seat:
    """A browser of one person. `htmx` asks for a part, as the page's scripts do."""

    client: TestClient
    token: str

    @property
    def csrf(self) -> str:
        """The token that their forms carry."""
        return accounts.csrf_token(self.token)

    def get(self, path: str, *, htmx: str = "", **headers: str) -> Response:
        """Ask for a page, or for the part that replaces the element `htmx`."""
        return self._send("GET", path, htmx, headers)

    def post(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        *,
        htmx: str = "",
        **more: Any,  # noqa: ANN401 - the client's own
    ) -> Response:
        """Send a form of theirs."""
        headers = {"x-csrf-token": self.csrf, **more.pop("headers", {})}
        return self._send("POST", path, htmx, headers, data=data or {}, **more)

    def _send(
        self,
        method: str,
        path: str,
        htmx: str,
        headers: dict[str, str],
        **more: Any,  # noqa: ANN401 - the client's own
    ) -> Response:
        asked = {"cookie": f"phanhoi={self.token}", **headers}
        if htmx:
            asked |= {"hx-request": "true", "hx-target": htmx}
        return self.client.request(method, path, headers=asked, **more)


def take_seat(client: TestClient, house: House, role: Role) -> Seat:
    """Sign somebody in without their password, whose check takes long by design."""
    token = secrets.token_urlsafe(16)
    with house.database.transaction(house.agency_id) as session:
        session.add(
            SignInSession(
                agency_id=house.agency_id,
                token_sha256=accounts.digest(token),
                user_id=house.who(role).actor_id or 0,
                ends_at=datetime.now(UTC) + timedelta(hours=1),
            )
        )
    return Seat(client, token)
