"""How the house compares Vietnamese text: one fold, used by search, near copies and lexicons.

The original text is never changed; what is made here is for matching alone.
"""

from __future__ import annotations

import unicodedata

__all__ = ["fold", "has_accents", "latin", "skeleton"]

_LETTERS_KEPT = 4096


class _Plain(dict[int, str | None]):
    """What becomes of each letter of a decomposed text, found out as letters are met."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        is_mark = unicodedata.category(char) in {"Mn", "Me", "Cf", "Cc"} and char not in "\n\t"
        plain = None if is_mark else char
        if len(self) < _LETTERS_KEPT:
            self[code] = plain
        return plain


# The letters that Unicode does not decompose although Vietnamese readers see an accented d, and
# their look-alikes from other alphabets.
_PLAIN = _Plain(zip(map(ord, "đĐðÐɖƉ"), "dDdDdD", strict=True))

# Letters of other alphabets, and digits, that are read as Latin: each beside what it passes for.
_PASSES_FOR = (
    "аa еe оo рp сc уy хx іi јj ѕs ԁd һh кk мm тt вb нh пn гr ӏl ɑa ɡg οo αa νv ιi ρp τt υu κk ηn "
    "ωw εe 0o 1l 3e 5s $s"
)
_LOOK_ALIKE = {ord(pair[0]): pair[1] for pair in _PASSES_FOR.split()}


def fold(text: str) -> str:
    """Lower case, accents off, compatibility letters plain, white space single.

    "Hoà Bình  ĐÃ" → "hoa binh da". Two spellings of a tone's place fold to the same text.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text).translate(_PLAIN)
    return " ".join(plain.lower().split())


def latin(text: str) -> str:
    """A folded text with letters that only look Latin, and digits that stand for some, as Latin."""
    return text.translate(_LOOK_ALIKE)


def skeleton(text: str) -> str:
    """What is left of a folded text when letters that are mistaken for one another are one."""
    return latin(text).replace("rn", "m").replace("l", "i").replace("|", "i")


def has_accents(text: str) -> bool:
    """Whether somebody typed Vietnamese accents, so that a search should respect them."""
    return any(unicodedata.combining(char) for char in unicodedata.normalize("NFD", text)) or any(
        char in text for char in "đĐ"
    )
