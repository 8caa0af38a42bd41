"""The promise of every outcome, held against the networks' own ledger under bad weather."""

from __future__ import annotations

from collections import Counter

import pytest

from moderation.vocabulary import Platform, PublishKind
from platforms import CAPABILITIES, PUBLISHERS, Published, Refused, Target, Unknown
from tests.platforms.conftest import LOCAL, Place

CALLS = 150
WEATHER = {
    "accept_then_drop": 0.1,
    "accept_then_500": 0.1,
    "accept_then_cut": 0.05,
    "accept_then_hang": 0.05,
    "drop": 0.05,
    "server_error": 0.05,
    "rate_limited": 0.05,
}


@pytest.fixture(params=["facebook", "instagram", "zalo", "youtube", "tiktok"])
def place(request: pytest.FixtureRequest) -> Place:
    """A page on each network."""
    made = request.getfixturevalue(f"{request.param}_place")
    assert isinstance(made, Place)
    if request.param == "youtube":
        made.do("set_page", quota_limit=1_000_000)
    return made


def test_no_outcome_says_what_is_not_so(place: Place) -> None:
    """Published was accepted once, refused never; only what nobody can know is unknown.

    A second call is never made by itself: no text is accepted twice.
    """
    target = place.target()
    publisher = PUBLISHERS[Platform(place.network)](place.account, LOCAL)
    place.emulator.do("set_faults", publish=WEATHER, hang_seconds=0.05)
    outcomes = {f"câu {n}": publisher.reply(target, f"câu {n}") for n in range(CALLS)}
    accepted = Counter(entry["text"] for entry in place.accepted())
    assert max(accepted.values()) == 1
    for text, outcome in outcomes.items():
        match outcome:
            case Published():
                assert accepted[text] == 1
            case Refused():
                assert accepted[text] == 0
    kinds = Counter(type(outcome) for outcome in outcomes.values())
    assert min(kinds[Published], kinds[Unknown], kinds[Refused]) > 0


def test_every_act_that_is_declared_is_there_and_no_other(place: Place) -> None:
    """The console offers what `Capabilities` says; the rest is refused before it is sent."""
    declared = CAPABILITIES[Platform(place.network)].acts
    publisher = PUBLISHERS[Platform(place.network)](place.account, LOCAL)
    target = place.target()
    outcomes = {
        PublishKind.REPLY: publisher.reply(target, "Dạ"),
        PublishKind.PRIVATE_REPLY: publisher.private_reply(target, "Dạ"),
        PublishKind.HIDE: publisher.hide(target),
        PublishKind.UNHIDE: publisher.unhide(target),
    }
    reply = outcomes[PublishKind.REPLY]
    assert isinstance(reply, Published)
    own = Target(reply.remote_id or "", target.post_id)
    outcomes[PublishKind.EDIT] = publisher.edit(own, "Dạ vâng")
    outcomes[PublishKind.DELETE] = publisher.delete(own)
    for act, outcome in outcomes.items():
        if act in declared:
            assert isinstance(outcome, Published)
        else:
            assert isinstance(outcome, Refused)
            assert outcome.code == "not_supported"
    assert {entry["act"] for entry in place.accepted()} == {act.value for act in declared}


def test_a_text_of_the_greatest_length_is_taken(place: Place) -> None:
    """What the console lets through, the network takes; in Vietnamese, with all its accents."""
    capabilities = CAPABILITIES[Platform(place.network)]
    publisher = PUBLISHERS[Platform(place.network)](place.account, LOCAL)
    text = ("Kính gửi ông/bà, Ủy ban đã tiếp nhận. " * 300)[: capabilities.max_reply_length]
    assert isinstance(publisher.reply(place.target(), text), Published)
    assert place.accepted()[-1]["text"] == text


def test_what_can_not_be_undone_is_declared() -> None:
    """What is removed stays so, and a message that was sent stays with its reader."""
    for capabilities in CAPABILITIES.values():
        once = {PublishKind.DELETE, PublishKind.PRIVATE_REPLY} & capabilities.acts
        assert once <= capabilities.irreversible
