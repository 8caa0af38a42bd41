"""Word lists of our own, one file a list; the files say what each line means."""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ["phrases", "teencode"]

_FOLDER = Path(__file__).parent


@cache
def teencode() -> dict[str, tuple[str, ...]]:
    """Short forms in lower case, each with the words that it stands for."""
    pairs = (line.split("\t") for line in _lines("teencode.txt"))
    return {short: tuple(words.split()) for short, words in pairs}


@cache
def phrases(name: str) -> tuple[str, ...]:
    """The phrases of one list, as they are written in its file."""
    return tuple(_lines(f"{name}.txt"))


def _lines(name: str) -> list[str]:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
