"""The public tasks' learner, on files of our own in the shape of the published ones."""

from __future__ import annotations

import csv
import gzip
import random
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from classifiers.benchmark import main
from classifiers.clauses import clauses, extremes
from classifiers.form import forms
from classifiers.letter_models import likelihoods
from classifiers.word_ratios import most_telling

_GOODS = ("áo mát", "túi rộng", "mũ đẹp", "vải dày", "màu tươi", "size vừa", "đường may kỹ")
_HABITS = ("mặc đi làm", "đựng vừa máy", "giặt không phai", "bé thích lắm", "dùng cả tuần rồi")


def test_a_learner_tells_keystrokes_from_reviews_of_unseen_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line stands on the output, and files may be packed or plain."""
    train, test = tmp_path / "train.csv.gz", tmp_path / "test.csv"
    with gzip.open(train, "wt", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(_published(random.Random(1), 120))  # noqa: S311
    with test.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(_published(random.Random(2), 40))  # noqa: S311

    assert main(["vispam", "--train", str(train), "--test", str(test)]) == 0

    assert capsys.readouterr().out == "macro_f1 1.0000\n"


def test_a_text_is_likeliest_in_the_language_of_its_class() -> None:
    """Also where it is empty or has letters that no known text has."""
    known = ["hàng đẹp lắm", "giao hàng đẹp", "sjdhfkw sjdh", "kwsjdhf jdhsk"]
    said = likelihoods(known, np.array([0, 0, 1, 1]), ["hàng giao đẹp", "jdhsjd", "", "ꙮ"])

    assert np.isfinite(said).all()
    assert said[0, 0] > said[1, 0]
    nearer_to_other = said[:, 12]
    assert nearer_to_other[1] > 0 > nearer_to_other[0]


def test_the_most_telling_words_of_a_text_come_first_from_both_sides() -> None:
    """A word of the other class is high, one of class 0 is low, an unknown text says nothing."""
    known = sparse.csr_matrix([[1, 1, 0], [1, 1, 0], [0, 1, 1], [0, 1, 1]])
    asked = sparse.csr_matrix([[1, 1, 1], [0, 0, 0]])

    mixed, empty = most_telling(known, np.array([0, 0, 1, 1]), asked)

    assert mixed[0] < 0 < mixed[4]
    assert mixed[0] == pytest.approx(-mixed[4])
    assert not empty.any()


def test_a_text_is_cut_where_its_clauses_end_and_never_lost() -> None:
    """Each clause knows its text; a text of marks alone has one clause, and its own extremes."""
    parts, owner = clauses(
        ["Giao nhanh, nhưng áo mỏng. Mới dùng", "...", "một hai ba bốn năm sáu bảy"]
    )

    assert parts == ["giao nhanh", "áo mỏng", "mới dùng", "", "một hai ba bốn năm sáu", "bảy"]
    assert owner.tolist() == [0, 0, 0, 1, 2, 2]
    lowest, second, highest, *_ = extremes(np.array([3.0, -1, 2, 5, 7, 6]), owner)
    assert lowest.tolist() == [-1, 5, 6]
    assert second.tolist() == [2, 5, 7]
    assert highest.tolist() == [3, 5, 7]


def test_keystrokes_look_unlike_a_sentence() -> None:
    """Form alone tells syllables from what is none, also in an empty text."""
    sentence, keys, empty = forms(["Túi đẹp, đựng vừa máy.", "fjdksl wqpzx ghtrk", ""])

    assert (sentence != keys).any()
    assert np.isfinite(empty).all()


def _published(chance: random.Random, count: int) -> list[tuple[str, ...]]:
    return [("Rating", "Comment", "Label", "SpamLabel"), *_rows(count, chance)]


def _rows(count: int, chance: random.Random) -> list[tuple[str, ...]]:
    made: list[tuple[str, ...]] = []
    for number in range(count):
        if number % 2:
            keys = ["".join(chance.choices("bdfghjklmnx", k=9)) for _ in range(4)]
            made.append(("5", " ".join(keys), "1", "1"))
        else:
            parts = chance.sample((*_GOODS, *_HABITS), 4)
            made.append(("5", ", ".join(parts), "0", "0"))
    return made
