"""Comments in the languages of Vietnam's minorities: told by script, else by letters and words.

A script of its own is certain. Written in Latin letters a language is told by words that are no
Vietnamese syllables; three of them and a third of the text are asked for, since one strange word
is more often a name or a slip of the keyboard.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from moderation.vocabulary import Language

__all__ = ["language_of"]

_READ = 2_000
_SCRIPTS = (
    (0x1780, 0x17FF, Language.KHMER),
    (0xAA00, 0xAA5F, Language.CHAM),
    (0xAA80, 0xAADF, Language.THAI),
    (0x16B00, 0x16B8F, Language.HMONG),
)
"""The Unicode blocks Khmer, Cham, Tai Viet and Pahawh Hmong."""

_ANY_SCRIPT = re.compile("[" + "".join(f"{chr(a)}-{chr(b)}" for a, b, _ in _SCRIPTS) + "]")
_LEAST_LETTERS = 3
_SHARE = 1 / 3
_SHORT = 20
"""Letters of a piece that is remembered: a longer one seldom comes again."""
_LEAST_WORDS = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def language_of(text: str) -> Language | None:
    """The language, or None for Vietnamese and whatever else is no minority language of ours."""
    read = unicodedata.normalize("NFC", text[:_READ])
    return _by_script(read) or _by_words(read)


def _by_script(text: str) -> Language | None:
    if text.isascii() or _ANY_SCRIPT.search(text) is None:
        return None
    letters = [ord(char) for char in text if char.isalpha()]
    for first, last, language in _SCRIPTS:
        ours = sum(first <= code <= last for code in letters)
        if ours >= _LEAST_LETTERS and ours >= _SHARE * len(letters):
            return language
    return None


def _by_words(text: str) -> Language | None:
    plain = _plain(text)
    pieces = [(_kept if len(piece) <= _SHORT else _known_in)(piece) for piece in plain.split()]
    if len(frozenset().union(*pieces)) < _LEAST_WORDS:
        return None
    words = _WORD.findall(plain)
    best, most = None, 0
    for language, known in _lists().items():
        hits = [word for word in words if word in known]
        if len(set(hits)) >= _LEAST_WORDS and len(hits) >= _SHARE * len(words) and len(hits) > most:
            best, most = language, len(hits)
    return best


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text.lower().replace("’", "'"))


def _known_in(piece: str) -> frozenset[str]:
    """The words of any list in what stands between two spaces; nearly every text has too few."""
    lists = _lists().values()
    return frozenset(word for word in _WORD.findall(piece) if any(word in known for known in lists))


_kept = lru_cache(maxsize=1 << 15)(_known_in)


@cache
def _lists() -> dict[Language, frozenset[str]]:
    lines = (Path(__file__).parent / "languages.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {
        Language(name): frozenset(_plain(word) for word in words.split()) for name, words in pairs
    }
