"""`python -m classifiers.distil`: teach the linear heads what a sentence encoder makes of comments.

The encoder (`classifiers.sentence_encoder`) is too slow to ship. Heads over its vectors are fitted
on the labelled comments; then weights over our own features are fitted to say what those heads say,
on the unlabelled comments too. What is learned is a file beside the training data, which
`classifiers.train` adds to the weights that it fits. (`classifiers.network` is another thing: what
the product asks beside the heads.)
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import lsmr
from sklearn.linear_model import LogisticRegression

from classifiers.calibration import Doubles, primaries
from classifiers.examples import Example, unlabelled
from classifiers.learning import TEACHER, matrix_of, rarity_of, row_weights
from classifiers.model import Floats
from classifiers.sentence_encoder import encoded
from classifiers.train import training_data, training_rows

_COST = 0.003
_DAMPING = 10.0
_STEPS = 25


def main(arguments: Sequence[str] | None = None) -> int:
    """Encode, fit, write the teacher's file."""
    parser = argparse.ArgumentParser(prog="python -m classifiers.distil", description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="tệp .npz giữ véc-tơ đã tính")
    options = parser.parse_args(arguments)
    labelled = training_rows()
    texts = {row.text for row in labelled}
    rest = [row for row in unlabelled(training_data() / "public") if row.text not in texts]
    vectors = _vectors([row.text for row in (*labelled, *rest)], options.cache)
    said = _heads_say(vectors, labelled)
    weights, biases = _imitated(said, [*labelled, *rest])
    scale = np.abs(weights).max(axis=0) / 127
    np.savez_compressed(
        TEACHER,
        allow_pickle=False,
        weights=np.rint(weights / scale).astype(np.int8),
        scales=scale.astype(np.float32),
        biases=biases.astype(np.float32),
    )
    sys.stdout.write(f"{len(labelled)} bình luận có nhãn, {len(rest)} không nhãn: {TEACHER}\n")
    return 0


def _vectors(texts: Sequence[str], cache: Path) -> Floats:
    """The encoder's vector of each text; what the cache lacks is computed and put into it."""
    keys = [hashlib.sha256(text.encode()).hexdigest()[:20] for text in texts]
    known: dict[str, NDArray[np.float16]] = {}
    if cache.exists():
        with np.load(cache, allow_pickle=False) as held:
            known = dict(zip(held["keys"].tolist(), held["vectors"], strict=True))
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        found = encoded(list(missing.values())).astype(np.float16)
        known |= dict(zip(missing, found, strict=True))
        vectors = np.stack(list(known.values()))
        np.savez(cache, allow_pickle=False, keys=np.array(list(known)), vectors=vectors)
    made = np.stack([known[key] for key in keys]).astype(np.float32)
    unit: Floats = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


def _heads_say(vectors: Floats, labelled: Sequence[Example]) -> Doubles:
    """The sums of heads over the encoder's vectors, fitted on the first, the labelled rows."""
    known = vectors[: len(labelled)]
    scaled = (vectors - known.mean(axis=0)) / known.std(axis=0)
    primary = primaries(labelled)
    heads = LogisticRegression(C=_COST, max_iter=80, tol=1e-3)
    heads.fit(scaled[: len(labelled)], primary, sample_weight=row_weights(labelled, primary))
    sums: Doubles = heads.decision_function(scaled)
    return sums


def _imitated(said: Doubles, rows: Sequence[Example]) -> tuple[Doubles, Doubles]:
    """Weights over our features, and biases, that come nearest to what was said."""
    matrix = matrix_of(rows)
    rarity = rarity_of(matrix)
    scaled = matrix @ sparse.diags(rarity)
    middle = said.mean(axis=0)
    fitted = [
        lsmr(scaled, column, damp=_DAMPING, maxiter=_STEPS)[0] for column in (said - middle).T
    ]
    return np.stack(fitted, axis=1) * rarity[:, None], middle


if __name__ == "__main__":
    sys.exit(main())
