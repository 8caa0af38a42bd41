"""Deliveries as they wait to be read, several at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from sqlalchemy import text
from sqlalchemy.orm import Session

__all__ = ["Counts", "WaitingDelivery", "finish_deliveries", "waiting_deliveries"]

Counts = Mapping[int, tuple[int, int]]
"""By delivery: comments that it was the first to tell of, and those that were known."""

_FREE = (
    "state IN ('received', 'running') AND next_attempt_at <= now()"
    " AND (lease_until IS NULL OR lease_until < now())"
)
_ASKED = text(
    "SELECT id, octet_length(body) AS size, attempts FROM deliveries"
    f" WHERE agency_id = :agency_id AND id = ANY(:ids) AND {_FREE} ORDER BY id"
)
_BESIDE = text(
    "SELECT id, octet_length(body) AS size, attempts FROM deliveries"
    " WHERE agency_id = :agency_id AND state = 'received' AND attempts = 0"
    " AND next_attempt_at <= now() AND id <> ALL(:ids) ORDER BY next_attempt_at LIMIT :most"
)
_FINISH = text(
    "UPDATE deliveries SET state = 'done', lease_token = NULL, lease_until = NULL,"
    " error_code = NULL, comments_new = read.new, comments_known = read.known"
    " FROM unnest(CAST(:ids AS bigint[]), CAST(:new AS int[]), CAST(:known AS int[]))"
    " AS read (id, new, known)"
    " WHERE deliveries.agency_id = :agency_id AND deliveries.id = read.id"
)


@dataclass(frozen=True, slots=True)
class WaitingDelivery:
    """One that nobody holds; `size` is that of its body in bytes."""

    id: int
    size: int
    attempts: int


def waiting_deliveries(
    agency_id: int, session: Session, ids: Sequence[int], *, most: int, most_bytes: int
) -> list[WaitingDelivery]:
    """Those of `ids` that wait, and with others that wait and were never tried up to `most`.

    Others come along only as far as the bodies of all take `most_bytes`.
    One that was tried goes without others: it may be what killed its worker.
    """
    given = {"agency_id": agency_id, "ids": list(ids)}
    asked = [WaitingDelivery(*row) for row in session.execute(_ASKED, given)]
    room = most - len(asked)
    if not asked or room <= 0 or any(one.attempts for one in asked):
        return asked
    beside = [WaitingDelivery(*row) for row in session.execute(_BESIDE, {**given, "most": room})]
    left = most_bytes - sum(one.size for one in asked)
    fit = sum(size <= left for size in accumulate(one.size for one in beside))
    return sorted([*asked, *beside[:fit]], key=lambda one: one.id)


def finish_deliveries(agency_id: int, session: Session, counts: Counts) -> None:
    """Mark deliveries as done, in the transaction that holds their comments."""
    if not counts:
        return
    new, known = zip(*counts.values(), strict=True)
    given = {"ids": list(counts), "new": list(new), "known": list(known)}
    session.execute(_FINISH, {"agency_id": agency_id, **given})
