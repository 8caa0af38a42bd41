"""Deliveries that arrive at one address together are kept together: one transaction, one answer.

While a transaction is committed the next deliveries gather, so that a commit, the dearest part of
taking a delivery in, is paid once for as many as came meanwhile. Each answer still waits for the
commit that holds its own delivery.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from queue import Full

import structlog

from api.gathering import Gathering
from moderation.database import UNREACHABLE, Database, Session, is_deadlock
from moderation.errors import NotFoundError, PhanHoiError, UnavailableError, VerificationError
from moderation.intake.endpoints import endpoint_secrets
from moderation.intake.receiving import Signed, accept_deliveries, note_refusal
from moderation.models import Endpoint
from moderation.queries import doors
from moderation.queries.agencies import endpoint_by_public_id
from moderation.sealing import NO_KEYS, Keyring
from moderation.vocabulary import Platform
from platforms import HANDSHAKES, RECEIVERS, standard

__all__ = ["Address", "Arrival", "Arrivals", "open_address"]

Address = tuple[Platform, str]
"""A network, and the random name in the address."""

_THREADS = 4
_MOST_TOGETHER = 64
_MOST_BYTES = 4 * 2**20
_MOST_WAITING = 4096
_MOST_OF_ONE = 1024
_MOST_WAITING_BYTES = 128 * 2**20
_NOWHERE = "Không có địa chỉ nhận này."
_BUSY = "Có quá nhiều gói tin đang chờ được ghi nên gói này chưa được nhận; hãy gửi lại sau."
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delivery as it came, read to its end and not yet verified."""

    headers: dict[str, str]
    body: bytes
    at: datetime


_Waiting = tuple[Arrival, "Future[None]"]
_Outcome = Exception | None


class Arrivals:
    """Keeps what arrives; loops and threads of any number may share it."""

    def __init__(self, database: Database, keys: Keyring | None) -> None:
        self._database, self._keys = database, keys
        self._gathering: Gathering[Address, _Waiting] = Gathering(
            self._keep,
            name="arrivals",
            threads=_THREADS,
            most_together=_MOST_TOGETHER,
            most_waiting=_MOST_WAITING,
            most_in_line=_MOST_OF_ONE,
            most_weight=_MOST_WAITING_BYTES,
            weigh=lambda waiting: len(waiting[0].body),
        )

    async def take(self, address: Address, arrival: Arrival) -> None:
        """Come back once the delivery is verified and committed; raises what stands against it."""
        answer: Future[None] = Future()
        try:
            self._gathering.put(address, (arrival, answer))
        except Full:
            raise UnavailableError(_BUSY, code="busy") from None
        await asyncio.wrap_future(answer)

    def _keep(self, address: Address, waiting: list[_Waiting]) -> None:
        for together in _portions(waiting):
            outcomes = self._outcomes(address, [arrival for arrival, _ in together])
            for (_, answer), outcome in zip(together, outcomes, strict=True):
                _tell(answer, outcome)

    def _outcomes(self, address: Address, arrivals: list[Arrival]) -> list[_Outcome]:
        """What stands against each, in one transaction; by itself each where that fails."""
        try:
            return self._keep_together(address, arrivals)
        except Exception as error:  # noqa: BLE001 - whoever waits is told, as by any handler
            is_for_all = isinstance(error, (*UNREACHABLE, PhanHoiError)) and not is_deadlock(error)
            if len(arrivals) == 1 or is_for_all:
                return [error] * len(arrivals)
            return [outcome for one in arrivals for outcome in self._outcomes(address, [one])]

    def _keep_together(self, address: Address, arrivals: list[Arrival]) -> list[_Outcome]:
        platform, public_id = address
        with self._database.admission(doors.BY_ENDPOINT, public_id) as session:
            if session is None:
                raise NotFoundError(_NOWHERE)
            endpoint = open_address(session, address)
            judged = [self._judged(platform, endpoint, arrival) for arrival in arrivals]
            agency_id, now = endpoint.agency_id, arrivals[-1].at
            signed = [found for found in judged if isinstance(found, Signed)]
            accept_deliveries(agency_id, session, endpoint, signed, received_at=now)
            outcomes: list[_Outcome] = [
                found if isinstance(found, Exception) else None for found in judged
            ]
            refused = sum(isinstance(found, VerificationError) for found in outcomes)
            if refused:
                # Kept for whoever connects the page: a wrong secret looks like silence from inside.
                note_refusal(agency_id, session, endpoint, at=now)
        if refused:
            _log.warning("delivery_not_verified", platform=platform.value, count=refused)
        return outcomes

    def _judged(
        self, platform: Platform, endpoint: Endpoint, arrival: Arrival
    ) -> Signed | PhanHoiError | None:
        """What is to be kept of it: nothing of a network's probe, or the reason against it."""
        handshake = HANDSHAKES.get(platform)
        if handshake is not None and handshake.is_probe(arrival.headers, arrival.body):
            return None
        if self._keys is None:
            raise UnavailableError(NO_KEYS, code="keys")
        live = endpoint_secrets(endpoint, self._keys, arrival.at)
        try:
            name = RECEIVERS[platform].verify(live, arrival.headers, arrival.body, arrival.at)
            if platform is Platform.STANDARD:
                # Its sender is a program that somebody writes, and who is best told at once.
                standard.check(arrival.body)
        except PhanHoiError as error:
            return error
        return Signed(name, arrival.body)


def open_address(session: Session, address: Address) -> Endpoint:
    """The address, of this network and of the session's agency; NotFoundError elsewhere."""
    platform, public_id = address
    endpoint = endpoint_by_public_id(session.info["agency_id"], session, public_id)
    if endpoint is None or endpoint.platform is not platform:
        raise NotFoundError(_NOWHERE)
    return endpoint


def _portions(waiting: Sequence[_Waiting]) -> Iterator[list[_Waiting]]:
    """In their order, so many at a time that their bodies take a few MiB at most."""
    portion: list[_Waiting] = []
    size = 0
    for arrival, answer in waiting:
        if portion and size + len(arrival.body) > _MOST_BYTES:
            yield portion
            portion, size = [], 0
        portion.append((arrival, answer))
        size += len(arrival.body)
    yield portion


def _tell(answer: Future[None], outcome: _Outcome) -> None:
    """Say what became of it, unless whoever asked has gone."""
    if not answer.set_running_or_notify_cancel():
        return
    if outcome is None:
        answer.set_result(None)
    else:
        answer.set_exception(outcome)
