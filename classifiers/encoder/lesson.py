"""What teaches the small encoder besides whole comments: pieces that no label would fit."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator, Sequence

__all__ = ["pieces_of"]

_FEWEST_WORDS = 3


def pieces_of(texts: Sequence[str]) -> Iterator[str]:
    """Comments without accents, cut short, with gaps, or two in one, without end."""
    chance = random.Random(3)  # noqa: S311 - the same pieces each time
    while True:
        made = _piece(chance, chance.choice(texts), chance.choice(texts))
        if len(made.split()) >= _FEWEST_WORDS:
            yield made


def _piece(chance: random.Random, text: str, other: str) -> str:
    words, kind = text.split(), chance.random()
    if kind < 0.2:
        plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
        return "".join(char for char in plain if not unicodedata.combining(char))
    if kind < 0.5:
        size = max(2, int(len(words) * chance.uniform(0.4, 0.8)))
        start = chance.randrange(max(1, len(words) - size + 1))
        return " ".join(words[start : start + size])
    if kind < 0.8:
        rest = other.split()
        begun = words[: max(1, len(words) * chance.randint(4, 9) // 10)]
        return " ".join([*begun, *rest[len(rest) * chance.randint(1, 6) // 10 :]])
    return " ".join(word for word in words if chance.random() > 0.15)
