"""A role on one page gives nothing that belongs to the agency or to its other pages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from moderation import setup
from moderation.errors import ForbiddenError
from moderation.models import Case
from moderation.people import programs, staff
from moderation.policy import Permission, RoleGrant, Who
from moderation.privacy import holds, retention
from moderation.queries import privacy
from moderation.vocabulary import DataClass, Platform, Role
from tests.factories import NOW, House, event


def of_one_page(house: House, role: Role, page_id: int | None = None) -> Who:
    """Somebody who has this role on the first page, or on another, and nothing else."""
    return replace(house.who(role), grants=(RoleGrant(role, page_id or house.page_id),))


def second_page(house: House) -> int:
    """Another page of the same agency."""
    with house.database.transaction(house.agency_id) as session:
        admin = house.who(Role.ADMINISTRATOR)
        return setup.add_page(session, admin, Platform.STANDARD, "trang-2", "Trạm y tế").id


def test_an_administrator_of_one_page_administers_no_people_and_no_keys(house: House) -> None:
    """They would be one of all pages a moment later; their own page is theirs to set up."""
    who = of_one_page(house, Role.ADMINISTRATOR)
    everything = [RoleGrant(Role.ADMINISTRATOR), RoleGrant(Role.SPOKESPERSON)]
    chief = house.who(Role.SPOKESPERSON).actor_id or 0
    with house.database.transaction(house.agency_id) as session:
        for act in (
            lambda: staff.set_roles(session, who, who.actor_id or 0, everything),
            lambda: staff.reset_password(session, who, chief),
            lambda: staff.require_second_factor(session, who, required=False),
            lambda: programs.new_api_key(session, who, "của tôi", Role.MANAGER),
        ):
            with pytest.raises(ForbiddenError):
                act()
    assert who.can(Permission.EDIT_PAGES, house.page_id)
    assert who.pages(Permission.MANAGE_PEOPLE) == frozenset()


def test_what_the_law_holds_on_one_page_is_not_let_go_by_who_protects_another(
    house: House,
) -> None:
    """Nor do they read why it is held."""
    elsewhere = of_one_page(house, Role.MANAGER, second_page(house))
    house.take(event("c1"))
    house.triage()
    with house.database.transaction(house.agency_id) as session:
        case_id = session.scalars(select(Case.id)).one()
        holds.place(session, house.who(Role.MANAGER), case_id, "Công văn 12/CAP")
        with pytest.raises(ForbiddenError):
            holds.lift(session, elsewhere, case_id)
        own = of_one_page(house, Role.MANAGER)
        seen = [
            len(
                privacy.holds(house.agency_id, session, page_ids=one.pages(Permission.PROTECT_DATA))
            )
            for one in (elsewhere, own, house.who(Role.MANAGER))
        ]
    assert seen == [0, 1, 1]


def test_how_long_the_agency_keeps_words_is_not_for_one_page_to_say(house: House) -> None:
    """A rule and its use reach every page."""
    who = of_one_page(house, Role.MANAGER)
    with house.database.transaction(house.agency_id) as session:
        with pytest.raises(ForbiddenError):
            retention.set_rule(session, who, DataClass.WORDS, 1, "Quyết định 5/QĐ-UBND")
        with pytest.raises(ForbiddenError):
            retention.apply(session, who, [DataClass.WORDS], now=NOW)
