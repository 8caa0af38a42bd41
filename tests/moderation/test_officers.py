"""Who answers for a page: by which decision, from when to when, and who is missing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from moderation import setup
from moderation.duties.officers import end_charge, holders, missing_roles
from moderation.errors import BadInputError, NotFoundError
from moderation.models import PageOfficer
from moderation.queries.agencies import officers
from moderation.vocabulary import OfficerRole, Role
from tests.factories import NOW, House

TODAY = NOW.date()


def name(house: House, role: OfficerRole, **about: date | str | None) -> int:
    """Put somebody in charge."""
    with house.database.transaction(house.agency_id) as session:
        return setup.add_officer(
            session,
            house.who(Role.ADMINISTRATOR),
            house.page_id,
            role,
            "Vũ Minh",
            "Phó Chủ tịch",
            decision_number="12/QĐ-UBND",
            **about,  # type: ignore[arg-type]
        ).id


def of(house: House) -> list[PageOfficer]:
    """Everybody who is or was in charge."""
    with house.database.transaction(house.agency_id) as session:
        return officers(house.agency_id, session)


def test_a_page_lacks_whoever_nobody_is_today(house: House) -> None:
    """A charge that is over, or not yet begun, fills no place; both of its days count."""
    name(house, OfficerRole.SPOKESPERSON, valid_from=TODAY, valid_to=TODAY)
    name(house, OfficerRole.CONTENT_RESPONSIBLE, valid_to=TODAY - timedelta(days=1))
    name(house, OfficerRole.ADMINISTRATOR, valid_from=TODAY + timedelta(days=1))

    assert [one.role for one in holders(of(house), TODAY)] == [OfficerRole.SPOKESPERSON]
    assert missing_roles(of(house), TODAY) == [
        OfficerRole.CONTENT_RESPONSIBLE,
        OfficerRole.ADMINISTRATOR,
    ]


def test_ending_a_charge_keeps_who_it_was(house: House, neighbour: House) -> None:
    """The register remembers; another agency can't end it, nor can it end before it began."""
    officer_id = name(house, OfficerRole.SPOKESPERSON, valid_from=TODAY)
    admin = house.who(Role.ADMINISTRATOR)
    with (
        neighbour.database.transaction(neighbour.agency_id) as session,
        pytest.raises(NotFoundError),
    ):
        end_charge(session, neighbour.who(Role.ADMINISTRATOR), officer_id, last_day=TODAY)
    with house.database.transaction(house.agency_id) as session:
        with pytest.raises(BadInputError):
            end_charge(session, admin, officer_id, last_day=TODAY - timedelta(days=1))
        end_charge(session, admin, officer_id, last_day=TODAY)

    assert [one.decision_number for one in of(house)] == ["12/QĐ-UBND"]
    assert missing_roles(of(house), TODAY + timedelta(days=1)) == list(OfficerRole)
