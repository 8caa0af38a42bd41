"""`python -m classifiers.benchmark vihsd|vispam --train F --dev F --test F`: the public tasks.

Our features and linear heads, stacked under small boosted trees with the facts of form. Everything
is fitted on the given train file alone; the dev file is only read. Prints `macro_f1 0.xxxx`.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from classifiers.cues import facts
from classifiers.junk import junk_signs
from classifiers.learning import BUCKETS, Doubles, Indexes
from classifiers.model import Floats, feature_values, shift_for
from classifiers.normalise import views
from classifiers.tokens import tokens
from classifiers.words import features

_VIEWS = ((1, 1, 1, 1, 0, 0.4, 1), (1, 0, 0, 0, 0, 0, 0), (0, 0, 1, 0, 0, 0, 0))
_FOLDS = StratifiedKFold(5, shuffle=True, random_state=0)
_FACTS = 64
_SEEDS = 3


@dataclass(frozen=True, slots=True)
class Task:
    """The columns of a public data set: text, the class to tell, and finer classes if it has."""

    text: str
    label: str
    finer: str


TASKS = {
    "vihsd": Task("free_text", "label_id", "label_id"),
    "vispam": Task("Comment", "Label", "SpamLabel"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Train on one file, measure on another."""
    parser = argparse.ArgumentParser(prog="python -m classifiers.benchmark", description=__doc__)
    parser.add_argument("task", choices=sorted(TASKS))
    for name in ("train", "dev", "test"):
        parser.add_argument(f"--{name}", type=Path, required=name != "dev")
    options = parser.parse_args(arguments)
    reached = macro_f1(TASKS[options.task], options.train, options.test)
    sys.stdout.write(f"macro_f1 {reached:.4f}\n")
    return 0


def macro_f1(task: Task, train: Path, test: Path) -> float:
    """Macro-F1 on `test` of a classifier fitted on `train`."""
    known, unknown = list(_rows(train)), list(_rows(test))
    labels = np.array([int(row[task.label]) for row in known])
    finer = np.array([int(row[task.finer]) for row in known])
    texts, others = [row[task.text] for row in known], [row[task.text] for row in unknown]
    chosen = _chosen(*_stacked(texts, others, finer), labels)
    truth = np.array([int(row[task.label]) for row in unknown])
    return float(f1_score(truth, chosen, average="macro"))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    opened: Any = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _stacked(texts: list[str], others: list[str], finer: Indexes) -> tuple[Doubles, Doubles]:
    """Form, facts and what the linear heads say, for the known and the unknown texts.

    A known text is judged by heads that were not fitted on it.
    """
    known, unknown = [_form(texts), _facts(texts)], [_form(others), _facts(others)]
    for group_weights in _VIEWS:
        weights = np.array(group_weights, np.float32)
        matrix, other = _matrix(texts, weights), _matrix(others, weights)
        seen = np.bincount(matrix.indices, minlength=BUCKETS)
        rarity = sparse.diags(np.log((1 + len(texts)) / (1 + seen)) + 1)
        matrix, other = (matrix @ rarity).tocsr(), other @ rarity
        for number in range(int(finer.max()) + 1):
            holds = finer == number
            head = LogisticRegression(
                C=0.3, solver="liblinear", dual=True, tol=0.05, max_iter=40, random_state=0
            )
            held_out = cross_val_predict(head, matrix, holds, cv=_FOLDS, method="decision_function")
            known.append(held_out[:, None])
            unknown.append(head.fit(matrix, holds).decision_function(other)[:, None])
    return np.hstack(known), np.hstack(unknown)


def _chosen(known: Doubles, unknown: Doubles, labels: Indexes) -> Indexes:
    """The classes of the unknown texts, the thresholds set on held-out known ones."""
    held_out = np.zeros((len(known), int(labels.max()) + 1))
    shares = np.zeros((len(unknown), held_out.shape[1]))
    for seed in range(_SEEDS):
        trees = HistGradientBoostingClassifier(
            max_iter=180,
            learning_rate=0.04,
            min_samples_leaf=30,
            max_leaf_nodes=12,
            l2_regularization=2,
            max_features=0.3,
            random_state=seed,
        )
        held_out += cross_val_predict(trees, known, labels, cv=_FOLDS, method="predict_proba")
        shares += trees.fit(known, labels).predict_proba(unknown)
    chosen: Indexes = (np.log(shares) + _best_shift(np.log(held_out), labels)).argmax(axis=1)
    return chosen


def _best_shift(shares: Doubles, labels: Indexes) -> Doubles:
    """What to add to each class's log share for the best macro-F1, small shifts preferred."""
    shift = np.zeros(shares.shape[1])
    steps = np.arange(-1, 1.01, 0.1)
    for number in [*range(len(shift))] * 3:
        unit = np.eye(len(shift))[number]
        reached = [
            f1_score(labels, (shares + shift + unit * step).argmax(axis=1), average="macro")
            - 0.0005 * abs(step)
            for step in steps
        ]
        shift += unit * steps[int(np.argmax(reached))]
    return shift


def _matrix(texts: list[str], group_weights: Floats) -> sparse.csr_matrix:
    found = features(views(texts), views([""]), np.zeros(len(texts), np.int64))
    values = feature_values(found, len(texts), group_weights)
    buckets = found.bucket >> shift_for(BUCKETS)
    return sparse.csr_matrix((values, (found.row, buckets)), shape=(len(texts), BUCKETS))


def _facts(texts: list[str]) -> Doubles:
    batch, post = views(texts), views([""])
    found = tokens(batch)
    held = facts(batch, found, tokens(post), np.zeros(len(texts), np.int64))
    made = np.zeros((len(texts), _FACTS))
    made[held.row, held.fact] = 1
    return np.hstack((made, junk_signs(batch, found, len(texts))))


def _form(texts: list[str]) -> NDArray[np.float64]:
    return np.array([_form_of(text) for text in texts])


def _form_of(text: str) -> tuple[float, ...]:
    words, size = text.split(), max(len(text), 1)
    return (
        len(text),
        len(words),
        len(set(words)) / max(len(words), 1),
        max(map(len, words), default=0),
        sum(map(str.isupper, text)) / size,
        sum(not char.isalnum() and char != " " for char in text) / size,
        sum(char > "\u2000" for char in text),
        text.count("."),
        text.count(","),
        sum(map(str.isdigit, text)),
        len(set(text.lower())) / min(size, 60),
    )


if __name__ == "__main__":
    sys.exit(main())
