"""The register of pages that may pass for ours, and the looks that are due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from moderation.duties import suspects
from moderation.duties.suspects import Listed, SuspectChange
from moderation.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from moderation.models import SuspectPage
from moderation.queries import incidents
from moderation.queries import suspects as queries
from moderation.timing.clock import agency_clocks
from moderation.vocabulary import EventKind, Role, SuspectLevel, SuspectOutcome
from tests.factories import House
from tests.moderation.test_notes import PNG

FAKE = "https://www.mang.test/Hoamai.Official/"


def added(house: House, url: str = FAKE, name: str = "UBND P. Hoa Mai official") -> SuspectPage:
    """A page that somebody of the desk came across."""
    change = SuspectChange(name, url, house.page_id, SuspectLevel.HIGH, "Xin tiền ủng hộ")
    with house.database.transaction(house.agency_id) as session:
        return suspects.add_suspect(session, house.who(Role.TRIAGE), change)


def test_a_page_is_known_by_its_address_however_it_is_written(
    house: House, neighbour: House
) -> None:
    """And by each agency for itself."""
    made = added(house)
    with pytest.raises(ConflictError):
        added(house, "m.mang.test/hoamai.official?ref=share")
    with pytest.raises(BadInputError):
        added(house, "không có")
    assert made.similarity == 100
    added(neighbour)
    place = neighbour.database.transaction(neighbour.agency_id)
    with place as session, pytest.raises(NotFoundError):
        suspects.find(session, neighbour.who(Role.TRIAGE), made.id)


def test_each_step_is_kept_from_the_first_look_to_the_outcome(house: House) -> None:
    """A page that comes back has no outcome again; nothing is told before it happened."""
    made, lan = added(house), house.who(Role.TRIAGE)
    now = datetime.now(UTC)
    with house.database.transaction(house.agency_id) as session:
        suspects.attach(session, lan, made.id, "a.png", PNG)
        suspects.judge(session, lan, made.id, SuspectLevel.LOW, "Chỉ tên giống")
        with pytest.raises(BadInputError):
            suspects.note_reported(session, lan, made.id, to="Công an", at=now + timedelta(days=1))
        suspects.note_reported(session, lan, made.id, to="Công an tỉnh", at=now, reference="12")
        suspects.end(session, lan, made.id, SuspectOutcome.REMOVED)
        suspects.end(session, lan, made.id, None)
        found = suspects.find(session, lan, made.id)
        events = incidents.duty_events(
            house.agency_id, session, EventKind.SUSPECT_PAGE, "suspect_id", made.id
        )

    assert (found.level, found.reported_to, found.outcome_at) == (
        SuspectLevel.LOW, "Công an tỉnh", None
    )  # fmt: skip
    steps = [event.data["step"] for event, _ in events]
    assert steps == ["recorded", "file_added", "judged", "reported", "ended", "ended"]


def test_a_list_from_elsewhere_adds_what_is_alike_and_new(house: House) -> None:
    """Our own page, strangers, and what a person has judged already are left alone."""
    known = added(house)
    with house.database.transaction(house.agency_id) as session:
        session.execute(text("UPDATE pages SET url = 'https://mang.test/hoamai'"))
    rows = [
        Listed("UBND P. Hoa Mai official", FAKE),
        Listed("Phường Hoa Mai", "https://mang.test/hoamai/"),
        Listed("Ủy ban nhân dân phường Hoa Mai 24h", "https://mang.test/hoamai24h"),
        Listed("UBND phường Hoa Lan", "https://mang.test/hoalan"),
        Listed("Bún chả cô Hà", "https://mang.test/buncha"),
        Listed("Không có địa chỉ", ""),
    ]
    lan = house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        done = suspects.scan_list(session, lan, rows, file_name="trang.csv")
        again = suspects.scan_list(session, lan, rows, file_name="trang.csv")
        found = queries.suspects(house.agency_id, session, page_ids=None)
        with pytest.raises(BadInputError):
            suspects.scan_list(session, lan, rows[-1:], file_name="trang.csv")

    assert (done.read, done.found, done.known) == (5, 1, 1)
    assert (again.found, again.known) == (0, 2)
    assert [one.name for one, _ in found] == [known.name, "Ủy ban nhân dân phường Hoa Mai 24h"]


def test_the_next_look_is_due_from_the_last(house: House) -> None:
    """By the agency's own limit; a viewer looks for nobody."""
    with house.database.transaction(house.agency_id) as session:
        before = suspects.next_scan_due(
            house.agency_id, session, agency_clocks(house.agency_id, session)
        )
        session.execute(text("UPDATE agencies SET created_at = now() - interval '90 days'"))
        with pytest.raises(ForbiddenError):
            suspects.scanned_by_hand(session, house.who(Role.VIEWER))
        suspects.scanned_by_hand(session, house.who(Role.MANAGER))
        after = suspects.next_scan_due(
            house.agency_id, session, agency_clocks(house.agency_id, session)
        )
    assert timedelta(days=29) < after - datetime.now(UTC) <= timedelta(days=32)
    assert abs(after - before) < timedelta(days=1)
