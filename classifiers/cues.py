"""What can be said of a comment as a whole: its form, its tie to the post, its telling words.

Every fact that holds, and every pair of them, is one feature more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifiers.hashing import Keys, distinct, sequence_hashes, text_hash
from classifiers.lexicons import phrases, teencode
from classifiers.normalise import MARK, WORD, Places, Views
from classifiers.tokens import Tokens
from moderation.text import fold

LEXICONS = (
    "question", "doubt", "request", "advert", "fraud", "swear", "beast", "target", "threat",
    "slur", "cheer",
)  # fmt: skip

_LONGEST_PHRASE = 3
_SIZES = (2, 4, 7, 12, 20, 40)
_LONG_WORD = 12


def facts(batch: Views, found: Tokens, posts: Tokens, post_of: Places) -> NDArray[np.bool_]:
    """Which facts hold of the comments of a batch, (comments, facts)."""
    count = len(post_of)
    return np.concatenate(
        (_form(batch, found, count), _lexicon_hits(found, count), _ties(found, posts, post_of)),
        axis=1,
    )


def with_pairs(held: NDArray[np.bool_]) -> tuple[Places, NDArray[np.uint64]]:
    """Every fact, and every pair of facts of one comment, as rows and hashes."""
    row, fact = np.nonzero(held)
    sizes = np.bincount(row) if len(row) else np.zeros(0, np.int64)
    repeats = sizes[row]
    first = np.repeat(np.arange(len(row)), repeats)
    starts = np.repeat((np.cumsum(sizes) - sizes)[row], repeats)
    offset = np.arange(len(first)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    second = starts + offset
    # A fact paired with itself stands for the fact alone.
    kept = second >= first
    one, other = fact[first[kept]], fact[second[kept]]
    return row[first[kept]], (one * 1024 + other).astype(np.uint64)


def _form(batch: Views, found: Tokens, count: int) -> NDArray[np.bool_]:
    word = batch.kinds[found.start] == WORD
    words = np.bincount(found.row[word], minlength=count)
    letters = batch.kinds == WORD
    owner = np.maximum(batch.owner, 0)
    size = np.bincount(owner[letters], minlength=count)
    accented = np.bincount(owner[letters], (batch.letters != batch.bare)[letters], count)
    return np.stack(
        (
            *_steps(words, _SIZES),
            (words >= 2) & (accented == 0),
            *_steps(accented / np.maximum(size, 1), (0.05, 0.15)),
            *_signs(batch, owner, count),
            *_strange_words(found, word, size, count),
            *_repeats(found, word, words, count),
        ),
        axis=1,
    )


def _signs(batch: Views, owner: Places, count: int) -> list[NDArray[np.bool_]]:
    def counted(where: NDArray[np.bool_]) -> Places:
        return np.bincount(owner[where], minlength=count)

    codes = batch.letters
    last = np.zeros(count, np.uint32)
    shown = batch.kinds != 0
    last[owner[shown]] = codes[shown]
    digits = counted((codes >= ord("0")) & (codes <= ord("9")))
    pictures = counted(codes >= 0x2190)
    return [
        counted(codes == ord("?")) > 0,
        last == ord("?"),
        counted(codes == ord("!")) > 0,
        counted(codes == ord("@")) > 0,
        counted(codes == ord("/")) > 1,
        counted((codes == ord(")")) | (codes == ord(":"))) > 1,
        counted(codes == ord("%")) > 0,
        digits > 0,
        digits >= 9,
        pictures > 0,
        pictures > 3,
        counted((batch.kinds == MARK) & (codes < 0x2190)) > 6,
    ]


def _strange_words(
    found: Tokens, word: NDArray[np.bool_], size: Places, count: int
) -> list[NDArray[np.bool_]]:
    """How much of the text is no Vietnamese syllable: foreign, gibberish, or a person's tag."""
    strange = word.copy()
    strange[_syllables().find(found.bare)[0]] = False
    length = found.end - found.start
    share = np.bincount(found.row[strange], length[strange], count) / np.maximum(size, 1)
    long = np.bincount(found.row[strange & (length >= _LONG_WORD)], minlength=count)
    return [*_steps(share, (0.1, 0.3, 0.6)), long > 0]


def _repeats(
    found: Tokens, word: NDArray[np.bool_], words: Places, count: int
) -> list[NDArray[np.bool_]]:
    """Whether the same words come again and again, as in pasted or filled-up text."""
    share = distinct(found.row[word], found.bare[word], count) / np.maximum(words, 1)
    return [(words >= 8) & (share < 0.6), (words >= 8) & (share < 0.8)]


def _ties(found: Tokens, posts: Tokens, post_of: Places) -> NDArray[np.bool_]:
    """How many of the comment's words stand in its post."""
    count = len(post_of)
    of_post = post_of[found.row].astype(np.uint64)
    salted = found.bare + of_post * np.uint64(0x9E3779B97F4A7C15)
    known = posts.bare + posts.row.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    shared = np.bincount(found.row, np.isin(salted, known), count)
    share = shared / np.maximum(np.bincount(found.row, minlength=count), 1)
    return np.stack(_steps(share, (0.15, 0.35, 0.6)), axis=1)


def _lexicon_hits(found: Tokens, count: int) -> NDArray[np.bool_]:
    """One column for each lexicon: whether a phrase of it stands last of its length in a comment.

    A phrase of two words or more also counts without its accents; a single word does not, since
    short words collide once their accents are gone.
    """
    hits = np.zeros((count, len(LEXICONS)), np.bool_)
    for width, by_letters in product(range(1, _LONGEST_PHRASE + 1), (True, False)):
        table = _phrase_table(width, by_letters=by_letters)
        first, hashes = sequence_hashes(
            found.letters if by_letters else found.bare, found.row, width
        )
        hit, key = table.keys.find(hashes)
        # Of the phrases of one length in a comment the last alone counts. All of them were tried:
        # ViHSD .675 -> .663, ViSpamReviews .875 -> .872, agency .925 -> .911 (docs/model_card.md).
        hits[found.row[first[hit]]] |= table.lexicons[key]
    return hits


@dataclass(frozen=True, slots=True)
class _PhraseTable:
    keys: Keys
    lexicons: NDArray[np.bool_]


@cache
def _phrase_table(width: int, *, by_letters: bool) -> _PhraseTable:
    found: dict[int, list[str]] = {}
    for name in LEXICONS:
        for phrase in phrases(name):
            words = _meant(phrase)
            if len(words) == width and (by_letters or width > 1):
                plain = [word if by_letters else fold(word) for word in words]
                hashes = np.array([text_hash(word) for word in plain], np.uint64)
                _, key = sequence_hashes(hashes, np.zeros(width, np.int64), width)
                found.setdefault(int(key[0]), []).append(name)
    keys = sorted(found)
    belongs = [[name in found[key] for name in LEXICONS] for key in keys]
    shape = (len(keys), len(LEXICONS))
    return _PhraseTable(Keys.of(keys), np.array(belongs, np.bool_).reshape(shape))


def _meant(phrase: str) -> list[str]:
    return [meant for word in phrase.split() for meant in teencode().get(word, (word,))]


@cache
def _syllables() -> Keys:
    begun = ("", *phrases("onsets"))
    made = {onset + rhyme for onset, rhyme in product(begun, phrases("rhymes"))}
    return Keys.of(map(text_hash, made))


def _steps(values: NDArray[Any], limits: tuple[float, ...]) -> list[NDArray[np.bool_]]:
    return [np.asarray(values >= limit) for limit in limits]
