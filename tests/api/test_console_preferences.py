"""Own keys and ways of seeing, in the browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from api.rendering import HTML
from moderation.people.preferences import SHORTCUTS
from moderation.vocabulary import Role
from tests.api.seats import Seat
from tests.factories import House

TakeSeat = Callable[..., Seat]


def test_what_a_person_chose_frames_every_page(house: House, seat: TakeSeat) -> None:
    """Keys, density and masking are said on the page itself; a clash keeps the form as sent."""
    lan = seat(house, Role.TRIAGE)
    chosen = {"key_N": "0", "key_0": "N", "keys_on": "on", "mask_harsh": "on", "compact": "on"}
    assert lan.post("/preferences", chosen).status_code == 303
    body = re.search(r"<body[^>]*>", lan.get("/queues/all").text)
    assert body is not None
    for said in (
        "&#34;N&#34;: &#34;0&#34;",
        "&#34;0&#34;: &#34;N&#34;",
        'data-density="compact"',
        "data-mask-harsh",
    ):
        assert said in body.group()

    refused = lan.post("/preferences", {"key_N": "R"})
    assert refused.status_code == 422
    assert "đang dùng cho cả" in refused.text
    assert lan.post("/preferences", {"act": "reset", "keys_on": "on"}).status_code == 303
    assert "&#34;N&#34;" not in lan.get("/queues/all").text


def test_the_switch_of_the_sheet_is_kept(house: House, seat: TakeSeat) -> None:
    """Off on this machine is off on every machine."""
    lan = seat(house, Role.TRIAGE)
    assert lan.post("/preferences/keys", {}, htmx="x").status_code == 204
    assert "data-keys-off" in lan.get("/queues/all").text
    assert lan.post("/preferences/keys", {"on": "on"}, htmx="x").status_code == 204
    assert "data-keys-off" not in lan.get("/queues/all").text


def test_every_key_that_a_template_declares_can_be_moved() -> None:
    """Single letters and digits of the screens stand in the list that the form offers."""
    declared = {
        key
        for path in Path(HTML).rglob("*.html")
        for key in re.findall(r'data-key="([A-Z0-9])"', path.read_text("utf-8"))
    }
    assert declared <= set(SHORTCUTS)
