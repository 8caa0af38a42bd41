"""What a reader sees of a citizen's words: personal data hidden, unless they asked with a reason.

Lists, exports, notices and programs get the masked text always. Equal length is kept, so that
every offset into the original holds for what is shown.
"""

from __future__ import annotations

from functools import lru_cache

from classifiers import privacy

__all__ = ["READ_LIMIT", "initials", "masked", "masked_line"]

READ_LIMIT = 20_000
"""No screen shows more of a text; what lies behind is not shown, so nobody looks for it."""


def masked(text: str) -> str:
    """The text with the personal data in it hidden; of what is longer than anybody sees, "…"."""
    read = text[:READ_LIMIT]
    tail = "…" if len(text) > READ_LIMIT else ""
    return privacy.mask(read, privacy.find(read)) + tail


def masked_line(text: str, limit: int) -> str:
    """The beginning of a text, masked; what is cut in two at its end is still recognised."""
    return _masked_beginning(text[: limit + 64])[: limit + 1]


def initials(name: str) -> str:
    """A person's name for readers who do not work with it: "Nguyễn Văn An" is "N. V. A."."""
    return " ".join(f"{word[0].upper()}." for word in name.split() if word[0].isalnum())


# Looking through one short text costs near a millisecond, and a list shows the same fifty lines
# again and again.
_masked_beginning = lru_cache(maxsize=4_096)(masked)
