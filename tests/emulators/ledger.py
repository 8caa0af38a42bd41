"""What the emulator accepted, in a file that is only ever added to."""

from __future__ import annotations

import json
import time
from contextvars import ContextVar
from pathlib import Path

FAULT: ContextVar[str | None] = ContextVar("fault", default=None)
"""What will go wrong with the answer to the request at hand, after it was accepted."""


class Ledger:
    """Written and flushed before the answer leaves; the truth that the system is held to."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a", encoding="utf-8")
        self.entries: list[dict[str, object]] = []

    def note(self, **facts: object) -> None:
        """One act that was accepted."""
        entry = {"n": len(self.entries) + 1, "at": time.time(), "fault": FAULT.get(), **facts}
        self.entries.append(entry)
        self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        self._file.flush()

    def close(self) -> None:
        """No more is accepted."""
        self._file.close()
