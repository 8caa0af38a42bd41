"""The network reads words in their order, and is asked under other posts than announcements."""

from __future__ import annotations

import io
import random
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from classifiers import Classifier, CommentText, load_classifier
from classifiers.artefact import SHIPPED, Artefact, load
from classifiers.calibration import calibrate
from classifiers.examples import Example
from classifiers.learning import said_unseen
from classifiers.model import LABELS, Model, score
from classifiers.network import Network
from classifiers.network.lesson import batch_of, batches, lesson_of
from classifiers.network.reading import LONGEST
from classifiers.normalise import views
from classifiers.words import Reading, features, read
from moderation.vocabulary import Label

ANNOUNCED = "UBND phường thông báo lịch tiếp công dân tháng 7 tại trụ sở, mời bà con đến làm việc."
STREET = "Clip: hai thanh niên cãi nhau giữa đường vì va quẹt xe máy, cả xóm ra xem"
TEXTS = [
    "ờ",
    "thôi xong",
    "cho hỏi mất giấy thì xin lại ở đâu vậy mọi người",
    "",
    "nghe có lý nhưng chắc gì đã đúng",
]


@pytest.fixture(scope="module")
def shipped() -> Artefact:
    """The artefact of this repository."""
    return load(SHIPPED)


@pytest.fixture(scope="module")
def network(shipped: Artefact) -> Network:
    """The network of it."""
    assert shipped.network is not None
    return shipped.network


def test_what_it_says_is_centred_and_the_same_in_any_company(network: Network) -> None:
    """Numbers of one comment never depend on its neighbours, to the last bit."""
    together = says(network, TEXTS)

    assert together.tolist() == [says(network, [text])[0].tolist() for text in TEXTS]
    assert together.sum(axis=1) == pytest.approx(np.zeros(len(TEXTS)), abs=1e-4)


def test_a_comment_without_words_is_left_to_the_heads(network: Network) -> None:
    """Of nothing it says nothing, and it can be asked about no comment at all."""
    assert says(network, [""]).tolist() == [[0.0] * len(LABELS)]
    assert network.says(reading(TEXTS), np.zeros(0, np.int64)).shape == (0, len(LABELS))


def test_the_order_of_words_counts(network: Network) -> None:
    """The same words the other way round are another comment."""
    forth, back = "dân hỏi chứ cán bộ không hỏi", "cán bộ hỏi chứ dân không hỏi"

    one, other = says(network, [forth, back])

    assert np.abs(one - other).max() > 0.01


def test_the_post_counts(network: Network) -> None:
    """The same words below another post are another comment."""
    below = [says(network, TEXTS[1:2], post) for post in ("", STREET, ANNOUNCED)]

    assert len({tuple(one[0].tolist()) for one in below}) == 3


def test_a_long_comment_is_read_from_its_beginning(network: Network) -> None:
    """Time for a comment has a bound; what follows is read by the heads alone."""
    seen, longer = reading(["bao giờ " * 300]), reading(["bao giờ " * 300 + "chửi"])
    only_words = replace(longer, facts=seen.facts, junk=seen.junk)
    one = np.zeros(1, np.int64)

    assert len(seen.words.row) > LONGEST
    assert network.says(seen, one).tolist() == network.says(only_words, one).tolist()


def test_it_is_asked_under_other_posts_and_never_under_announcements(shipped: Artefact) -> None:
    """Where a comment stands under an agency's own announcement the heads read better."""
    assert asked(shipped.model, STREET) == list(range(len(TEXTS)))
    assert asked(shipped.model, ANNOUNCED) == []


def test_the_shipped_classifier_asks_it(shipped: Artefact) -> None:
    """What it says of a comment reaches the shares."""
    comments = [CommentText(text, text, STREET) for text in TEXTS if text]
    alone = Classifier(shipped.model, "").classify(comments)
    asking = load_classifier().classify(comments)

    assert all(a.labels != b.labels for a, b in zip(alone, asking, strict=True))


def test_what_it_says_moves_the_label_and_the_share(shipped: Artefact) -> None:
    """A firm word of the network decides what the heads leave open."""
    firm = np.full((len(TEXTS), len(LABELS)), -10.0, np.float32)
    firm[:, 2] = 50.0

    scores = score(
        shipped.model, features(reading(TEXTS, STREET)), len(TEXTS), lambda rows: firm[rows]
    )

    assert set(scores.chosen.tolist()) == {2}
    assert (scores.labels[:, 2] > 0.9).all()


def test_the_better_reader_counts_more_in_the_pool() -> None:
    """Where the heads know nothing and the network knows, the network is heard, and well."""
    rows, truth = lived()
    knows = 3.0 * np.eye(len(LABELS))[truth] + noise(len(rows), 1)

    made = calibrate(noise(len(rows), 2), rows, folds(len(rows)), knows)
    deaf = calibrate(knows, rows, folds(len(rows)), noise(len(rows), 2))

    assert made.trust > 0.8
    assert deaf.trust < 0.1


