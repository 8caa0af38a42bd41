"""The labelled comments that the model learns from, in one shape whatever their source."""

from __future__ import annotations

import csv
import gzip
import hashlib
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
PUBLIC_LABELS = COMPOSED_FOLDER / "public_labels.tsv"
SAFESENSE_LABELS = COMPOSED_FOLDER / "safesense_labels.tsv"

_PUBLIC_FILES = (
    ("vihos", "vihos_train.csv.gz", "content"),
    ("vihos", "vihos_dev.csv.gz", "content"),
    ("safesense-vi", "safesense_comments.csv.gz", "text"),
)
_REASON_NAMES = frozenset(Reason)


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
    """Rows of a JSON Lines file, gzipped or not, with at least `text` and `primary`.

    Raises BadInputError where the file or one of its lines can't be read.
    """
    try:
        opened: Any = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8") as lines:
            return [_numbered_row(number, line) for number, line in enumerate(lines, 1)]
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise BadInputError(
            f"Không đọc được tệp {path}. Chưa có gì thay đổi; hãy kiểm tra tệp rồi chạy lại."
        ) from error


def _numbered_row(number: int, line: str) -> Example:
    try:
        return _annotated_row(json.loads(line))
    except (ValueError, KeyError, TypeError) as error:
        raise BadInputError(
            f"Dòng {number} không đọc được: cần JSON có «text» và «primary» là một trong sáu nhãn. "
            "Chưa có gì thay đổi; hãy sửa dòng đó rồi chạy lại."
        ) from error


def labelled_apart(folder: Path) -> list[Example]:
    """Comments of the public data sets in `folder` whose labels are ours.

    The labels stand beside this module under the comments' ids or the hashes of their texts; the
    texts are only in the data sets.
    """
    by_id, by_hash = _codes_by(SAFESENSE_LABELS), _codes_by(PUBLIC_LABELS)
    made = []
    for source, name, column in _PUBLIC_FILES:
        for row in _table(folder / name):
            text = row[column]
            sha = hashlib.sha256(text.encode()).hexdigest()[:20]
            codes = by_id.pop(row.get("id", ""), "") or by_hash.pop(f"{source}\t{sha}", "")
            if codes:
                labels, reasons = _read_codes(codes.rstrip("?"))
                sure = 0 if codes.endswith("?") else 1
                post = row.get("post", "")
                made.append(Example(text, post, labels, reasons, source, "mined", sure))
    return made


def posts_apart() -> dict[str, bool]:
    """Composed posts without comments, and whether each is an agency's announcement."""
    files = {"announcements.txt": True, "others.txt": False}
    return {
        post: announced
        for name, announced in files.items()
        for post in (COMPOSED_FOLDER / "posts" / name).read_text(encoding="utf-8").splitlines()
    }


def unlabelled(folder: Path) -> list[Example]:
    """Every comment of those public data sets once, without labels."""
    made: dict[str, Example] = {}
    for source, name, column in _PUBLIC_FILES:
        for row in _table(folder / name):
            made[row[column]] = Example(row[column], row.get("post", ""), (), (), source)
    return list(made.values())


def _codes_by(path: Path) -> dict[str, str]:
    """The last column of a file of labels, by the columns before it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.rpartition("\t") for line in lines if line.strip() and not line.startswith("#"))
    return {key: codes.strip() for key, _, codes in pairs}


def _table(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _composed_file(path: Path) -> Iterator[Example]:
    post = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("post:"):
            said = line.removeprefix("post:").strip().replace("\\n", "\n")
            post = "" if said == "-" else said
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
    """`i:threat,insult+f`, the primary first; a reason may also stand after a plus."""
    labels: list[Label] = []
    reasons: list[Reason] = []
    for code in codes.strip().split("+"):
        letter, _, named = code.strip().partition(":")
        if letter in _REASON_NAMES:
            reasons.append(Reason(letter))
            continue
        labels.append(_CODES[letter])
        reasons += [Reason(name.strip()) for name in named.split(",") if name]
    return tuple(dict.fromkeys(labels)), tuple(dict.fromkeys(reasons))


def _annotated_row(row: dict[str, Any]) -> Example:
    also = (Label(name) for name in row.get("also", ()))
    reasons = (Reason(name) for name in row.get("reason", "").replace(",", " ").split())
    return Example(
        row["text"],
        row.get("post", ""),
        (Label(row["primary"]), *also),
        tuple(reasons),
        row.get("source", "own"),
        row.get("drawn", "random"),
        row.get("sure", 2),
    )
