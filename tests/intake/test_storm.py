"""A storm of deliveries, doubled, shuffled and early, ends in what a simple model says."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from moderation.intake.receiving import Signed, accept_deliveries
from moderation.models import Endpoint
from moderation.vocabulary import Platform, WorkState
from tests.intake.town import Account, Town
from workers.intake import read_deliveries

BEGAN = 1_795_320_000  # unix seconds
DOUBLED = 0.3
EDITED, REMOVED = 0.06, 0.04
WORKERS = 4


@dataclass
class Truth:
    """What really happened to one comment: its last words, and whether it is gone."""

    text: str
    is_gone: bool = False


@dataclass
class Storm:
    """Bodies as the network would send them, and the truth behind them."""

    account: Account
    truth: dict[str, Truth] = field(default_factory=dict)
    bodies: list[bytes] = field(default_factory=list)

    def happen(self, count: int, chance: random.Random) -> None:
        """So many comments, some edited once or twice, some taken back."""
        for number in range(count):
            name, at = f"9_{number}", BEGAN + number * 10
            truth = self.truth[name] = Truth(f"Hỏi lần {number}: thứ bảy có làm không")
            self.tell(name, "add", at, truth.text)
            while chance.random() < EDITED:
                at += 1
                truth.text = f"Hỏi lần {number}, sửa lúc {at}"
                self.tell(name, chance.choice(["edited", "edit"]), at, truth.text)
            if chance.random() < REMOVED:
                truth.is_gone = True
                self.tell(name, chance.choice(["remove", "delete"]), at + 1)

    def tell(self, name: str, verb: str, at: int, text: str | None = None) -> None:
        """One change in a body of its own."""
        page = self.account.name
        value: dict[str, object] = {
            "item": "comment",
            "verb": verb,
            "comment_id": name,
            "post_id": f"{page}_9",
            "parent_id": f"{page}_9",
        }
        if text is not None:
            value |= {"message": text, "from": {"id": f"7{name}", "name": "Dân"}}
        if verb == "add":
            value["created_time"] = at
        change = {"id": page, "time": at, "changes": [{"field": "feed", "value": value}]}
        self.bodies.append(json.dumps({"object": "page", "entry": [change]}).encode())

    def scatter(self, chance: random.Random, *, most: int) -> list[bytes]:
        """Doubled and in any order, up to `most` changes in one body."""
        again = [body for body in self.bodies if chance.random() < DOUBLED]
        changes = [*self.bodies, *again]
        chance.shuffle(changes)
        sent = []
        while changes:
            taken = chance.randint(1, most)
            sent.append(_together(changes[:taken]))
            changes = changes[taken:]
        return sent


def _together(bodies: list[bytes]) -> bytes:
    if len(bodies) == 1:
        return bodies[0]
    entries = [entry for body in bodies for entry in json.loads(body)["entry"]]
    return json.dumps({"object": "page", "entry": entries}).encode()


def keep(town: Town, endpoint: Endpoint, sent: list[bytes]) -> None:
    """As the address does, hundreds in one transaction for the sake of time."""
    agency_id = town.house.agency_id
    for start in range(0, len(sent), 500):
        with town.house.database.transaction(agency_id) as session:
            here = session.merge(endpoint)
            signed = [
                Signed(hashlib.sha256(body).hexdigest(), body) for body in sent[start : start + 500]
            ]
            accept_deliveries(agency_id, session, here, signed, received_at=datetime.now(UTC))


def blow(town: Town, count: int, *, seed: int, most: int) -> None:
    """Everything is sent, read by several workers at once, and held against the truth."""
    chance = random.Random(seed)  # noqa: S311
    account = town.account(Platform.FACEBOOK, "10158", is_delivered=False)
    town.open_address(Platform.FACEBOOK, "khoa")
    [endpoint] = town.endpoints()
    storm = Storm(account)
    storm.happen(count, chance)
    keep(town, endpoint, storm.scatter(chance, most=most))
    ids = [one.id for one in town.deliveries()]
    with ThreadPoolExecutor(WORKERS) as workers:
        parts = [ids[at::WORKERS] for at in range(WORKERS)]
        # Some messages come twice, to whoever is free.
        parts += [ids[::10]]
        list(workers.map(lambda part: read_deliveries(town.house.agency_id, part), parts))

    assert {one.state for one in town.deliveries()} == {WorkState.DONE}
    held = account.comments()
    assert held.keys() == storm.truth.keys()
    for name, truth in storm.truth.items():
        assert (held[name].deleted_at is not None) is truth.is_gone, name
        if not truth.is_gone:
            assert held[name].text == truth.text, name


def test_two_thousand_changes_end_as_the_model_says(town: Town) -> None:
    """About 1,400 comments, their changes and the doubles, several in one body as Meta does."""
    blow(town, 1_400, seed=20261122, most=8)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_fifty_thousand_deliveries_end_as_the_model_says(
    town: Town, say: Callable[[str], None]
) -> None:
    """About 34,500 comments, each change in a body of its own."""
    blow(town, 34_500, seed=1, most=1)
    say("W1 50,000 deliveries, 30 % doubled, shuffled: all as the model says, lost 0, doubled 0")
