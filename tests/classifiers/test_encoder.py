"""The encoder cuts words as its vocabulary says, and is asked what may be illegal content."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from classifiers import Classifier, CommentText, load_classifier
from classifiers.artefact import SHIPPED, Artefact, load
from classifiers.calibration import calibrate
from classifiers.encoder.pieces import BEGIN, END, UNKNOWN, Pieces
from classifiers.examples import Example
from classifiers.model import LABELS, Model, score
from classifiers.normalise import views
from classifiers.words import features
from moderation.vocabulary import Label

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
    everywhere = suspecting(shipped.model, 3.0)

    assert asked(everywhere, STREET) == list(range(len(TEXTS)))
    assert asked(everywhere, ANNOUNCED) == []


def test_it_is_not_asked_where_illegal_content_is_out_of_the_question(shipped: Artefact) -> None:
    """Time is spent where the label would weigh most."""
    assert asked(suspecting(shipped.model, -9.0), STREET) == []


def test_the_shipped_classifier_asks_it(shipped: Artefact) -> None:
    """What it says of a comment reaches the shares."""
    comments = [CommentText(text, text, STREET) for text in TEXTS]
    model = suspecting(shipped.model, 3.0)
    alone = Classifier(model, "").classify(comments)
    asking = Classifier(model, "", shipped.encoder).classify(comments)

    assert load_classifier().encoder is not None
    assert all(a.labels != b.labels for a, b in zip(alone, asking, strict=True))


def test_what_it_says_moves_the_label_and_the_share(shipped: Artefact) -> None:
    """A firm word of the encoder decides what the heads leave open."""
    firm = np.full((len(TEXTS), len(LABELS)), -50.0, np.float32)
    firm[:, 2] = 250.0
    scores = score(
        suspecting(shipped.model, 3.0),
        features(views(TEXTS), views([STREET]), np.zeros(len(TEXTS), np.int64)),
        len(TEXTS),
        lambda grave: firm[grave],
    )

    assert set(scores.chosen.tolist()) == {2}
    assert (scores.labels[:, 2] > 0.9).all()


def test_the_pool_puts_its_opinion_back_to_the_frequency_of_labels_in_life() -> None:
    """The lesson made rare labels frequent; where the heads know nothing, life decides."""
    truth = np.array([3, 5, 5, 5] * 50)
    rows = [
        Example(str(at), "", (LABELS[n],), (), "street", "random") for at, n in enumerate(truth)
    ]
    sums = np.zeros((len(rows), len(LABELS)))
    balanced = np.where(truth == 3, 3.0, 1.0)

    made = calibrate(sums, rows, balanced)

    apart = made.offsets[:, 5] - made.offsets[:, 3]
    assert apart[2] == pytest.approx(0.8 * apart[0] + 0.2 * np.log(3), abs=0.01)
    assert made.certain[2] == made.certain[0]
    assert 0 < made.trust < 0.2


def suspecting(model: Model, by: float) -> Model:
    """The same, to which everything seems more (or less) like illegal content."""
    raised = model.offsets.copy()
    raised[:, LABELS.index(Label.ILLEGAL_CONTENT)] += by
    return replace(model, offsets=raised)


def asked(model: Model, post: str) -> list[int]:
    """The comments that the encoder is asked about."""
    seen: list[int] = []

    def ask(grave: NDArray[np.int64]) -> NDArray[np.float32]:
        seen.extend(grave.tolist())
        return np.zeros((len(grave), len(LABELS)), np.float32)

    found = features(views(TEXTS), views([post]), np.zeros(len(TEXTS), np.int64))
    score(model, found, len(TEXTS), ask)
    return seen
