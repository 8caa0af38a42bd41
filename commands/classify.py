"""`phanhoi classify`: JSON Lines in, JSON Lines out, offline, in order, as it comes."""

from __future__ import annotations

import gzip
import io
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from classifiers import Classifier, CommentText, Prediction, load_classifier
from moderation.errors import BadInputError

_BATCH = 256
_GZIP_MAGIC = b"\x1f\x8b"


def classify(
    file: Annotated[
        str, typer.Argument(help="Tệp JSON Lines (có thể nén .gz), hoặc - để đọc từ đầu vào.")
    ] = "-",
) -> None:
    """Phân loại bình luận: mỗi dòng vào là {"id","text","post"?}, mỗi dòng ra là một kết quả.

    Dòng không đọc được sẽ báo ra stderr kèm số dòng; các dòng khác vẫn được phân loại.
    """
    classifier = load_classifier()
    bad_lines = 0
    with _open(file) as source:
        lines = enumerate(source, 1)
        while chunk := list(islice(lines, _BATCH)):
            bad_lines += _classify_chunk(classifier, chunk)
    if bad_lines:
        raise typer.Exit(1)


def _classify_chunk(classifier: Classifier, chunk: list[tuple[int, bytes]]) -> int:
    """Write the predictions of these numbered lines; return how many could not be read."""
    comments: list[CommentText] = []
    bad_lines = 0
    for number, line in chunk:
        if not line.strip():
            continue
        try:
            comments.append(_comment(line))
        except BadInputError as error:
            bad_lines += 1
            sys.stderr.write(f"✗ Dòng {number}: {error.message}\n")
    made = zip(comments, classifier.classify(comments), strict=True)
    sys.stdout.writelines(_as_line(comment, prediction) for comment, prediction in made)
    sys.stdout.flush()
    return bad_lines


def _comment(line: bytes) -> CommentText:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadInputError("không phải JSON hợp lệ.") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise BadInputError("thiếu trường «text» dạng chữ.")
    post, number = row.get("post") or "", row.get("id")
    if not isinstance(post, str) or not isinstance(number, str | int):
        raise BadInputError("trường «id» hoặc «post» không đúng dạng.")
    return CommentText(str(number), row["text"], post)


def _as_line(comment: CommentText, prediction: Prediction) -> str:
    row: dict[str, Any] = {
        "id": comment.id,
        "primary": prediction.primary,
        "labels": {label: round(share, 4) for label, share in prediction.labels.items()},
        "reasons": prediction.reasons,
        "spans": [[span.start, span.end, span.label] for span in prediction.spans],
        "needs_human": prediction.needs_human,
    }
    return json.dumps(row, ensure_ascii=False) + "\n"


@contextmanager
def _open(file: str) -> Iterator[Iterable[bytes]]:
    """The lines of a file or of standard input, unpacked where they are gzipped."""
    try:
        with ExitStack() as opened:
            raw = opened.enter_context(Path(file).open("rb")) if file != "-" else sys.stdin.buffer
            source = io.BufferedReader(cast("io.RawIOBase", raw))
            if source.peek(2)[:2] == _GZIP_MAGIC:
                yield opened.enter_context(gzip.open(source))
            else:
                yield source
    except (OSError, EOFError) as error:
        raise BadInputError(
            f"Không đọc được tệp {file}: {error}. Những dòng đã in ra là đủ; "
            "hãy kiểm tra tệp rồi chạy lại."
        ) from error
