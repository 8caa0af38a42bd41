"""Somebody signed in at the console, as a browser with their cookie and token."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from moderation.models import SignInSession
from moderation.people import accounts
from moderation.queries import cases as queries
from moderation.queries.cases import CaseSummary
from moderation.vocabulary import Label, Role
from tests.factories import House, event

__all__ = [
    "Seat",
    "edition",
    "fill",
    "listed",
    "one",
    "shown_case",
    "take_seat",
    "version",
]


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
                proved_at=datetime.now(UTC),
            )
        )
    return Seat(client, token)


def fill(house: House, count: int, label: Label = Label.POLICY_QUESTION) -> list[int]:
    """So many open cases of one label; their ids in the order of the list."""
    house.take(
        *(event(f"{label}-{n}", f"Hỏi {label} lần thứ {n} về thủ tục") for n in range(count))
    )
    house.triage(lambda _: label)
    return [found.case.id for found in listed(house) if found.case.label is label]


def listed(house: House, *, is_open: bool = True) -> list[CaseSummary]:
    """The cases of a house in the order of the list."""
    with house.database.transaction(house.agency_id) as session:
        return queries.list_cases(
            house.agency_id, session, queries.CaseFilter(is_open=is_open), limit=200
        )


def one(house: House, case_id: int) -> CaseSummary:
    """A case as it stands."""
    with house.database.transaction(house.agency_id) as session:
        found = queries.find_case(house.agency_id, session, case_id)
        assert found is not None
        return found


def shown_case(html: str) -> int | None:
    """The id of the card in an answer."""
    found = re.search(r'data-case="(\d+)"', html)
    return int(found.group(1)) if found else None


def edition(seat: Seat, path: str) -> dict[str, str]:
    """What the form on that page was filled in upon, as it sends it."""
    found = re.search(r'name="version" value="(\d+)"', seat.get(path).text)
    assert found, path
    return {"version": found[1]}


def version(house: House, case_id: int) -> dict[str, str]:
    """What a form of the case carries."""
    return {"version": str(one(house, case_id).case.version), "queue": "policy_question"}
