"""The texts of YouTube Takeout's comments.csv."""

from __future__ import annotations

from moderation.errors import BadInputError
from platforms.json_limits import clean, parse

__all__ = ["joined_segments"]


def joined_segments(cell: str) -> str:
    """`{"takeoutSegments":[{"text":"a"}]}` or `{"text":"a"},{"text":"b"}` as one text.

    What is not such JSON is a text as it stands.
    """
    if not cell.lstrip().startswith("{"):
        return cell
    try:
        segments = clean(parse(f"[{cell}]".encode("utf-8", "replace")))
    except BadInputError:
        return cell
    return "".join(_texts(segments)) or cell


def _texts(value: object) -> list[str]:
    match value:
        case list():
            return [text for item in value for text in _texts(item)]
        case {"takeoutSegments": list() as segments}:
            return _texts(segments)
        case {"text": str() as text}:
            return [text]
        case _:
            return []
