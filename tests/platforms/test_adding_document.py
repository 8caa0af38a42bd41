"""What docs/adding-a-platform.md shows works."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from moderation.errors import VerificationError
from moderation.vocabulary import PublishKind
from platforms import Account, CommentEvent, Egress, Published, Refused, Target, Unknown, publish
from tests.emulators import faults
from tests.emulators.control import Control

DOCUMENT = (Path(__file__).parents[2] / "docs/adding-a-platform.md").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def forum() -> dict[str, Any]:
    """The example, run."""
    (code,) = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    names: dict[str, Any] = {"__name__": "forum"}
    exec(code, names)  # noqa: S102 - our own document
    return names


def test_the_example_takes_a_delivery_in(forum: dict[str, Any]) -> None:
    """Signed it is read; unsigned it is refused."""
    body = '{"id": 7, "words": "Chợ mở mấy giờ?", "at": "2026-11-22T04:00:09Z"}'.encode()
    signature = hmac.new(b"s", body, hashlib.sha256).hexdigest()
    assert forum["verify"](["s"], {"x-forum-signature": signature}, body, NOW)
    with pytest.raises(VerificationError):
        forum["verify"](["s", ""], {}, body, NOW)
    (event,) = forum["read"](body)
    assert isinstance(event, CommentEvent)
    assert (event.external_id, event.text) == ("7", "Chợ mở mấy giờ?")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx2.Response(201, json={"id": "r1"}), Published),
        (httpx2.Response(200, json={}), Unknown),
        (httpx2.Response(502), Unknown),
        (httpx2.Response(401), Refused),
    ],
)
def test_the_example_replies(
    forum: dict[str, Any], answer: httpx2.Response, kind: type[object]
) -> None:
    """And says what became of it."""
    egress = Egress(transport=httpx2.MockTransport(lambda _: answer))
    there = forum["connect"](Account("city", "t"), egress)
    assert isinstance(publish(there, PublishKind.REPLY, Target("7"), "Dạ 6 giờ ạ."), kind)
    assert isinstance(publish(there, PublishKind.HIDE, Target("7")), Refused)


def test_the_document_names_what_the_emulator_can_do() -> None:
    """Every thing to do and every fault, and no other."""
    named = set(re.findall(r"`([a-z_0-9]+)`", DOCUMENT[DOCUMENT.index("| `do` |") :]))
    things = {n for n in vars(Control) if not n.startswith("_") and n != "routes"}
    every_fault = faults.AFTER | faults.BEFORE | faults.REFUSALS
    arguments = {
        "do",
        "verb",
        "omitted",
        "as_is",
        "reversed",
        "shuffled",
        "publish",
        "read",
        "queue",
    }
    assert named - arguments == things | every_fault
