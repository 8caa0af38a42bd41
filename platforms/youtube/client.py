"""Calls to the Data API as one channel, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from platforms.outcomes import Published, Unknown
from platforms.ports import Usage
from platforms.wire import Answer, Wire, unreachable
from platforms.youtube.errors import judge, until_new_quota

if TYPE_CHECKING:
    from platforms.outcomes import Outcome, Refused
    from platforms.ports import Account
    from platforms.wire import Egress

__all__ = ["READ_COST", "WRITE_COST", "Client", "Found"]

READ_COST = 1
WRITE_COST = 50
_HOST = "www.googleapis.com"
_VERSION = "v3"


@dataclass(frozen=True, slots=True)
class Found:
    """A listing without error; `as_of` is by the network's own clock."""

    items: list[object]
    next_cursor: str | None
    as_of: datetime


class Client:
    """Calls with the channel's token, in a header so that no log of addresses has it."""

    def __init__(self, account: Account, egress: Egress) -> None:
        self._wire = Wire(
            f"{account.base_url or f'https://{_HOST}'}/youtube/{account.version or _VERSION}/",
            hosts=frozenset({_HOST}),
            egress=egress,
            headers={"authorization": f"Bearer {account.token}"},
        )
        self.usage = Usage()

    def fetch(self, path: str, **params: str | None) -> Found:
        """Read a listing. Raises FetchError."""
        given = {name: value for name, value in params.items() if value is not None}
        answer = self._send("GET", path, given, cost=READ_COST)
        fault = judge(answer) if isinstance(answer, Answer) else answer
        if fault is not None or not isinstance(answer, Answer):
            raise unreachable(fault or Unknown("unreadable"))
        items, cursor = answer.data.get("items"), answer.data.get("nextPageToken")
        if not isinstance(items, list):
            raise unreachable(Unknown("unreadable"))
        return Found(items, cursor if isinstance(cursor, str) else None, _as_of(answer))

    def act(
        self, method: str, path: str, *, json: object = None, gives_id: bool = False, **params: str
    ) -> Outcome:
        """Do something once; where nothing comes back, the status 204 says that it is done."""
        answer = self._send(method, path, params, json, cost=WRITE_COST)
        fault = judge(answer) if isinstance(answer, Answer) else answer
        if fault is not None or not isinstance(answer, Answer):
            return fault or Unknown("unreadable")
        if not gives_id:
            return Published()
        remote_id = answer.data.get("id")
        done = isinstance(remote_id, str) and bool(remote_id)
        return Published(str(remote_id)) if done else Unknown("no_id")

    def _send(
        self, method: str, path: str, params: dict[str, str], json: object = None, *, cost: int
    ) -> Answer | Refused | Unknown:
        answer = self._wire.send(method, path, params=params, json=json)
        fault = judge(answer) if isinstance(answer, Answer) else answer
        out_of_quota = getattr(fault, "code", None) == "quota"
        regain = until_new_quota(datetime.now(UTC)) if out_of_quota else None
        self.usage = Usage(self.usage.units + cost, 100 if out_of_quota else 0, regain)
        return answer


def _as_of(answer: Answer) -> datetime:
    try:
        moment = parsedate_to_datetime(answer.headers.get("date", ""))
    except (TypeError, ValueError):
        moment = datetime.now(UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
