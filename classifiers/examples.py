"""The labelled comments that the model learns from, in one shape whatever their source."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moderation.errors import BadInputError
from moderation.vocabulary import Label, Reason

COMPOSED_FOLDER = Path(__file__).parent / "data"

_CODES = {
    "q": Label.POLICY_QUESTION,
    "c": Label.CONTRARY_INFORMATION,
    "i": Label.ILLEGAL_CONTENT,
    "s": Label.SPAM,
    "f": Label.FEEDBACK,
    "o": Label.OTHER,
}


@dataclass(frozen=True, slots=True)
class Example:
    """A comment with its labels; `labels[0]` is the primary.

    `drawn` is "random" where the row shows the natural mix of labels of its source; `sure` runs
    from 0, a guess, to 2, clear.
    """

    text: str
    post: str
    labels: tuple[Label, ...]
    reasons: tuple[Reason, ...]
    source: str
    drawn: str = "composed"
    sure: int = 2


def composed(folder: Path = COMPOSED_FOLDER) -> list[Example]:
    """The comments composed for this product: `post: …` lines, then code, tab, text."""
    return [row for path in sorted(folder.glob("*.txt")) for row in _composed_file(path)]


def annotated(path: Path) -> list[Example]:
    """Rows of a gzipped JSON Lines file with text, post, primary, also, reason, source."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_annotated_row(json.loads(line)) for line in lines]


def _composed_file(path: Path) -> Iterator[Example]:
    post = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("post:"):
            post = line.removeprefix("post:").strip().replace("\\n", "\n")
            continue
        codes, _, text = line.partition("\t")
        try:
            labels, reasons = _read_codes(codes)
        except (KeyError, ValueError) as error:
            raise BadInputError(
                f"Dòng {number} của {path.name} có mã nhãn không đọc được: {codes!r}. "
                "Chưa có gì thay đổi; hãy sửa dòng đó rồi huấn luyện lại."
            ) from error
        yield Example(text.replace("\\n", "\n"), post, labels, reasons, path.stem)


def _read_codes(codes: str) -> tuple[tuple[Label, ...], tuple[Reason, ...]]:
    labels: list[Label] = []
    reasons: list[Reason] = []
    for code in codes.strip().split("+"):
        letter, _, named = code.strip().partition(":")
        labels.append(_CODES[letter])
        reasons += [Reason(name.strip()) for name in named.split(",") if name]
    return tuple(labels), tuple(reasons)


def _annotated_row(row: dict[str, Any]) -> Example:
    also = (Label(name) for name in row["also"])
    reasons = (Reason(name) for name in row["reason"].replace(",", " ").split())
    return Example(
        row["text"],
        row["post"],
        (Label(row["primary"]), *also),
        tuple(reasons),
        row["source"],
        row["drawn"],
        row["sure"],
    )
