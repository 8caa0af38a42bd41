"""`python -m classifiers.evaluate`: the table of the shipped artefact, and cross-validation.

Sets that the judged model was not fitted on: comments composed for agency pages by another writer;
real comments of sources that the artefact never learns from; comments in the speech of the north,
the centre and the south; and, with `--cross`, the real comments that it does learn from, each
judged by a model fitted on other posts.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from classifiers.calibration import Doubles, primaries, real_rows
from classifiers.examples import COMPOSED_FOLDER, Example, annotated, composed
from classifiers.learning import fits_by_fold, reading_of, said_unseen
from classifiers.measures import Judged, judged, table
from classifiers.model import LABELS, Model, score
from classifiers.near_copies import signatures
from classifiers.pipeline import Classifier, load_classifier
from classifiers.predictions import CommentText
from classifiers.train import TERMS, lesson_rows, training_data, training_rows
from classifiers.variants import variants
from classifiers.words import features
from moderation.vocabulary import Label

_DIALECTS = {
    "dialect_north": "miền Bắc",
    "dialect_centre": "miền Trung",
    "dialect_south": "miền Nam",
}
_MISSING = "Không thấy dữ liệu để đo ở {path}; hãy đặt biến PHANHOI_TRAINING_DATA."


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m classifiers.evaluate", description=__doc__)
    parser.add_argument("--cross", action="store_true", help="đo chéo theo bài đăng (vài phút)")
    parser.add_argument("--artefact", type=Path, help="thư mục mô hình; mặc định là bản phát hành")
    options = parser.parse_args(arguments)
    folder = training_data()
    if not (folder / "labelled.jsonl.gz").exists():
        sys.stderr.write(_MISSING.format(path=folder) + "\n")
        return 1
    classifier = load_classifier(options.artefact)
    sys.stdout.write(f"Phiên bản {classifier.version}\n")
    real = annotated(folder / "labelled.jsonl.gz")
    sets = {
        "Bình luận đặt cho trang cơ quan": annotated(folder / "agency_dev.jsonl.gz"),
        "Bình luận thật, nguồn chưa từng học": [row for row in real if row.source not in TERMS],
    }
    for name, rows in sets.items():
        said = said_of(classifier, without_copies(rows))
        sys.stdout.write(f"\n{name}\n{table(said)}\n")
    for name, rows in by_dialect().items():
        sys.stdout.write(f"\nLời nói {name}\n{table(said_of(classifier, rows))}\n")
    if options.cross:
        sys.stdout.write(f"\nBình luận thật, bài đăng chưa từng học\n{table(cross_validated())}\n")
    return 0


def by_dialect() -> dict[str, list[Example]]:
    """The comments in the speech of each region, composed to measure with."""
    rows = composed(COMPOSED_FOLDER / "measuring")
    return {
        name: [row for row in rows if row.source == source] for source, name in _DIALECTS.items()
    }


def said_of(classifier: Classifier, rows: Sequence[Example]) -> Judged:
    """What a classifier says of labelled rows."""
    comments = [CommentText(str(at), row.text, row.post) for at, row in enumerate(rows)]
    return judged(rows, classifier.classify(comments))


def without_copies(rows: Sequence[Example]) -> list[Example]:
    """The rows whose folded text stands in no training row."""
    trained = {made.exact for made in signatures([row.text for row in lesson_rows()]) if made}
    made = signatures([row.text for row in rows])
    return [row for row, one in zip(rows, made, strict=True) if not one or one.exact not in trained]


def cross_validated() -> Judged:
    """The annotated rows, each judged by heads and a network fitted on the other posts."""
    rows = training_rows()
    rows = [*rows, *variants(rows)]
    said, real = said_unseen(rows), real_rows(rows)
    parts = []
    for fold, model in fits_by_fold(rows):
        held = fold[real[fold]]
        if len(held):
            parts.append(_scored([rows[at] for at in held.tolist()], model, said[held]))
    return Judged(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("truth", "chosen", "share", "illegal", "abstained")
        )
    )


def _scored(rows: Sequence[Example], model: Model, said: Doubles) -> Judged:
    """What a model says of rows of which a network says `said`."""
    found = features(reading_of(rows))
    scores = score(model, found, len(rows), lambda asked: said[asked].astype(np.float32))
    share = scores.labels[np.arange(len(rows)), scores.chosen].astype(np.float64)
    illegal = scores.labels[:, LABELS.index(Label.ILLEGAL_CONTENT)].astype(np.float64)
    return Judged(primaries(rows), scores.chosen, share, illegal, share < scores.certain)


if __name__ == "__main__":
    sys.exit(main())
