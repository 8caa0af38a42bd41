"""The catalogue of response templates: looked through, and written where they are the agency's."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved
from api.console.case_card import found_case
from api.console.case_rows import comment_excerpt
from api.console.forms import FormText, QueryText, row_id
from api.console.list_query import here
from api.console.shell import shell_of
from api.console.words import one_line, say_in
from api.filling import catalogue, read_row
from api.security import Desk, desk
from api.view_models.parts import TextSegment
from api.view_models.templates import Answering, ResponseTemplate, TemplateSource, TemplatesPage
from moderation.models import AgencyTemplate
from moderation.policy import Permission
from moderation.queries import agencies
from moderation.queries import templates as queries
from moderation.queries.drafts import template_picks
from moderation.replies import templates
from moderation.text import fold
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import Label, TemplateState
from response_templates import Template, lint

__all__ = ["router"]

router = APIRouter(prefix="/templates")

_LONGEST = 200
_BLANK = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_TAG = re.compile(r"\{%.*?%\}")
_KINDS = frozenset({"own", "shipped", "needy", "archived"})

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]
_Writer = Annotated[Desk, desk(Permission.EDIT_TEMPLATES)]


@router.get("")
def list_templates(
    request: Request,
    desk: _Reader,
    label: QueryText = "",
    q: QueryText = "",
    kind: QueryText = "",
    case: QueryText = "",
) -> HTMLResponse:
    """The templates of a label and kind that hold every word of a search, accents or none.

    With a case, those that may be taken for its reply.
    """
    chosen = Label(label) if label in {each.value for each in Label} else None
    words = fold(q[:_LONGEST]).split()
    answering = _answering(desk, request, row_id(case)) if case else None
    found = [one for one in _all(desk) if not answering or _is_usable(one, answering)]
    kind = kind if kind in _KINDS and not answering else ""
    return page(
        desk,
        TemplatesPage(
            shell_of(desk, request, "templates"),
            tuple(
                one
                for one in found
                if _of_kind(one, kind)
                and (chosen is None or chosen in one.labels)
                and _holds(one, words)
            ),
            chosen,
            q[:_LONGEST],
            kind,
            0 if answering else sum(_of_kind(one, "needy") for one in found),
            desk.who.can(Permission.EDIT_TEMPLATES) and not answering,
            answering,
        ),
    )


@router.post("/sources/changed")
def note_source_change(desk: _Writer, reference: FormText = "", note: FormText = "") -> Response:
    """A source says something else now: what rests on it is not suggested until somebody looked."""
    templates.note_source_change(desk.session, desk.who, reference, note)
    return saved("/templates?kind=needy")


@router.post("/sources/settled")
def settle_source_change(desk: _Writer, reference: FormText = "") -> Response:
    """What rests on the source is right now."""
    templates.settle_source_change(desk.session, desk.who, reference)
    return saved("/templates?kind=needy")


def _all(desk: Desk) -> list[ResponseTemplate]:
    agency_id, session = desk.who.agency_id, desk.session
    picks = template_picks(agency_id, session)
    changed = queries.changed_references(agency_id, session)
    today = datetime.now(VIETNAM).date()
    pages = {one.id: one_line(one.name) for one in agencies.pages(agency_id, session)}
    own = queries.templates(agency_id, session)
    replaced = {each.template.replaces for each in own if each.template.state is TemplateState.LIVE}
    made = [
        _shown(read_row(each.template, each.latest), picks, changed, today, each.template, pages)
        for each in own
    ]
    made += [_shown(each, picks, changed, today) for each in catalogue() if each.id not in replaced]
    return made


def _answering(desk: Desk, request: Request, case_id: int) -> Answering:
    found = found_case(desk, case_id)
    desk.who.require(Permission.DRAFT, found.case.page_id)
    place = here(request)
    words = comment_excerpt(found.comment, say_in(desk.locale))
    filters, page_id = place.asked.encoded(), found.case.page_id
    return Answering(case_id, found.case.version, words, place.queue, filters, page_id)


def _is_usable(one: ResponseTemplate, answering: Answering) -> bool:
    is_for_page = one.page_id in (None, answering.page_id)
    return is_for_page and one.state in (None, TemplateState.LIVE) and not one.is_resting


def _of_kind(one: ResponseTemplate, kind: str) -> bool:
    if kind == "archived":
        return one.state is TemplateState.ARCHIVED
    if one.state is TemplateState.ARCHIVED:
        return False
    if kind == "needy":
        return bool(one.faults) and one.state is not TemplateState.DRAFT
    return not kind or (kind == "own") is (one.own is not None)


def _holds(one: ResponseTemplate, words: list[str]) -> bool:
    said = " ".join(segment.text for segment in one.body)
    text = fold(f"{one.title} {said} {one.topic} {one.owner} {one.page}")
    return all(word in text for word in words)


def _shown(
    template: Template,
    picks: dict[str, int],
    changed: frozenset[str],
    today: date,
    row: AgencyTemplate | None = None,
    pages: dict[int, str] | None = None,
) -> ResponseTemplate:
    resting = template.rests_on(changed)
    faults = [f"Nguồn “{source.title}” được báo là đã thay đổi." for source in resting]
    return ResponseTemplate(
        id=template.id,
        title=template.title,
        labels=template.labels,
        body=_body(template),
        used=picks.get(template.id, 0),
        sources=tuple(
            TemplateSource(
                source.title,
                source.reference,
                source.reference if source.reference.startswith(("https://", "http://")) else "",
                source.reference in changed,
            )
            for source in template.sources
        ),
        review_by=template.review_by,
        own=row.id if row else None,
        state=row.state if row else None,
        owner=template.owner,
        topic=row.topic if row else "",
        page=(pages or {}).get(template.page_id or 0, ""),
        page_id=template.page_id,
        private_only=template.private_only,
        faults=(*faults, *lint(template, on=today)),
        is_resting=bool(resting) or template.expired(today),
    )


def _body(template: Template) -> tuple[TextSegment, ...]:
    """The text with its blanks by their names; conditions are left out."""
    names = {field.name: field.label_vi for field in template.fields}
    pieces = _BLANK.split(_TAG.sub("", template.body))
    return tuple(
        TextSegment(names.get(piece, piece), ("rule",)) if at % 2 else TextSegment(piece)
        for at, piece in enumerate(pieces)
        if piece
    )
