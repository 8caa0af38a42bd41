"""`python -m classifiers.benchmark vihsd|vispam --train F --dev F --test F`: the public tasks.

Linear heads, clause heads, word ratios and letter models, stacked under small boosted trees with
facts of form. Everything is fitted on the given train file alone; the dev file is only read. Prints
`macro_f1 0.xxxx`.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from classifiers.calibration import Doubles, Indexes
from classifiers.cues import facts
from classifiers.form import forms
from classifiers.junk import junk_signs
from classifiers.normalise import views
from classifiers.stacking import judgements
from classifiers.tokens import tokens

# Other folds than the learners', whose outputs differ a little from one of their folds to another.
_FOLDS = StratifiedKFold(5, shuffle=True, random_state=1)
_FACTS = 64
_SEEDS = 2


@dataclass(frozen=True, slots=True)
class Task:
    """The columns of a public data set: text, the class to tell, and finer classes if it has.

    `figure` is a column of numbers that stands beside the text, or nothing.
    """

    text: str
    label: str
    finer: str
    figure: str = ""


TASKS = {
    "vihsd": Task("free_text", "label_id", "label_id"),
    "vispam": Task("Comment", "Label", "SpamLabel", "Rating"),
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
    labels, finer, truth = (
        np.array([int(row[column]) for row in rows])
        for rows, column in ((known, task.label), (known, task.finer), (unknown, task.label))
    )
    rows = [*known, *unknown]
    texts = [unicodedata.normalize("NFC", row[task.text]) for row in rows]
    figures = np.array([[float(row.get(task.figure) or 0)] for row in rows])
    seen = np.hstack((forms(texts), figures, _facts(texts), judgements(texts, finer)))
    chosen = _chosen(seen[: len(known)], seen[len(known) :], labels)
    return float(f1_score(truth, chosen, average="macro"))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    opened: Any = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _chosen(known: Doubles, unknown: Doubles, labels: Indexes) -> Indexes:
    """The classes of the unknown texts, the thresholds set on held-out known ones."""
    held_out = np.zeros((len(known), int(labels.max()) + 1))
    shares = np.zeros((len(unknown), held_out.shape[1]))
    for seed in range(_SEEDS):
        trees = HistGradientBoostingClassifier(
            max_iter=100,
            learning_rate=0.07,
            min_samples_leaf=30,
            max_leaf_nodes=12,
            l2_regularization=2,
            max_features=0.3,
            early_stopping=False,
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


def _facts(texts: list[str]) -> Doubles:
    batch, post = views(texts), views([""])
    found = tokens(batch)
    held = facts(batch, found, tokens(post), np.zeros(len(texts), np.int64))
    made = np.zeros((len(texts), _FACTS))
    made[:, : held.shape[1]] = held
    return np.hstack((made, junk_signs(batch, found, len(texts))))


if __name__ == "__main__":
    sys.exit(main())
