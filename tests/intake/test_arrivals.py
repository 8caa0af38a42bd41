"""Deliveries that arrive together, where the database ends their transaction."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

from api.arrivals import Arrival
from commands.embedded import EmbeddedPostgres
from moderation.vocabulary import Platform
from tests.intake.deadlocks import deadlocked
from tests.intake.town import Town


def test_a_deadlock_sends_nobody_away(town: Town, postgres: EmbeddedPostgres) -> None:
    """Two processes that keep the same retried deliveries at once: each is kept by itself."""
    public_id = town.open_address(Platform.FACEBOOK, "bi-mat").rpartition("/")[2]
    arrivals = [_signed(f'{{"object":"page","entry":[],"n":{n}}}'.encode()) for n in range(3)]
    kept = town.app.state.phanhoi.arrivals
    with deadlocked(postgres, "deliveries"):
        assert kept._outcomes((Platform.FACEBOOK, public_id), arrivals) == [None] * 3
    assert [one.body for one in town.deliveries()] == [one.body for one in arrivals]


def _signed(body: bytes) -> Arrival:
    mac = hmac.new(b"bi-mat", body, hashlib.sha256).hexdigest()
    return Arrival({"x-hub-signature-256": f"sha256={mac}"}, body, datetime.now(UTC))
