"""One account's way to the Graph API: its token, its usage, and what its answers mean."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from moderation.vocabulary import CommentVerb
from platforms.events import CommentEvent
from platforms.facebook.errors import judge, limits_in
from platforms.outcomes import FetchError, Need, Published, Unknown
from platforms.ports import Usage
from platforms.wire import Answer, Wire, segment, unreachable

if TYPE_CHECKING:
    from platforms.outcomes import Outcome, Refused
    from platforms.ports import Account
    from platforms.wire import Egress

__all__ = ["Graph", "Reading"]

_BASE_URL = "https://graph.facebook.com"
_VERSION = "v26.0"
# A listing may lag behind what a webhook has told already.
_LAG = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer without error; `as_of` is by the network's own clock."""

    data: dict[str, object]
    as_of: datetime

    @property
    def items(self) -> list[object]:
        """What a listing holds."""
        return _list(self.data.get("data"))

    @property
    def next_cursor(self) -> str | None:
        """Where the listing goes on; Graph gives a cursor with the last page too, but no link."""
        paging = self.data.get("paging")
        if not isinstance(paging, dict) or not paging.get("next"):
            return None
        cursors = paging.get("cursors")
        after = cursors.get("after") if isinstance(cursors, dict) else None
        return after if isinstance(after, str) else None


class Graph:
    """Calls as one account. The token travels in a header, so that no log of addresses has it."""

    def __init__(self, account: Account, egress: Egress) -> None:
        base_url = f"{account.base_url or _BASE_URL}/{account.version or _VERSION}/"
        hosts = frozenset({"graph.facebook.com"})
        headers = {"authorization": f"Bearer {account.token}"}
        self._wire = Wire(base_url, hosts=hosts, egress=egress, headers=headers)
        self._proof = _proof(account)
        self.usage = Usage()

    def fetch(self, path: str, **params: str | None) -> Reading:
        """Read something. Raises FetchError."""
        given = {name: value for name, value in params.items() if value is not None}
        answer = self._send("GET", path, given)
        if not isinstance(answer, Answer):
            raise unreachable(answer)
        fault = judge(answer)
        if fault is not None:
            raise unreachable(fault)
        if not answer.data:
            raise unreachable(Unknown("unreadable"))
        return Reading(answer.data, _as_of(answer))

    def find(self, path: str, **params: str | None) -> Reading | None:
        """The same for what may be gone by now, which is None. Raises FetchError."""
        try:
            return self.fetch(path, **params)
        except FetchError as error:
            if error.refused.needs is Need.NOTHING:
                return None
            raise

    def fetch_with(self, path: str, listing: str, **params: str) -> tuple[Reading, Reading]:
        """An object, and the listing of this name that came inside it. Raises FetchError."""
        whole = self.fetch(path, **params)
        told = dict(whole.data)
        inside = told.pop(listing, None)
        return Reading(told, whole.as_of), Reading(
            inside if isinstance(inside, dict) else {}, whole.as_of
        )

    def gone(self, comment_id: str, *, page_id: str) -> CommentEvent:
        """The word that a comment is no more, once the page itself was seen. Raises FetchError.

        Graph answers alike for what is gone and for what the token may no longer see.
        """
        page = self.fetch(segment(page_id), fields="id")
        return CommentEvent(
            CommentVerb.DELETED, comment_id, occurred_at=page.as_of, page_external_id=page_id
        )

    def act(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        id_name: str | None = None,
        **params: str,
    ) -> Outcome:
        """Do something once. It is done if the answer holds `id_name`, or else `success`."""
        answer = self._send(method, path, params, json)
        if not isinstance(answer, Answer):
            return answer
        fault = judge(answer)
        if fault is not None:
            return fault
        if id_name is not None:
            remote_id = answer.data.get(id_name)
            done = isinstance(remote_id, str) and bool(remote_id)
            return Published(str(remote_id)) if done else Unknown("no_id")
        return Published() if _means_success(answer.data) else Unknown("no_success")

    def _send(
        self, method: str, path: str, params: dict[str, str], json: object = None
    ) -> Answer | Refused | Unknown:
        """Parameters go into the address for a GET, into a form otherwise; texts may be long."""
        everything = params | self._proof
        if method == "GET":
            answer = self._wire.send(method, path, params=everything)
        elif json is not None:
            answer = self._wire.send(method, path, params=everything or None, json=json)
        else:
            answer = self._wire.send(method, path, form=everything)
        percent, regain = limits_in(answer.headers) if isinstance(answer, Answer) else (0, None)
        self.usage = Usage(self.usage.units + 1, percent, regain)
        return answer


def _means_success(data: dict[str, object]) -> bool:
    """`{"success": true}`, which some documents print as a text, and some calls as `true` alone."""
    return data.get("success") is True or data.get("success") == "true"


def _as_of(answer: Answer) -> datetime:
    try:
        moment = parsedate_to_datetime(answer.headers.get("date", ""))
    except (TypeError, ValueError):
        moment = datetime.now(UTC)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _LAG


def _proof(account: Account) -> dict[str, str]:
    """What Meta asks for with each call where the app's settings demand it."""
    if account.app_secret is None:
        return {}
    key, token = account.app_secret.encode(), account.token.encode()
    return {"appsecret_proof": hmac.new(key, token, hashlib.sha256).hexdigest()}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
