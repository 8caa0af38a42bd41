"""Words are found whichever way the database looks for them."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from moderation.database import Session
from tests.factories import House, event

_OFTEN = "Đơn số {n} về hộ tịch nộp ở đâu ạ"
_SELDOM = "Giảm 50%_ thuế \\ cho o'hara là thật không"


def _found(session: Session, *patterns: str, most: int = 1000) -> list[int]:
    given = {"patterns": [*patterns], "most": most}
    asked = text("SELECT comment_id FROM search_comments(:patterns, :most)")
    return [*session.scalars(asked, given)]


def _held(session: Session, *patterns: str) -> list[int]:
    """The same by looking at every row, which needs neither index nor door."""
    asked = text(
        "SELECT comment_id FROM comment_search WHERE folded LIKE ALL (:patterns)"
        " ORDER BY comment_id DESC"
    )
    return [*session.scalars(asked, {"patterns": [*patterns]})]


@pytest.mark.parametrize(
    "patterns",
    [
        ("%ho tich%",),
        ("%ho%", "%tich%"),
        ("%don so 7 %", "%tich%"),
        ("%50\\%\\_ thue \\\\ cho%",),
        ("%o'hara%",),
        ("%khong ai viet%",),
    ],
)
def test_frequent_and_rare_words_are_found_newest_first(
    house: House, neighbour: House, patterns: tuple[str, ...]
) -> None:
    """On the way back from the newest, or by their trigrams; never a neighbour's."""
    for home in (house, neighbour):
        home.take(*(event(f"c{n}", _OFTEN.format(n=n)) for n in range(120)), event("r", _SELDOM))
    with house.database.transaction(house.agency_id) as session:
        held = _held(session, *patterns)
        assert _found(session, *patterns) == held
        assert _found(session, *patterns, most=3) == held[:3]
        assert bool(held) is ("khong ai" not in patterns[0])
