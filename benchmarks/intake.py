"""What a delivery of 500 comments costs on its way in: `python -m benchmarks.intake`."""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from commands.embedded import remove_postgres, start_postgres
from moderation import setup
from moderation.authors import Written, keep_authors
from moderation.database import Database
from moderation.intake.deliveries import take_events
from moderation.migrations import upgrade
from moderation.policy import RoleGrant, Who
from moderation.queries.agencies import find_page
from moderation.sealing import Keyring
from moderation.vocabulary import Actor, CommentVerb, Platform, Role
from platforms import CommentEvent, PostRef

_SIZE, _ROUNDS, _AUTHORS = 500, 15, 450
_NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


def main() -> None:
    """Start a server of our own, bring deliveries in, and say what they cost."""
    folder = Path(tempfile.mkdtemp()) / "pg"
    server = start_postgres(folder)
    try:
        upgrade(server.owner_url)
        rounds = _measure(Database(server.app_url, keys=Keyring({"one": b"k" * 32})))
    finally:
        remove_postgres(folder)
    for name, times in zip(
        ("take_events", "keep_authors alone"), zip(*rounds, strict=True), strict=True
    ):
        middle, best = statistics.median(times) * 1000, min(times) * 1000
        print(f"{name:20} median {middle:6.1f} ms, best {best:6.1f} ms")
    share = statistics.median(kept / taken for taken, kept in rounds)
    print(f"keeping {_AUTHORS} new authors is {share:.0%} of taking {_SIZE} comments in")


def _measure(database: Database) -> list[tuple[float, float]]:
    with database.transaction(0) as session:
        agency_id = setup.next_agency_id(session)
    admin = Who(agency_id, Actor.MACHINE, None, "Cài đặt", (RoleGrant(Role.ADMINISTRATOR),))
    with database.transaction(agency_id) as session:
        setup.create_agency(session, "phuong", "UBND phường Hoa Mai")
        page_id = setup.add_page(session, admin, Platform.STANDARD, "trang", "Phường Hoa Mai").id
    return [_round(database, agency_id, page_id, number) for number in range(_ROUNDS)]


def _round(database: Database, agency_id: int, page_id: int, number: int) -> tuple[float, float]:
    """Seconds of a whole delivery, and of its authors alone, one beside the other."""
    began = time.perf_counter()
    with database.transaction(agency_id) as session:
        page = find_page(agency_id, session, page_id)
        assert page is not None  # noqa: S101 - made above
        events = [_event(number, at) for at in range(_SIZE)]
        take_events(agency_id, session, page, events, received_at=_NOW)
    taken = time.perf_counter() - began
    others = [_event(number + _ROUNDS, at) for at in range(_SIZE)]
    began = time.perf_counter()
    with database.transaction(agency_id) as session:
        keep_authors(
            agency_id,
            session,
            page_id,
            [Written(one.external_id, one.author_external_id, one.author_name) for one in others],
        )
    return taken, time.perf_counter() - began


def _event(number: int, at: int) -> CommentEvent:
    return CommentEvent(
        verb=CommentVerb.CREATED,
        external_id=f"c-{number}-{at}",
        text=f"Cho hỏi thủ tục số {at} của phường làm thế nào, cần giấy tờ gì ạ ({number})",
        created_at=_NOW,
        occurred_at=_NOW,
        post=PostRef(external_id=f"bai-{at % 20}", text="Lịch tiếp dân tuần này"),
        author_external_id=f"dan-{number}-{at % _AUTHORS}",
        author_name=f"Nguyễn Văn {at % _AUTHORS}",
    )


if __name__ == "__main__":
    main()
