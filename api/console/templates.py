"""The catalogue of response templates, looked through by label and words."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.console.answers import page
from api.console.forms import QueryText
from api.console.shell import shell_of
from api.filling import catalogue
from api.security import Desk, desk
from api.view_models import ResponseTemplate, SourceLink, TemplatesPage, TextSegment
from moderation.policy import Permission
from moderation.queries.drafts import template_picks
from moderation.text import fold
from moderation.vocabulary import Label
from response_templates import Template

__all__ = ["router"]

router = APIRouter()

_LONGEST = 200
_BLANK = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_TAG = re.compile(r"\{%.*?%\}")


@router.get("/templates")
def list_templates(
    request: Request,
    desk: Annotated[Desk, desk(Permission.READ_CASES)],
    label: QueryText = "",
    q: QueryText = "",
) -> HTMLResponse:
    """The templates of a label that hold every word of a search, accents or none."""
    chosen = Label(label) if label in {each.value for each in Label} else None
    words = fold(q[:_LONGEST]).split()
    picks = template_picks(desk.who.agency_id, desk.session)
    found = tuple(
        _shown(template, picks.get(template.id, 0))
        for template in catalogue()
        if (chosen is None or chosen in template.labels) and _holds(template, words)
    )
    shell = shell_of(desk, request, "templates")
    return page(desk, TemplatesPage(shell, found, chosen, q[:_LONGEST]))


def _holds(template: Template, words: list[str]) -> bool:
    text = fold(" ".join((template.title, template.body, *template.keywords)))
    return all(word in text for word in words)


def _shown(template: Template, used: int) -> ResponseTemplate:
    source = template.sources[0] if template.sources else None
    is_web = source is not None and source.reference.startswith(("https://", "http://"))
    return ResponseTemplate(
        id=template.id,
        title=template.title,
        labels=template.labels,
        body=_body(template),
        used=used,
        source=SourceLink(source.title, source.reference if is_web else "") if source else None,
        review_by=template.review_by,
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
