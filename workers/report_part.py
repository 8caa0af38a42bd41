"""A part of an official report, and numbers as offices write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Part", "counted"]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, sentences, and a table where there is one."""

    title: str
    sentences: Sequence[str]
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()

    def as_json(self) -> dict[str, Any]:
        """As the form reads it."""
        return {
            "title": self.title,
            "sentences": list(self.sentences),
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
        }


def counted(number: int) -> str:
    """1.234."""
    return f"{number:,}".replace(",", ".")
