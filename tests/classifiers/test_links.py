"""Addresses that look like the State's are told from those that are."""

from __future__ import annotations

import pytest

from classifiers.links import Imitation, find_links, imitation

IMITATING = [
    ("dichvucong.gov.vn.nop-phi.top", Imitation.STANDS_BEFORE),
    ("gov-vn.com", Imitation.STANDS_BEFORE),
    ("dichvucong-gov.vn.net", Imitation.STANDS_BEFORE),
    ("thue.govvn.cc", Imitation.STANDS_BEFORE),
    ("dichvucong.g0v.vn", Imitation.LOOK_ALIKE),
    ("phuong.gоv.vn", Imitation.LOOK_ALIKE),  # a Cyrillic o
    ("vneid-capnhat.top", Imitation.SERVICE_NAME),
    ("dichvuc0ng.online", Imitation.SERVICE_NAME),
    ("vneld.app", Imitation.SERVICE_NAME),
    ("bo-cong-an.cc", Imitation.SERVICE_NAME),
]
HONEST = [
    "dichvucong.gov.vn",
    "hoamai.hanoi.gov.vn",
    "xaydungchinhsach.chinhphu.vn",
    "vnexpress.net",
    "mang-xa-hoi.test",
    "governance.org",
    "luatvietnam.vn",
    "edu.vn",
]


@pytest.mark.parametrize(("host", "how"), IMITATING)
def test_what_imitates_the_state_is_seen_and_how(host: str, how: Imitation) -> None:
    """By its place in the name, by its letters, by a service's name."""
    assert imitation(host) is how


@pytest.mark.parametrize("host", HONEST)
def test_an_honest_address_is_left_alone(host: str) -> None:
    """The State's own, and whoever pretends nothing."""
    assert imitation(host) is None


def test_an_agencys_own_host_imitates_nobody() -> None:
    """Where it has said that a host is official."""
    assert imitation("dichvucong.hoamai.vn", ("hoamai.vn",)) is None


def test_addresses_are_found_in_words_without_what_stands_around_them() -> None:
    """No mail address, no number, no sentence whose space was forgotten between its words."""
    said = "Vào (https://vneid-capnhat.top/nop?ma=1), hoặc gov-vn.com. Mail a@b.com, phí 12.5, v.v"
    assert [link.url for link in find_links(said)] == [
        "https://vneid-capnhat.top/nop?ma=1", "gov-vn.com"
    ]  # fmt: skip
    assert [said[link.start : link.end] for link in find_links(said)][1] == "gov-vn.com"
