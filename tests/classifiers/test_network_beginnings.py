"""Words begin the network's lesson near words of like meaning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from classifiers.examples import Example
from classifiers.hashing import text_hash
from classifiers.model import Floats
from classifiers.network.beginnings import Beginnings, beginnings_of, spread
from classifiers.network.lesson import BARE, WORDS, lesson_of
from classifiers.network.reading import bucket_in
from moderation.text import fold
from moderation.vocabulary import Label

WORDS_GIVEN = ["phạt", "bắt", "mèo", "chó", "meo"]
MEANINGS = np.array([[9, 1, 0], [8, 2, 0], [0, 1, 9], [1, 0, 8], [0, 9, 1]], np.float32)
EVEN = np.ones(len(WORDS_GIVEN))


def test_words_of_like_meaning_begin_near_each_other() -> None:
    """What the encoder says of two words is still so of the sum of both tables."""
    made = spread(WORDS_GIVEN, MEANINGS, EVEN, 3)

    assert apart(made, "phạt", "bắt") < 0.3 * apart(made, "phạt", "mèo")
    assert apart(made, "mèo", "chó") < 0.3 * apart(made, "bắt", "chó")


def test_a_spelling_without_accents_shares_with_the_one_that_has_them() -> None:
    """The table of words without accents holds half of their mean, the more frequent one first."""
    even = spread(WORDS_GIVEN, MEANINGS, EVEN, 3)
    often = spread(WORDS_GIVEN, MEANINGS, np.array([1, 1, 50, 1, 1.0]), 3)

    assert bare_of(even, "mèo") == pytest.approx(
        (whole(even, "mèo") + whole(even, "meo")) / 4, abs=1e-5
    )
    assert bare_of(often, "mèo") == pytest.approx(whole(often, "mèo") / 2, abs=0.05)


def test_of_two_words_with_one_place_the_later_one_stands_there() -> None:
    """Words come in the order of how frequent they are, so the frequent one keeps its vector."""
    first, second = same_place()
    like_last = np.array([[1, 0, 0], [0, 1, 0], [0, 1, 0]], np.float32)

    made = spread([first, "khác", second], like_last, np.ones(3), 3)

    assert len(made.words) == 2
    assert apart(made, second, "khác") == pytest.approx(0, abs=1e-5)


def test_every_word_that_the_network_reads_has_a_beginning() -> None:
    """Of comments and of posts, in whatever spelling, emoji and marks too."""
    rows = [
        example("Cho hỏi mất GIẤY thì xin lại ở đâu???", "Phường thông báo: đổi lịch tiếp dân"),
        example("hoà giải rồi màaaa 😂, đ.i đâu nua", ""),
    ]
    lesson = lesson_of(rows)

    made = beginnings_of(rows, 2, numbers_of)

    assert set(lesson.seen_words.tolist()) <= set(made.words.tolist())
    assert set(lesson.seen_bare.tolist()) <= set(made.bare.tolist())
    assert made.word_vectors.shape == (len(made.words), 2)


def numbers_of(words: Sequence[str]) -> Floats:
    """Stands for the encoder, which is not installed here: some numbers for each word."""
    return np.array([[len(word), text_hash(word) % 7, ord(word[0]) % 5] for word in words], "f4")


def example(text: str, post: str) -> Example:
    """A row whose label does not matter here."""
    return Example(text, post, (Label.OTHER,), (), "composed")


def place(word: str, size: int) -> int:
    """Where a word stands in a table of this size."""
    return int(bucket_in(np.array([text_hash(word)], np.uint64), size)[0])


def bare_of(made: Beginnings, word: str) -> Floats:
    """What the table of words without accents holds of it."""
    vector: Floats = made.bare_vectors[made.bare.tolist().index(place(fold(word), BARE))]
    return vector


def whole(made: Beginnings, word: str) -> Floats:
    """What the network sees of a word: the sum of both tables."""
    own: Floats = made.word_vectors[made.words.tolist().index(place(word, WORDS))]
    return own + bare_of(made, word)


def apart(made: Beginnings, one: str, other: str) -> float:
    """How far two words begin from each other."""
    return float(np.linalg.norm(whole(made, one) - whole(made, other)))


def same_place() -> tuple[str, str]:
    """Two words that share a place in the table of words."""
    seen: dict[int, str] = {}
    for number in range(10_000):
        word = f"w{number}"
        if (at := place(word, WORDS)) in seen:
            return seen[at], word
        seen[at] = word
    raise AssertionError
