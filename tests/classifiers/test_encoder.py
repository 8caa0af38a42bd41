"""The encoder cuts words as its vocabulary says, and is asked where the heads are in doubt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from classifiers import Classifier, CommentText, load_classifier
from classifiers.artefact import SHIPPED, Artefact, load
from classifiers.calibration import Untaught, calibrate
from classifiers.encoder.pieces import BEGIN, END, UNKNOWN, Pieces
from classifiers.examples import Example
from classifiers.model import LABELS, Model, score
from classifiers.normalise import views
from classifiers.words import features

ANNOUNCED = "UBND phường thông báo lịch tiếp công dân tháng 7 tại trụ sở, mời bà con đến làm việc."
STREET = "Clip: hai thanh niên cãi nhau giữa đường vì va quẹt xe máy, cả xóm ra xem"
TEXTS = ["ờ", "thôi xong", "cũng được", "không biết nói sao luôn", "chắc vậy"]

SMALL = Pieces.listed(
    ["<s>", "</s>", "<unk>", "\u2581ba", "\u2581b", "a", "ba"], [0, 0, 0, -5.0, -1.0, -2.0, -9.0]
)


@pytest.fixture(scope="module")
def shipped() -> Artefact:
    """The artefact of this repository."""
    return load(SHIPPED)


def test_a_word_is_cut_the_likeliest_way() -> None:
    """Two pieces whose sum is higher than that of one are taken."""
    assert SMALL.of("ba") == [BEGIN, 4, 5, END]


def test_a_character_without_a_piece_is_unknown_and_nothing_else_is() -> None:
    """The rest of the word keeps its pieces."""
    assert SMALL.of("ba☃") == [BEGIN, 4, 5, UNKNOWN, END]
    assert SMALL.of("") == [BEGIN, END]


def test_a_long_comment_is_read_from_its_beginning() -> None:
    """Time for a comment has a bound."""
    assert SMALL.of("ba " * 900) == SMALL.of("ba " * 20)


def test_one_character_that_stands_for_many_is_cut_short_too(shipped: Artefact) -> None:
    """A comment made to be slow ends where any other does, whatever it is written in."""
    pieces = shipped.encoder.pieces

    assert pieces.of("㌖" * 600) == pieces.of("㌖" * 100)
    assert pieces.longest == max(map(len, pieces.numbers))


def test_full_width_and_decomposed_letters_are_read_as_plain_ones(shipped: Artefact) -> None:
    """Telephones and spammers write them."""
    of = shipped.encoder.pieces.of

    assert of("Ｃｈｏ hỏi") == of("Cho hỏi") == of("Cho ho\u0309i")


def test_what_it_says_is_centred_and_the_same_in_any_company(shipped: Artefact) -> None:
    """Numbers of one comment never depend on its neighbours."""
    alone = np.concatenate([shipped.encoder.says([text]) for text in TEXTS])

    assert alone == pytest.approx(shipped.encoder.says(TEXTS), abs=0)
    assert alone.sum(axis=1) == pytest.approx(np.zeros(len(TEXTS)), abs=1e-4)


def test_it_is_asked_under_other_posts_and_never_under_announcements(shipped: Artefact) -> None:
    """Where a comment stands under an agency's own announcement the heads read better."""
    everywhere = replace(shipped.model, doubt=1e9)

    assert asked(everywhere, STREET) == list(range(len(TEXTS)))
    assert asked(everywhere, ANNOUNCED) == []


def test_it_is_not_asked_where_the_heads_are_sure(shipped: Artefact) -> None:
    """Time is spent on what is in doubt."""
    assert asked(replace(shipped.model, doubt=-1.0), STREET) == []


def test_the_shipped_classifier_asks_it(shipped: Artefact) -> None:
    """What it says of a comment reaches the shares."""
    comments = [CommentText(text, text, STREET) for text in TEXTS]
    model = replace(shipped.model, doubt=1e9)
    alone = Classifier(model, "").classify(comments)
    asking = Classifier(model, "", shipped.encoder).classify(comments)

    assert load_classifier().encoder is not None
    assert all(a.labels != b.labels for a, b in zip(alone, asking, strict=True))


def test_what_it_says_moves_the_label_and_the_share(shipped: Artefact) -> None:
    """A firm word of the encoder decides what the heads leave open."""
    firm = np.full((len(TEXTS), len(LABELS)), -50.0, np.float32)
    firm[:, 2] = 250.0
    scores = score(
        replace(shipped.model, doubt=1e9),
        features(views(TEXTS), views([STREET]), np.zeros(len(TEXTS), np.int64)),
        len(TEXTS),
        lambda doubtful: firm[doubtful],
    )

    assert set(scores.chosen.tolist()) == {2}
    assert (scores.labels[:, 2] > 0.9).all()


def test_calibration_trusts_it_by_what_it_was_not_taught() -> None:
    """A row of its own for what is asked, one threshold for both; none of it without encoder."""
    chance = np.random.default_rng(7)
    truth = np.arange(600) % len(LABELS)
    sums = chance.normal(0, 2, (600, len(LABELS)))
    sums[np.arange(600), truth] += 2.0
    says = np.zeros((600, len(LABELS)))
    says[np.arange(600), truth] = 6.0
    rows = [
        Example(str(at), "clip", (LABELS[label],), (), "street", "random")
        for at, label in enumerate(truth)
    ]
    with_it = calibrate(sums, rows, Untaught(np.arange(300), says[:300]))
    without = calibrate(sums, rows)

    assert (without.doubt, without.trust) == (0.0, 0.0)
    assert with_it.doubt > 0
    assert with_it.trust > 0
    assert with_it.slopes[2] > with_it.slopes[0]
    assert with_it.certain[2] == with_it.certain[0]


def asked(model: Model, post: str) -> list[int]:
    """The comments that the encoder is asked about."""
    seen: list[int] = []

    def ask(doubtful: NDArray[np.int64]) -> NDArray[np.float32]:
        seen.extend(doubtful.tolist())
        return np.zeros((len(doubtful), len(LABELS)), np.float32)

    found = features(views(TEXTS), views([post]), np.zeros(len(TEXTS), np.int64))
    score(model, found, len(TEXTS), ask)
    return seen
