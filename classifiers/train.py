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

from classifiers import artefact
from classifiers.examples import (
    COMPOSED_FOLDER,
    PUBLIC_LABELS,
    SAFESENSE_LABELS,
    Example,
    annotated,
    composed,
    labelled_apart,
)
from classifiers.learning import TEACHER, UNSEEN, fit
from classifiers.variants import variants

TERMS = {
    "safesense-vi": "CC BY-SA 4.0; comments collected by the safesense-vi project",
    "vihos": "MIT; Hoang et al., ViHOS",
    "multilingual-e5-small": "MIT; Wang et al.; taught heads, gave the network's words a start",
}
_LESSON_FOLDER = COMPOSED_FOLDER / "network"
_MISSING = (
    "Không thấy dữ liệu huấn luyện ở {path}. Mô hình đang dùng không đổi; hãy đặt biến "
    "PHANHOI_TRAINING_DATA trỏ tới thư mục có labelled.jsonl.gz."
)
_NO_NETWORK = (
    "Không thấy mạng từ ngữ ở {path}. Mô hình đang dùng không đổi; hãy lấy lại tệp này từ bản phát "
    "hành, hoặc dạy lại bằng «python -m classifiers.network.teach --out TỆP»."
)
_UNKNOWN_NETWORK = (
    "Không biết mạng từ ngữ đáng tin bao nhiêu: classifiers/data/unseen.npz không có lời của nó "
    "cho các bình luận thật này. Mô hình đang dùng không đổi; hãy dạy lại bằng "
    "«python -m classifiers.network.teach --out TỆP», rồi huấn luyện với «--network TỆP»."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, write the artefact, say what was made."""
    parser = argparse.ArgumentParser(prog="python -m classifiers.train", description=__doc__)
    parser.add_argument("--allow", choices=["research"], help="học cả dữ liệu chỉ để nghiên cứu")
    parser.add_argument("--out", type=Path, default=artefact.SHIPPED)
    shipped = artefact.SHIPPED / artefact.NETWORK
    parser.add_argument("--network", type=Path, default=shipped, help="tệp của mạng từ ngữ")
    options = parser.parse_args(arguments)
    path = training_data() / "labelled.jsonl.gz"
    if not path.exists():
        sys.stderr.write(_MISSING.format(path=path) + "\n")
        return 1
    rows = training_rows(research=options.allow == "research")
    if not options.network.exists():
        sys.stderr.write(_NO_NETWORK.format(path=options.network) + "\n")
        return 1
    network = options.network.read_bytes()
    model = fit([*rows, *variants(rows)])
    if not model.trust:
        sys.stderr.write(_UNKNOWN_NETWORK + "\n")
        return 1
    version = artefact.save(model, _manifest(rows, path), options.out, network=network)
    sys.stdout.write(f"Đã huấn luyện trên {len(rows)} bình luận; phiên bản {version}.\n")
    return 0


def training_data() -> Path:
    """The folder of data that is not in the repository."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("PHANHOI_TRAINING_DATA", beside))


def training_rows(*, research: bool = False) -> list[Example]:
    """Everything that may be learned from; with `research`, what may not be shipped too."""
    folder = training_data()
    rows = annotated(folder / "labelled.jsonl.gz")
    allowed = [row for row in rows if research or row.source in TERMS]
    return [*composed(), *allowed, *labelled_apart(folder / "public")]


def lesson_rows() -> list[Example]:
    """What the network learns from: what the heads do, and comments that they gain nothing by."""
    return [*training_rows(), *composed(_LESSON_FOLDER)]


def _manifest(rows: Sequence[Example], path: Path) -> dict[str, Any]:
    counts = Counter(row.source for row in rows)
    composed_files = sorted(COMPOSED_FOLDER.glob("*.txt"))
    files = [
        *composed_files,
        *sorted((COMPOSED_FOLDER / "posts").glob("*.txt")),
        *sorted(_LESSON_FOLDER.glob("*.txt")),
        PUBLIC_LABELS,
        SAFESENSE_LABELS,
        TEACHER,
        UNSEEN,
        path,
    ]
    return {
        "rows": dict(sorted(counts.items())),
        "terms": {"composed": "as this repository", **TERMS},
        "files": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
    }


if __name__ == "__main__":
    sys.exit(main())
