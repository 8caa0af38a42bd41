"""A worker reads what waits, whatever message it was called by."""

from __future__ import annotations

from sqlalchemy import text

from tests.factories import House, event
from workers.classify import classify_comments


def test_one_message_reads_what_came_meanwhile_and_the_others_find_nothing_to_do(
    house: House, classify: None
) -> None:
    """Networks tell of one comment at a time, and a message each would be the slowest way."""
    house.take(*(event(f"c{n}", f"Đường số {n} bao giờ sửa xong vậy ạ") for n in range(5)))
    with house.database.transaction(house.agency_id) as session:
        ids = list(session.scalars(text("SELECT id FROM comments ORDER BY id")))

    for comment_id in ids:
        classify_comments(house.agency_id, [comment_id])

    with house.database.transaction(house.agency_id) as session:
        done = session.execute(text("SELECT state, attempts FROM comments")).all()
        read_at = session.scalars(text("SELECT DISTINCT created_at FROM predictions")).all()
    assert done == [("done", 1)] * 5
    assert len(read_at) == 1
