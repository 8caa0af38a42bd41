"""How Vietnamese a text looks, by its syllables: onset, rhyme, and a tone that fits."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["marked_words", "share_of_syllables"]

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OF_STOPS = "\u0301\u0323"  # a syllable that ends in c, ch, p or t has one of these tones
_ONSETS = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx]"
_NUCLEI = (
    "uyê|oai|oay|oeo|uay|uây|uôi|ươi|ươu|iêu|yêu|uya|uyu|"
    "ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|oo|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|"
    "[aăâeêioôơuưy]"
)
_SYLLABLE = re.compile(rf"(?:{_ONSETS})?(?:{_NUCLEI})(?:ng|nh|[mn]|(ch|[cpt]))?")
_WORD = re.compile(r"[^\W\d_]+")


def marked_words(text: str) -> list[str]:
    """The words that hold a letter beyond ASCII, composed."""
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    return [word for word in words if not word.isascii()]


def share_of_syllables(words: Iterable[str]) -> float:
    """Which part of the words could be a Vietnamese syllable; 0 of none."""
    checked = [_is_syllable(word) for word in words]
    return sum(checked) / len(checked) if checked else 0.0


def _is_syllable(word: str) -> bool:
    apart = unicodedata.normalize("NFD", word.lower())
    tones = [char for char in apart if char in _TONES]
    bare = "".join(char for char in apart if char not in _TONES)
    found = _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare))
    if found is None or len(tones) > 1:
        return False
    return not found[1] or (bool(tones) and tones[0] in _OF_STOPS)