def test_what_nobody_can_tell_is_as_frequent_as_in_life() -> None:
    """The network speaks as if each label were as frequent; how frequent it is comes on top."""
    rows, _ = lived()
    nothing = noise(len(rows), 3)

    made = calibrate(nothing, rows, folds(len(rows)), noise(len(rows), 4))

    other, feedback = LABELS.index(Label.OTHER), LABELS.index(Label.FEEDBACK)
    ahead = made.offsets[2, other] - made.offsets[2, feedback]
    assert ahead == pytest.approx(np.log(3), abs=0.2)


def test_rows_that_the_network_was_taught_do_not_judge_it() -> None:
    """Only what it says of rows it had not seen is there to calibrate it."""
    rows, truth = lived()
    knows = 3.0 * np.eye(len(LABELS))[truth]
    knows[:100] = np.nan

    assert calibrate(noise(len(rows), 2), rows, folds(len(rows)), knows).trust > 0.8
    assert np.isnan(said_unseen(rows)).all()


def test_a_network_that_nothing_is_known_of_changes_no_decision() -> None:
    """What it says of the product's comments would count by chance; the heads decide alone."""
    rows, _ = lived()
    sums, stranger = noise(len(rows), 5), np.full((len(rows), len(LABELS)), np.nan)

    made = calibrate(sums, rows, folds(len(rows)), stranger)

    assert made.trust == 0
    for held in (made.mixing, made.offsets, made.leaning, made.certain):
        assert held[2].tolist() == held[0].tolist()


def test_the_lesson_holds_the_words_that_the_network_will_look_up(network: Network) -> None:
    """What is taught and what is read later are the same places, in the same order."""
    rows = [Example(text, STREET, (Label.OTHER,), (), "street", "random") for text in TEXTS]
    lesson = lesson_of(rows)

    batch = batch_of(lesson, [2, 0])

    assert batch.shown.sum(axis=1).tolist() == [12, 1]
    assert lesson.seen_words.max() < len(network.words)
    assert lesson.seen_bare.max() < len(network.bare)
    assert (network.words[lesson.words[2]] != 0).any(axis=1).mean() > 0.9


def test_a_round_of_lessons_takes_every_comment_with_words_once() -> None:
    """Those of like length stand together, and none is left out."""
    rows = [Example(text, "", (Label.OTHER,), (), "street", "random") for text in TEXTS]

    made = list(batches(lesson_of(rows), range(len(rows)), 2, random.Random(1)))  # noqa: S311

    assert sorted(at for batch in made for at in batch) == [0, 1, 2, 4]
    assert max(map(len, made)) == 2


def test_a_word_is_read_with_its_neighbours_and_never_with_another_comments() -> None:
    """A convolution that counts: one for the word itself, one for each neighbour."""
    seen = reading([""])
    told = seen.facts.shape[1] + seen.junk.shape[1]
    inner = np.zeros((3 + told, 1), np.float16)
    inner[1] = 1  # the maximum, which stands after the one mean
    counting = {
        "words": np.ones((4, 1), np.float16),
        "bare": np.zeros((4, 1), np.float16),
        "convolution_0_weights": np.ones((1, 3), np.float16),
        "convolution_0_biases": np.zeros(1, np.float16),
        "looks": np.zeros((1, 1), np.float16),
        "post_weights": np.zeros((1, 1), np.float16),
        "post_biases": np.zeros(1, np.float16),
        "inner_weights": inner,
        "inner_biases": np.zeros(1, np.float16),
        "outer_weights": np.array([[1, -1]], np.float16),
        "outer_biases": np.zeros(2, np.float16),
    }
    packed = io.BytesIO()
    np.savez(packed, allow_pickle=False, **counting)

    said = says(Network.unpacked(packed.getvalue()), ["một", "một hai", "một hai ba", "bốn"])

    assert said.tolist() == [[1, -1], [2, -2], [3, -3], [1, -1]]


def reading(texts: list[str], post: str = "") -> Reading:
    """Comments below one post."""
    return read(views(texts), views([post]), np.zeros(len(texts), np.int64))


def says(network: Network, texts: list[str], post: str = "") -> NDArray[np.float32]:
    """What the network says of all of them."""
    return network.says(reading(texts, post), np.arange(len(texts)))


def asked(model: Model, post: str) -> list[int]:
    """The comments that the network is asked about."""
    seen: list[int] = []

    def ask(rows: NDArray[np.int64]) -> NDArray[np.float32]:
        seen.extend(rows.tolist())
        return np.zeros((len(rows), len(LABELS)), np.float32)

    score(model, features(reading(TEXTS, post)), len(TEXTS), ask)
    return seen


def lived() -> tuple[list[Example], NDArray[np.int64]]:
    """Four hundred real comments, of which three in four are `other`."""
    feedback, other = LABELS.index(Label.FEEDBACK), LABELS.index(Label.OTHER)
    truth = np.array([feedback, other, other, other] * 100)
    return [
        Example(str(at), "", (LABELS[n],), (), "street", "random") for at, n in enumerate(truth)
    ], truth


def noise(count: int, seed: int) -> NDArray[np.float64]:
    """Sums that tell nothing."""
    return np.random.default_rng(seed).normal(0, 1, (count, len(LABELS)))


def folds(count: int) -> NDArray[np.int64]:
    """Posts in five folds."""
    return np.arange(count) % 5
