"""Templates that an agency keeps as values: how they are named, and read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from response_templates.catalogue import Template, read_template

__all__ = ["own_id", "own_template", "row_of"]

_PREFIX = "co-quan-"


def own_id(row_id: int) -> str:
    """What drafts and suggestions call a template of the agency's own."""
    return f"{_PREFIX}{row_id}"


def row_of(template_id: str) -> int | None:
    """The row that such an id names; None for a shipped template's."""
    number = template_id.removeprefix(_PREFIX)
    is_own = template_id.startswith(_PREFIX) and number.isascii() and number.isdecimal()
    return int(number) if is_own and len(number) < 19 else None


def own_template(
    row_id: int,
    content: Mapping[str, object],
    *,
    page_id: int | None = None,
    owner: str = "",
    review_by: date | None = None,
) -> Template:
    """A template of the agency's own; BadInputError says what does not hold.

    `content` has the keys of a file's front matter, and `body`.
    """
    head = {**content, "owner": owner, "review_by": review_by}
    body = str(head.pop("body", ""))
    return read_template(own_id(row_id), head, body, page_id=page_id)
