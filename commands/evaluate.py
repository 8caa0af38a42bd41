"""`phanhoi evaluate`: the table of figures on an agency's own labelled comments."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifiers import load_classifier
from classifiers.evaluate import said_of
from classifiers.examples import annotated
from classifiers.measures import table


def evaluate(
    file: Annotated[
        Path, typer.Argument(help='JSON Lines {"text","post"?,"primary"}, có thể nén .gz.')
    ],
) -> None:
    """Đo bộ phân loại trên bình luận mà cơ quan đã tự gán nhãn."""
    typer.echo(table(said_of(load_classifier(own_pages=True), annotated(file))))
