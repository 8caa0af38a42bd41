"""Replies of ours: the catalogue of templates, strict filling, and which template fits a comment.

Text in, text out. No database, no network.
"""

from __future__ import annotations

from response_templates.catalogue import (
    Catalogue,
    Source,
    Template,
    load_catalogue,
    parse_template,
    read_template,
)
from response_templates.checking import (
    OPINION_NOTE,
    Finding,
    Rules,
    check_reply,
    is_official,
    links_in,
)
from response_templates.consistency import Earlier, Near, nearest, other_numbers
from response_templates.fields import COMMON_FIELDS, Field
from response_templates.filling import fields_in, fill
from response_templates.linting import lint
from response_templates.own import own_id, own_template, row_of
from response_templates.suggesting import (
    Answered,
    Suggested,
    Suggester,
    Wanted,
    load_suggester,
)
from response_templates.writing import blank, read_body, settle, written

__all__ = [
    "COMMON_FIELDS",
    "OPINION_NOTE",
    "Answered",
    "Catalogue",
    "Earlier",
    "Field",
    "Finding",
    "Near",
    "Rules",
    "Source",
    "Suggested",
    "Suggester",
    "Template",
    "Wanted",
    "blank",
    "check_reply",
    "fields_in",
    "fill",
    "is_official",
    "links_in",
    "lint",
    "load_catalogue",
    "load_suggester",
    "nearest",
    "other_numbers",
    "own_id",
    "own_template",
    "parse_template",
    "read_body",
    "read_template",
    "row_of",
    "settle",
    "written",
]
