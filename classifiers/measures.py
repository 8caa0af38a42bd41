"""The figures by which the classifier is judged, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.examples import Example
from classifiers.model import LABELS
from classifiers.predictions import Prediction
from moderation.vocabulary import LABELS_VI, Label

_RESAMPLES = 400
_BINS = 15
_ILLEGAL = LABELS.index(Label.ILLEGAL_CONTENT)
_CRITICISM = [LABELS.index(Label.FEEDBACK), LABELS.index(Label.CONTRARY_INFORMATION)]

Indexes = NDArray[np.int64]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """Truth beside what the machine said, one entry for each comment.

    `share` is the probability given to the chosen label, `illegal` that of illegal content.
    """

    truth: Indexes
    chosen: Indexes
    share: Doubles
    illegal: Doubles
    abstained: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Measure:
    """A named figure with its 95 % interval."""

    name: str
    value: float
    low: float
    high: float


def judged(rows: Sequence[Example], predictions: Sequence[Prediction]) -> Judged:
    """Put labelled comments and their predictions side by side."""
    return Judged(
        truth=np.array([LABELS.index(row.labels[0]) for row in rows]),
        chosen=np.array([LABELS.index(made.primary) for made in predictions]),
        share=np.array([made.labels[made.primary] for made in predictions]),
        illegal=np.array([made.labels[Label.ILLEGAL_CONTENT] for made in predictions]),
        abstained=np.array([made.needs_human for made in predictions]),
    )


def measures(said: Judged) -> list[Measure]:
    """Every figure, the fairness figure about criticism first."""
    named: list[tuple[str, Callable[[Judged], float]]] = [
        ("Góp ý, phản biện bị gọi là vi phạm", criticism_called_illegal),
        ("Macro-F1 sáu nhãn", macro_f1),
        ("Nội dung vi phạm trong 10 % xếp đầu", illegal_in_top_tenth),
        ("Sai số hiệu chuẩn (ECE)", calibration_error),
        ("Tỷ lệ chuyển người xem", lambda some: float(some.abstained.mean())),
        ("Độ đúng khi không chuyển", accuracy_kept),
        ("Độ đúng", lambda some: float((some.chosen == some.truth).mean())),
    ]
    named += [(f"F1 {LABELS_VI[label]}", _f1_of(at)) for at, label in enumerate(LABELS)]
    return [_with_interval(name, figure, said) for name, figure in named]


def table(said: Judged) -> str:
    """The figures as lines of text."""
    head = f"{len(said.truth)} bình luận; trong ngoặc là khoảng tin cậy 95 %"
    figures = (
        f"  {one.name:<38} {one.value:.3f}  [{one.low:.3f}; {one.high:.3f}]"
        for one in measures(said)
    )
    return "\n".join((head, *figures))


def f1(said: Judged, label: int) -> float:
    """The F1 of one label; 0 where it neither stands nor is said."""
    right = int(((said.truth == label) & (said.chosen == label)).sum())
    total = int((said.truth == label).sum() + (said.chosen == label).sum())
    return 2 * right / total if total else 0.0


def macro_f1(said: Judged) -> float:
    """The mean F1 of the labels that stand in the truth."""
    return float(np.mean([f1(said, label) for label in np.unique(said.truth)]))


def criticism_called_illegal(said: Judged) -> float:
    """What share of lawful criticism the machine calls illegal content."""
    critical = np.isin(said.truth, _CRITICISM)
    return float((said.chosen[critical] == _ILLEGAL).mean()) if critical.any() else 0.0


def illegal_in_top_tenth(said: Judged) -> float:
    """What share of illegal content stands among the tenth ranked most likely illegal."""
    illegal = said.truth == _ILLEGAL
    top = np.argsort(-said.illegal, kind="stable")[: max(len(illegal) // 10, 1)]
    return float(illegal[top].sum() / illegal.sum()) if illegal.any() else 0.0


def calibration_error(said: Judged) -> float:
    """Expected calibration error of the chosen label's probability, 15 bins of equal width."""
    bins = np.minimum((said.share * _BINS).astype(np.int64), _BINS - 1)
    right = said.chosen == said.truth
    gaps = [
        abs(right[bins == at].mean() - said.share[bins == at].mean()) * (bins == at).mean()
        for at in np.unique(bins)
    ]
    return float(sum(gaps))


def accuracy_kept(said: Judged) -> float:
    """Accuracy where the machine does not abstain."""
    kept = ~said.abstained
    return float((said.chosen == said.truth)[kept].mean()) if kept.any() else 0.0


def _f1_of(label: int) -> Callable[[Judged], float]:
    return lambda said: f1(said, label)


def _with_interval(name: str, figure: Callable[[Judged], float], said: Judged) -> Measure:
    chance = np.random.default_rng(20_210_617)
    size = len(said.truth)
    drawn = [figure(_some(said, chance.integers(0, size, size))) for _ in range(_RESAMPLES)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Measure(name, figure(said), float(low), float(high))


def _some(said: Judged, which: Indexes) -> Judged:
    return Judged(
        said.truth[which],
        said.chosen[which],
        said.share[which],
        said.illegal[which],
        said.abstained[which],
    )
