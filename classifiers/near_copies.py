"""Near copies: comments that say the same thing in almost the same letters.

Accents, case, pictures, punctuation, spacing, stretched letters and short forms do not count, and
one word may differ. Comments with equal `exact` are the same folded text; those that share a band
are candidates, which `similar` confirms or rejects. Signatures depend on the text alone, so they
can be stored and compared years apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from classifiers.hashing import Hashes
from classifiers.lexicons import teencode
from classifiers.normalise import WORD, Places, Views, letters_of, views
from classifiers.tokens import Tokens, tokens
from moderation.text import fold

_BATCH = 2048
_FEWEST_WORDS = 3
_FEWEST_LETTERS = 10
_EDGE_WORDS = 4
# Of a short comment two words at either end, so that one of the ends outlives a changed word.
_SHORT, _SHORT_EDGE = 5, 2
_SHINGLE = 4
_WORD_BANDS, _WORD_ROWS = 3, 2
_LETTER_BANDS, _LETTER_ROWS = 3, 3
_ALIKE = 80.0
_WORDS = re.compile(r"[^\W_]+")
_NEGATIONS = frozenset({"khong", "chua", "chang", "deo"})
_PARTICLES = frozenset({"a", "vay", "nhi", "ta", "ad", "ban", "em", "anh", "chi", "the"})
_SEED = 20_210_617

_REMEMBERED = 8_192

_Words = tuple[str, ...]

_words_of: dict[str, _Words] = {}
"""The texts of late: one lead comment is held against many candidates. The oldest goes first."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Signed 64-bit numbers, as PostgreSQL's bigint holds them."""

    exact: int
    bands: tuple[int, ...]


def signature(text: str) -> Signature | None:
    """The signature of one comment; None where it is too short to speak of copies."""
    return signatures([text])[0]


def signatures(texts: Sequence[str]) -> list[Signature | None]:
    """One signature for each text, in order."""
    made: list[Signature | None] = []
    for first in range(0, len(texts), _BATCH):
        made += _batch_signatures(views(texts[first : first + _BATCH]))
    return made


def read_ahead(texts: Iterable[str]) -> None:
    """Read together what `similar` will be asked about: a tenth of the work of one by one.

    Who asks it holds a page that others wait for.
    """
    fresh = [text for text in dict.fromkeys(texts) if text not in _words_of]
    if fresh:
        _words_of.update(zip(fresh, _read_words(fresh), strict=True))
    while len(_words_of) > _REMEMBERED:
        del _words_of[next(iter(_words_of))]


def similar(first: str, second: str) -> bool:
    """Whether two candidates are copies of one another: the same but for a word or so.

    A negation that only one of them has makes them two different statements.
    """
    return _alike(_folded_words(first), _folded_words(second))


def _alike(one: _Words, other: _Words) -> bool:
    if one == other:
        return True
    if _negations(one) != _negations(other):
        return False
    if min(len(one), len(other)) > _FEWEST_WORDS and Levenshtein.distance(one, other) == 1:
        return True
    return fuzz.ratio("".join(one), "".join(other), score_cutoff=_ALIKE) >= _ALIKE


def _batch_signatures(batch: Views) -> list[Signature | None]:
    count = len(batch.lengths)
    found = _words_only(tokens(batch), batch)
    sizes = np.bincount(found.row, minlength=count)
    letters = np.bincount(batch.owner[batch.kinds == WORD], minlength=count)
    kept = np.flatnonzero((sizes >= _FEWEST_WORDS) & (letters >= _FEWEST_LETTERS))
    made: list[Signature | None] = [None] * count
    if not len(kept):
        return made
    firsts = (np.cumsum(sizes) - sizes)[kept]
    lasts = firsts + sizes[kept]
    edge = np.where(sizes[kept] <= _SHORT, _SHORT_EDGE, _EDGE_WORDS)
    columns = [
        _sequence_hash(found.bare, firsts, lasts, 1),
        _sequence_hash(found.bare, firsts, firsts + edge, 2),
        _sequence_hash(found.bare, lasts - edge, lasts, 3),
        *_bands(found.row, found.bare, count, kept, _WORD_BANDS, _WORD_ROWS),
        *_bands(*_shingles(batch), count, kept, _LETTER_BANDS, _LETTER_ROWS),
    ]
    rows = np.stack(columns, axis=1).view(np.int64).tolist()
    for at, (exact, *bands) in zip(kept.tolist(), rows, strict=True):
        made[at] = Signature(exact, tuple(bands))
    return made


def _words_only(found: Tokens, batch: Views) -> Tokens:
    kept = batch.kinds[found.start] == WORD
    return Tokens(
        found.row[kept], found.start[kept], found.end[kept], found.letters[kept], found.bare[kept]
    )


def _sequence_hash(words: Hashes, firsts: Places, lasts: Places, salt: int) -> Hashes:
    """A hash of the words from `firsts` to `lasts` that depends on their order."""
    made = np.full(len(firsts), salt, np.uint64)
    for step in range(int((lasts - firsts).max())):
        at = firsts + step
        more = at < lasts
        made[more] = _stirred(made[more] + words[at[more]])
    return made


def _bands(
    row: Places, values: Hashes, count: int, kept: Places, bands: int, rows: int
) -> Iterator[Hashes]:
    """Minima of the values under `bands * rows` orderings, hashed together `rows` at a time."""
    present = np.isin(np.arange(count), kept)[row]
    row, values = row[present], values[present]
    starts = np.searchsorted(row, kept)
    for band, multipliers in enumerate(_orderings(bands, rows)):
        made = np.full(len(kept), band + 16 * rows, np.uint64)
        for odd in multipliers:
            made = _stirred(made + np.minimum.reduceat(values * odd, starts))
        yield made


@cache
def _orderings(bands: int, rows: int) -> Hashes:
    """Odd numbers: a multiplication by each puts the values into an order of its own."""
    drawn = np.random.default_rng([_SEED, rows]).integers(1, 1 << 62, (bands, rows), np.int64)
    odd: Hashes = drawn.view(np.uint64) * np.uint64(2) + np.uint64(1)
    return odd


def _shingles(batch: Views) -> tuple[Places, Hashes]:
    """Every four letters in a row of each text, with nothing between words."""
    at = np.flatnonzero(batch.kinds == WORD)
    codes, row = batch.bare[at].astype(np.uint64), batch.owner[at]
    count = max(len(codes) - _SHINGLE + 1, 0)
    packed = np.zeros(count, np.uint64)
    for step in range(_SHINGLE):
        packed = (packed << np.uint64(16)) | (codes[step : count + step] & np.uint64(0xFFFF))
    whole = row[:count] == row[_SHINGLE - 1 :]
    return row[:count][whole], _stirred(packed[whole])


def _folded_words(text: str) -> _Words:
    return _words_of.get(text) or _read_words([text])[0]


def _read_words(texts: Sequence[str]) -> list[_Words]:
    return [
        tuple(chain.from_iterable(map(_meant, _WORDS.findall(letters))))
        for letters in letters_of(texts)
    ]


@lru_cache(maxsize=16_384)
def _meant(word: str) -> _Words:
    return tuple(fold(meant) for meant in teencode().get(word, (word,)))


def _negations(words: _Words) -> int:
    """How many, but for one that closes the comment: there it only asks."""
    if _NEGATIONS.isdisjoint(words):
        return 0
    body = words[:-1] if words and words[-1] in _PARTICLES else words
    return sum(word in _NEGATIONS for word in body[:-1])


def _stirred(values: Hashes) -> Hashes:
    values = (values ^ (values >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    return values ^ (values >> np.uint64(29))
