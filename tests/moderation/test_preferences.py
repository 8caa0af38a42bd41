"""A person's own keys: moved, refused where two clash, and never a vowel."""

from __future__ import annotations

import pytest

from moderation.errors import BadInputError
from moderation.people import preferences
from moderation.people.preferences import ALLOWED_KEYS, SHORTCUTS
from moderation.queries.preferences import preferences_of
from moderation.vocabulary import Density, Role
from tests.factories import House


def choose(house: House, keys: dict[str, str]) -> None:
    """The page administrator's choice of keys."""
    with house.database.transaction(house.agency_id) as session:
        preferences.choose(
            session,
            house.who(Role.TRIAGE),
            keys=keys,
            keys_on=True,
            mask_harsh=False,
            density=Density.COMFORTABLE,
        )


def kept(house: House, role: Role = Role.TRIAGE) -> dict[str, object] | None:
    """The keys that a person has moved."""
    with house.database.transaction(house.agency_id) as session:
        found = preferences_of(house.agency_id, session, house.who(role).actor_id or 0)
        return found.keys if found else None


def test_keys_are_moved_for_one_person_alone(house: House) -> None:
    """What stays where it was is not kept, and nobody else's keys move."""
    choose(house, {"N": "0", "0": "N", "R": "R", "?": "X"})
    assert kept(house) == {"N": "0", "0": "N"}
    assert kept(house, Role.MANAGER) is None


def test_two_keys_may_change_places(house: House) -> None:
    """A clash is judged on the whole choice, not key by key."""
    choose(house, {"N": "L", "L": "N"})
    assert kept(house) == {"N": "L", "L": "N"}


@pytest.mark.parametrize("keys", [{"N": "R"}, {"N": "A"}, {"N": "D"}, {"N": "Backspace"}])
def test_a_key_that_clashes_or_that_typing_tools_use_is_refused(
    house: House, keys: dict[str, str]
) -> None:
    """In words, and what was chosen before stays."""
    choose(house, {"B": "0", "0": "B"})
    with pytest.raises(BadInputError):
        choose(house, keys)
    assert kept(house) == {"B": "0", "0": "B"}


def test_every_key_of_the_screens_is_safe_under_vietnamese_typing_tools() -> None:
    """Each may be pressed as it is declared, and no two are the same."""
    assert set(SHORTCUTS) <= set(ALLOWED_KEYS)
    assert not set(ALLOWED_KEYS) & set("AEIOUYWD")


def test_a_moved_key_gives_way_to_an_act_that_came_later() -> None:
    """Else one key would do two things; what was moved out of its way goes back as well."""
    swapped = {"B": "0", "0": "B"}
    assert preferences.standing_keys({"N": "S", "R": "N", **swapped}) == swapped
    assert preferences.standing_keys({"N": "0"}) == {}
    assert preferences.standing_keys({"N": "R", "R": "N"}) == {"N": "R", "R": "N"}
