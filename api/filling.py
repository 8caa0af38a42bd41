"""Templates, shipped and the agency's own, filled with what the system knows of the agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from moderation.database import Session
from moderation.errors import NotFoundError
from moderation.models import Agency, AgencyTemplate, Page, TemplateVersion
from moderation.queries import templates as queries
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import TemplateState
from response_templates import (
    Catalogue,
    Template,
    fill,
    load_catalogue,
    own_template,
    row_of,
    written,
)

__all__ = [
    "Filled",
    "catalogue",
    "fill_for",
    "known_values",
    "opened",
    "pickable_template",
    "prefill",
    "read_row",
    "template_of",
    "templates_of",
    "usable_templates",
]


@dataclass(frozen=True, slots=True)
class Filled:
    """A template as far as it fills itself; `missing` names the blanks that a person must fill."""

    text: str | None
    missing: tuple[str, ...]


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The shipped templates, read once a process."""
    return load_catalogue()


def templates_of(agency_id: int, session: Session) -> list[Template]:
    """What is in use: the agency's own, and the shipped ones that it has not replaced."""
    found = queries.live_templates(agency_id, session)
    replaced = {each.template.replaces for each in found}
    own = [read_row(each.template, each.latest) for each in found]
    return [*own, *(each for each in catalogue() if each.id not in replaced)]


def usable_templates(agency_id: int, session: Session, ids: Sequence[str]) -> dict[str, Template]:
    """Those of the named ones that are in use and whose sources hold today."""
    today = datetime.now(VIETNAM).date()
    changed = queries.changed_references(agency_id, session) if ids else frozenset()
    found = (_in_use(agency_id, session, each) for each in ids)
    return {
        each.id: each
        for each in found
        if each is not None and not each.expired(today) and not each.rests_on(changed)
    }


def template_of(agency_id: int, session: Session, template_id: str | None) -> Template | None:
    """A template by its id, archived ones too, since drafts keep what they began from."""
    row_id = row_of(template_id or "")
    if row_id is None:
        return catalogue().templates.get(template_id or "")
    row = queries.find_template(agency_id, session, row_id)
    latest = row and queries.find_version(agency_id, session, row.id, row.version)
    return read_row(row, latest) if row and latest else None


def pickable_template(
    agency_id: int, session: Session, template_id: str, *, page_id: int | None = None
) -> Template:
    """A template that is in use; NotFoundError for any other.

    With a page, one that is written for another page alone is no template of it.
    """
    found = _in_use(agency_id, session, template_id)
    is_elsewhere = (
        page_id is not None and found is not None and found.page_id not in {None, page_id}
    )
    if found is None or is_elsewhere:
        raise NotFoundError(
            f"Không có mẫu phản hồi “{template_id}”, hoặc mẫu không còn dùng. Hãy chọn lại trong "
            "danh sách mẫu.",
            template=template_id,
        )
    return found


def read_row(row: AgencyTemplate, latest: TemplateVersion) -> Template:
    """A template of the agency's own."""
    return own_template(
        row.id, latest.content, page_id=row.page_id, owner=row.owner, review_by=row.review_by
    )


def fill_for(
    template: Template, agency: Agency, values: Mapping[str, str], page: Page | None = None
) -> str:
    """The reply's text; BadInputError names the blank that is missing or unknown."""
    return fill(template, {**known_values(template, agency, page), **values})


def opened(template: Template, agency: Agency, page: Page | None) -> str:
    """A template as a draft's first text: what is known filled in, the rest in brackets."""
    defaults = {field.name: field.default for field in template.fields if field.default}
    return written(template, {**defaults, **known_values(template, agency, page)})


def prefill(template: Template, agency: Agency, page: Page | None) -> Filled:
    """The reply's text where nothing is left for a person to fill."""
    known = known_values(template, agency, page)
    missing = tuple(
        field.name
        for field in template.fields
        if field.required and not field.default and not known.get(field.name)
    )
    return Filled(None if missing else fill(template, known), missing)


def known_values(template: Template, agency: Agency, page: Page | None = None) -> dict[str, str]:
    """What the settings of the agency, and of the page that replies, say of a template's blanks."""
    facts = {"co_quan": agency.name, "cach_xung": agency.citizen_address}
    if page is not None and page.contact:
        facts["lien_he"] = page.contact
    return {field.name: facts[field.name] for field in template.fields if field.name in facts}


def _in_use(agency_id: int, session: Session, template_id: str) -> Template | None:
    row_id = row_of(template_id)
    if row_id is None:
        return catalogue().templates.get(template_id)
    row = queries.find_template(agency_id, session, row_id)
    is_live = row is not None and row.state is TemplateState.LIVE
    return template_of(agency_id, session, template_id) if is_live else None
