"""`python -m classifiers.train`: learn from the labelled comments and write the artefact."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from classifiers import artefact
from classifiers.examples import COMPOSED_FOLDER, Example, annotated, composed
from classifiers.model import LABELS, REASONS, Floats, Model, feature_values, shift_for
from classifiers.normalise import views
from classifiers.words import features

_BUCKETS = 1 << 18
_GROUP_WEIGHTS = np.array([1, 1, 1, 1, 0.5, 1], np.float32)
_SHIPPABLE = {"safesense-vi": "CC BY-SA 4.0"}
_MISSING = (
    "Không thấy dữ liệu huấn luyện ở {path}. Mô hình đang dùng không đổi; hãy đặt biến "
    "PHANHOI_TRAINING_DATA trỏ tới thư mục có labelled.jsonl.gz."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, write the artefact, say what was made."""
    parser = argparse.ArgumentParser(prog="python -m classifiers.train", description=__doc__)
    parser.add_argument("--allow", choices=["research"], help="học cả dữ liệu chỉ để nghiên cứu")
    parser.add_argument("--out", type=Path, default=artefact.SHIPPED)
    options = parser.parse_args(arguments)
    path = training_data() / "labelled.jsonl.gz"
    if not path.exists():
        print(_MISSING.format(path=path), file=sys.stderr)
        return 1
    rows = [*composed(), *_allowed(annotated(path), research=options.allow == "research")]
    version = artefact.save(fit(rows), _manifest(rows, path), options.out)
    print(f"Đã huấn luyện trên {len(rows)} bình luận; phiên bản {version}.")
    return 0


def training_data() -> Path:
    """The folder of data that is not in the repository."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("PHANHOI_TRAINING_DATA", beside))


def fit(rows: Sequence[Example]) -> Model:
    """A model of these rows."""
    matrix = _matrix(rows)
    seen = np.bincount(matrix.indices, minlength=_BUCKETS)
    rarity = (np.log((1 + len(rows)) / (1 + seen)) + 1).astype(np.float32)
    scaled = matrix @ sparse.diags(rarity)
    primary = np.array([LABELS.index(row.labels[0]) for row in rows])
    weights, biases = _fit_labels(scaled, primary)
    reasons, reason_biases = _fit_reasons(scaled, rows)
    full = np.concatenate((weights, reasons), axis=1) * rarity[:, None]
    scales = (np.abs(full).max(axis=0) / 127).astype(np.float32) + 1e-9
    return Model(
        weights=np.rint(full / scales).astype(np.int8),
        scales=scales,
        biases=np.concatenate((biases, reason_biases)).astype(np.float32),
        group_weights=_GROUP_WEIGHTS,
        temperature=1.0,
        reason_cuts=np.full(len(REASONS), 0.4, np.float32),
        label_shift=np.zeros(len(LABELS), np.float32),
        certain=np.full(len(LABELS), 0.5, np.float32),
    )


def _allowed(rows: Sequence[Example], *, research: bool) -> list[Example]:
    return [row for row in rows if research or row.source in _SHIPPABLE]


def _matrix(rows: Sequence[Example]) -> sparse.csr_matrix:
    places: dict[str, int] = {}
    post_of = [places.setdefault(row.post, len(places)) for row in rows]
    found = features(views([row.text for row in rows]), views(list(places)), np.array(post_of))
    values = feature_values(found, len(rows), _GROUP_WEIGHTS)
    buckets = found.bucket >> shift_for(_BUCKETS)
    return sparse.csr_matrix((values, (found.row, buckets)), shape=(len(rows), _BUCKETS))


def _fit_labels(matrix: Any, primary: NDArray[np.int64]) -> tuple[Floats, Floats]:
    counts = np.bincount(primary, minlength=len(LABELS))
    weights = np.sqrt(len(primary) / len(LABELS) / np.maximum(counts, 1))[primary]
    fitted = LogisticRegression(max_iter=60, tol=1e-3).fit(matrix, primary, sample_weight=weights)
    return fitted.coef_.T, fitted.intercept_


def _fit_reasons(matrix: Any, rows: Sequence[Example]) -> tuple[Floats, Floats]:
    weights = np.zeros((matrix.shape[1], len(REASONS)), np.float32)
    biases = np.full(len(REASONS), -9, np.float32)
    for at, reason in enumerate(REASONS):
        holds = np.array([reason in row.reasons for row in rows])
        if holds.any():
            fitted = LogisticRegression(max_iter=40, tol=1e-2, class_weight="balanced")
            fitted.fit(matrix, holds)
            weights[:, at], biases[at] = fitted.coef_[0], fitted.intercept_[0]
    return weights, biases


def _manifest(rows: Sequence[Example], path: Path) -> dict[str, Any]:
    counts = Counter(row.source for row in rows)
    files = [*sorted(COMPOSED_FOLDER.glob("*.txt")), path]
    return {
        "rows": dict(sorted(counts.items())),
        "terms": {"composed": "MIT", **_SHIPPABLE},
        "files": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
    }


if __name__ == "__main__":
    sys.exit(main())
