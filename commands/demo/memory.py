"""What the demo remembers in the data folder, so that a restart finds everything as it was."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

__all__ = ["Memory", "new_password", "page_token", "recall", "remember"]

_NAME = "demo.json"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_GROUPS, _GROUP = 4, 4


@dataclass(slots=True)
class Memory:
    """What must stay the same from one start to the next.

    `passwords` are by sign-in name; `counted_from` (ISO 8601) is the moment from which the
    comments' times count back; `settled` says that the backlog is in its cases. The emulated
    network signs with `network_secret`.
    """

    passwords: dict[str, str] = field(default_factory=dict)
    counted_from: str | None = None
    settled: bool = False
    network_secret: str = field(default_factory=lambda: secrets.token_hex(16))

    def moment(self, now: datetime) -> datetime:
        """The moment that "three days ago" counts from; the first that was asked for stays."""
        self.counted_from = self.counted_from or now.isoformat()
        return datetime.fromisoformat(self.counted_from)


def recall(data: Path) -> Memory:
    """What was remembered; nothing on the first run."""
    try:
        return Memory(**json.loads((data / _NAME).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Memory()


def remember(data: Path, memory: Memory) -> None:
    """Write it down in one piece, for the owner's eyes only."""
    new = data / f"{_NAME}.new"
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(memory), file)
    new.replace(data / _NAME)


def new_password() -> str:
    """Sixteen letters and digits in groups (79 bits), as a person can type them from a screen."""
    return "-".join("".join(map(secrets.choice, [_LETTERS] * _GROUP)) for _ in range(_GROUPS))


def page_token(secret: str, page_id: str) -> str:
    """The key that the emulated network gave for a page."""
    return hashlib.sha256(f"{secret}:{page_id}".encode()).hexdigest()
