"""How the house compares Vietnamese text: one fold, used by search, near copies and lexicons.

The original text is never changed; what is made here is for matching alone.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

__all__ = ["fold", "has_accents"]

# The letters that Unicode does not decompose although Vietnamese readers see an accented d, and
# their look-alikes from other alphabets.
_D_LETTERS = str.maketrans("đĐðÐɖƉ", "dDdDdD")


def fold(text: str) -> str:
    """Lower case, accents off, compatibility letters plain, white space single.

    "Hoà Bình  ĐÃ" → "hoa binh da". Two spellings of a tone's place fold to the same text.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text).translate(_D_LETTERS)
    return " ".join("".join(map(_kept, plain)).lower().split())


def has_accents(text: str) -> bool:
    """Whether somebody typed Vietnamese accents, so that a search should respect them."""
    return any(unicodedata.combining(char) for char in unicodedata.normalize("NFD", text)) or any(
        char in text for char in "đĐ"
    )


@lru_cache(maxsize=4096)
def _kept(char: str) -> str:
    return (
        ""
        if unicodedata.category(char) in {"Mn", "Me", "Cf", "Cc"} and char not in "\n\t"
        else char
    )
