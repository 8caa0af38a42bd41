"""The register of pages: what is known of each, what is due, and what nobody may change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from moderation import setup
from moderation.duties import registry
from moderation.duties.registry import Finding, Standing
from moderation.errors import BadInputError, ForbiddenError, NotFoundError, UnsupportedMediaError
from moderation.models import Event
from moderation.vocabulary import OfficerRole, Role, SafetyItem, VerificationState
from tests.factories import NOW, House

TODAY = NOW.date()
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + bytes(40)


def standing(house: House, days: int = 0) -> Standing:
    """How the only page stands so many days from today."""
    with house.database.transaction(house.agency_id) as session:
        [one] = registry.standings(house.agency_id, session, TODAY + timedelta(days=days))
        return one


def test_a_new_page_owes_everything_and_a_kept_one_nothing_until_its_day(house: House) -> None:
    """People, verification and safety are due again on their dates, each alone."""
    new = standing(house)
    assert new.missing == tuple(OfficerRole)
    assert (new.state, new.unsafe) == (VerificationState.NONE, tuple(SafetyItem))

    admin = house.who(Role.ADMINISTRATOR)
    with house.database.transaction(house.agency_id) as session:
        for role in OfficerRole:
            setup.add_officer(session, admin, house.page_id, role, "Vũ Minh", "Phó Chủ tịch")
        found = Finding(VerificationState.VERIFIED, TODAY, TODAY + timedelta(days=45))
        registry.record_verification(session, admin, house.page_id, found, today=TODAY)
        for item in SafetyItem:
            registry.record_check(session, admin, house.page_id, item, today=TODAY)

    assert standing(house).is_complete
    assert standing(house, 30).unsafe == ()
    assert standing(house, 31).unsafe == (SafetyItem.LEFT_STAFF,)
    assert not standing(house, 45).is_check_due
    assert standing(house, 46).is_check_due


def test_a_proof_is_known_by_its_bytes_and_stays(house: House, neighbour: House) -> None:
    """A file of no known kind is refused; the history keeps older findings; nobody else sees it."""
    admin = house.who(Role.ADMINISTRATOR)
    with house.database.transaction(house.agency_id) as session:
        first = Finding(VerificationState.APPLIED, TODAY, file=("../dấu tích.exe", PNG))
        kept = registry.record_verification(session, admin, house.page_id, first, today=TODAY)
        lost = Finding(VerificationState.LOST, TODAY)
        registry.record_verification(session, admin, house.page_id, lost, today=TODAY)
        proof = registry.open_proof(session, house.who(Role.VIEWER), house.page_id, kept.id)
        assert (proof.file_name, proof.media_type) == ("dấu tích.png", "image/png")
        bad = Finding(VerificationState.VERIFIED, TODAY, file=("a.png", b"<svg/>"))
        with pytest.raises(UnsupportedMediaError):
            registry.record_verification(session, admin, house.page_id, bad, today=TODAY)
    assert standing(house).state is VerificationState.LOST

    with (
        neighbour.database.transaction(neighbour.agency_id) as session,
        pytest.raises(NotFoundError),
    ):
        registry.open_proof(session, neighbour.who(Role.ADMINISTRATOR), house.page_id, kept.id)


def test_only_who_edits_pages_writes_and_the_register_says_who(house: House) -> None:
    """A viewer is refused, wrong dates and addresses too; each change is an event without words."""
    admin, viewer = house.who(Role.ADMINISTRATOR), house.who(Role.VIEWER)
    later = TODAY + timedelta(days=1)
    with house.database.transaction(house.agency_id) as session:
        with pytest.raises(ForbiddenError):
            registry.record_check(
                session, viewer, house.page_id, SafetyItem.KEYS, today=TODAY, next_due=later
            )
        future = Finding(VerificationState.VERIFIED, later)
        with pytest.raises(BadInputError):
            registry.record_verification(session, admin, house.page_id, future, today=TODAY)
        with pytest.raises(BadInputError):
            registry.change_page(session, admin, house.page_id, name="A", url="javascript:x()")
        registry.change_page(
            session, admin, house.page_id, name="Phường Hoa Mai mới", url="https://example.vn/hm"
        )
        registry.change_page(
            session, admin, house.page_id, name="Phường Hoa Mai mới", url="https://example.vn/hm"
        )
        about = session.scalars(select(Event.data).order_by(Event.id)).all()

    changes = [one for one in about if one.get("setting") == "page" and "changed" in one]
    assert [one["changed"] for one in changes] == [["name", "url"]]
    assert "Hoa Mai" not in str(changes)
