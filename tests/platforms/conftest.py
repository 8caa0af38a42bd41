"""The emulated networks, one server for all tests of a process."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from platforms import Account, Egress, Target
from tests.emulators import Emulator

LOCAL = Egress(hosts=frozenset({"127.0.0.1"}))
_numbers = itertools.count(1)


@dataclass
class Place:
    """One page of its own on an emulated network, and what can be made to happen there."""

    emulator: Emulator
    network: str
    page_id: str
    base_url: str

    @property
    def account(self) -> Account:
        """The page with its key."""
        return Account(self.page_id, f"token-{self.page_id}", base_url=self.base_url)

    def do(self, what: str, **facts: object) -> dict[str, Any]:
        """Something of the emulator's control, on this page."""
        return self.emulator.do(what, network=self.network, page_id=self.page_id, **facts)

    def post(self, text: str = "Lịch cấp nước tuần này", **more: object) -> str:
        """A post's id."""
        return str(self.do("add_post", text=text, **more)["id"])

    def comment(self, text: str | None = "Mấy giờ có nước ạ?", **more: object) -> str:
        """A citizen's comment."""
        return str(self.do("add_comment", text=text, **more)["id"])

    def target(self, *, age_seconds: float = 0) -> Target:
        """A post with one comment, to act on."""
        post_id = self.post()
        return Target(self.comment(post_id=post_id, age_seconds=age_seconds), post_id, "7001")

    def accepted(self) -> list[dict[str, Any]]:
        """What the network did for this page."""
        return [entry for entry in self.emulator.ledger() if entry["page_id"] == self.page_id]


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """The networks."""
    with Emulator(tmp_path_factory.mktemp("emulator") / "ledger.jsonl") as running:
        yield running


@pytest.fixture
def clean(emulator: Emulator) -> Iterator[Emulator]:
    """The networks, without what an earlier test made go wrong."""
    yield emulator
    emulator.do("set_faults")
    emulator.do("set_usage", percent=1)


def _place(emulator: Emulator, network: str, prefix: str = "") -> Place:
    page_id = f"{prefix}{102030405060000 + next(_numbers)}"
    emulator.do("add_page", network=network, id=page_id, name="UBND phường Hòa Bình")
    return Place(emulator, network, page_id, f"{emulator.url}/{network}")


@pytest.fixture
def facebook_place(clean: Emulator) -> Place:
    """A Facebook page."""
    return _place(clean, "facebook")


@pytest.fixture
def instagram_place(clean: Emulator) -> Place:
    """An Instagram account."""
    return _place(clean, "instagram")


@pytest.fixture
def zalo_place(clean: Emulator) -> Place:
    """A Zalo Official Account."""
    return _place(clean, "zalo")


@pytest.fixture
def youtube_place(clean: Emulator) -> Place:
    """A YouTube channel."""
    return _place(clean, "youtube", "UC")


@pytest.fixture
def tiktok_place(clean: Emulator) -> Place:
    """A TikTok account."""
    return _place(clean, "tiktok")
