"""Sealing the audit log, and finding out whether anybody has touched it.

A seal takes in every event up to one that is settled: no transaction still runs that could show a
lower id later. Whoever can write to the tables can rewrite both rows and digests, but not the
signature; and whoever cuts off the end of the chain is betrayed by the heads that were shipped
out of the database (`Head`). What is changed within the minute before its seal goes unseen.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

from sqlalchemy.orm import Session

from moderation.chain import (
    NO_ROOT,
    AuditKey,
    Head,
    PublicKeys,
    entry_digest,
    leaves_of,
    read_leaves,
    root_of,
)
from moderation.errors import ConflictError
from moderation.models import Seal
from moderation.queries import audit as queries

__all__ = ["Fault", "Verdict", "head_of", "read_heads", "seal_up_to", "verify"]

_MOST = 50_000


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing at odds with the chain; `event_id` or `seal` says where."""

    what: str
    seal: int | None = None
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found. `unsealed` events are too young to be under a seal."""

    seals: int
    events: int
    unsealed: int
    fault: Fault | None


def head_of(seal: Seal) -> Head:
    """What is signed of a seal, and shipped."""
    return Head(
        agency=seal.agency_id,
        number=seal.number,
        first=seal.first_id,
        last=seal.last_id,
        count=seal.count,
        previous=seal.previous_root.hex(),
        root=seal.root.hex(),
        made_at=seal.made_at.astimezone(UTC).isoformat(),
    )


def read_heads(path: Path) -> list[Head]:
    """The heads in a file of shipped ones, in the order of the file; none where there is none.

    A line that was cut off while it was written is the last, and left out.
    """
    names = [field.name for field in fields(Head)]
    heads = []
    for line in path.read_text(encoding="ascii").splitlines() if path.is_file() else ():
        if line.endswith("}"):
            found = json.loads(line)
            heads.append(Head(**{name: found[name] for name in names}))
    return heads


def seal_up_to(
    agency_id: int,
    session: Session,
    key: AuditKey,
    keys: PublicKeys,
    *,
    event_id: int,
    shipped: Head | None = None,
) -> Seal | None:
    """Seal the events after the last seal, up to a settled one; None where there is none.

    Raises ConflictError where the chain is not the one that was last shipped: sealing on would
    cover up what was done to it.
    """
    last = queries.last_seal(agency_id, session)
    _refuse_broken(last, keys, shipped)
    entries = queries.digests_after(
        agency_id, session, after_id=last.last_id if last else 0, up_to_id=event_id, limit=_MOST
    )
    if not entries:
        return None
    leaves, previous = leaves_of(entries), last.root if last else NO_ROOT
    seal = Seal(
        agency_id=agency_id,
        number=last.number + 1 if last else 1,
        first_id=entries[0][0],
        last_id=entries[-1][0],
        count=len(entries),
        leaves=leaves,
        previous_root=previous,
        root=root_of(previous, leaves),
        made_at=datetime.now(UTC),
        key_name=key.name,
    )
    seal.signature = key.sign(head_of(seal))
    session.add(seal)
    session.flush()
    return seal


def verify(
    agency_id: int, session: Session, keys: PublicKeys, heads: Sequence[Head] = ()
) -> Verdict:
    """Go along the whole chain and every row, and stop at the first fault.

    `heads` are those that were shipped, in any order; without them a cut-off end is not seen.
    """
    count, events, last_id, root = 0, 0, 0, NO_ROOT
    shipped = {head.number: head for head in heads if head.agency == agency_id}
    for seal in queries.seals(agency_id, session):
        fault = _fault_of_seal(seal, count + 1, root, keys, shipped.get(seal.number))
        fault = fault or _fault_of_rows(agency_id, session, seal, last_id)
        if fault is not None:
            return Verdict(count, events, 0, fault)
        count, events, last_id, root = seal.number, events + seal.count, seal.last_id, seal.root
    missing = [shipped[number] for number in sorted(shipped) if number > count]
    if missing:
        what = f"dấu niêm phong số {missing[0].number} đã gửi ra ngoài không còn: phần cuối bị cắt"
        return Verdict(count, events, 0, Fault(what, missing[0].number, missing[0].first))
    return _unsealed(agency_id, session, Verdict(count, events, 0, None), last_id)


def _refuse_broken(last: Seal | None, keys: PublicKeys, shipped: Head | None) -> None:
    broken = (shipped is not None and (last is None or last.number < shipped.number)) or (
        last is not None
        and (
            not keys.signed(head_of(last), last.key_name, last.signature)
            or (shipped and shipped.number == last.number and shipped != head_of(last))
        )
    )
    if broken:
        raise ConflictError(
            "Chuỗi niêm phong không khớp với dấu đã gửi ra ngoài nên không niêm phong tiếp; chạy "
            "`phanhoi audit verify`.",
            code="chain_broken",
        )


def _fault_of_seal(
    seal: Seal, number: int, root: bytes, keys: PublicKeys, shipped: Head | None
) -> Fault | None:
    entries = list(read_leaves(seal.leaves))
    if seal.number != number:
        return Fault(f"thiếu dấu niêm phong số {number}", number)
    if not keys.signed(head_of(seal), seal.key_name, seal.signature):
        return Fault("chữ ký của dấu niêm phong không đúng", number)
    if (
        seal.previous_root != root
        or seal.root != root_of(root, seal.leaves)
        or seal.count != len(entries)
        or [seal.first_id, seal.last_id] != [entry[0] for entry in (entries[:1] + entries[-1:])]
    ):
        return Fault("dấu niêm phong không nối với dấu trước hoặc không khớp nội dung", number)
    if shipped is not None and shipped != head_of(seal):
        return Fault("dấu niêm phong khác với dấu đã gửi ra ngoài", number)
    return None


def _fault_of_rows(agency_id: int, session: Session, seal: Seal, after_id: int) -> Fault | None:
    rows = (
        (row["id"], row["entry_sha256"], entry_digest(row))
        for row in queries.rows_between(
            agency_id, session, after_id=after_id, up_to_id=seal.last_id
        )
    )
    pairs: Iterator[tuple[tuple[int, bytes] | None, tuple[int, bytes, bytes] | None]]
    pairs = zip_longest(read_leaves(seal.leaves), rows)
    for leaf, row in pairs:
        if row is None or (leaf is not None and leaf[0] < row[0]):
            return Fault("sự kiện bị xóa", seal.number, leaf[0] if leaf else None)
        if leaf is None or row[0] < leaf[0]:
            return Fault("sự kiện được chèn thêm sau khi niêm phong", seal.number, row[0])
        if not leaf[1] == row[1] == row[2]:
            return Fault("sự kiện bị sửa", seal.number, row[0])
    return None


def _unsealed(agency_id: int, session: Session, sealed: Verdict, last_id: int) -> Verdict:
    """Young rows must at least agree with their own digests."""
    count = 0
    for row in queries.rows_between(agency_id, session, after_id=last_id, up_to_id=None):
        if entry_digest(row) != row["entry_sha256"]:
            fault = Fault("sự kiện chưa niêm phong bị sửa", None, row["id"])
            return Verdict(sealed.seals, sealed.events, count, fault)
        count += 1
    return Verdict(sealed.seals, sealed.events, count, None)
