"""Templates filled with what the system knows: who the agency is and how it addresses people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from moderation.models import Agency
from response_templates import Catalogue, Template, fill, load_catalogue

__all__ = ["Filled", "catalogue", "fill_for", "prefill"]


@dataclass(frozen=True, slots=True)
class Filled:
    """A template as far as it fills itself; `missing` names the blanks that a person must fill."""

    text: str | None
    missing: tuple[str, ...]


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The shipped templates, read once a process."""
    return load_catalogue()


def fill_for(template: Template, agency: Agency, values: Mapping[str, str]) -> str:
    """The reply's text; BadInputError names the blank that is missing or unknown."""
    return fill(template, {**_known(template, agency), **values})


def prefill(template: Template, agency: Agency) -> Filled:
    """The reply's text where nothing is left for a person to fill."""
    known = _known(template, agency)
    missing = tuple(
        field.name
        for field in template.fields
        if field.required and not field.default and not known.get(field.name)
    )
    return Filled(None if missing else fill(template, known), missing)


def _known(template: Template, agency: Agency) -> dict[str, str]:
    facts = {"co_quan": agency.name, "cach_xung": agency.citizen_address}
    return {field.name: facts[field.name] for field in template.fields if field.name in facts}
