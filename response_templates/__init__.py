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
)
from response_templates.fields import COMMON_FIELDS, Field
from response_templates.filling import fields_in, fill
from response_templates.linting import lint
from response_templates.suggesting import (
    Picks,
    Suggested,
    Suggester,
    Wanted,
    load_suggester,
)

__all__ = [
    "COMMON_FIELDS",
    "Catalogue",
    "Field",
    "Picks",
    "Source",
    "Suggested",
    "Suggester",
    "Template",
    "Wanted",
    "fields_in",
    "fill",
    "lint",
    "load_catalogue",
    "load_suggester",
    "parse_template",
]
