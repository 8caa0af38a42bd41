"""A template between its form, where people write lines, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import TypeVar

from api.console.dates import read_date
from api.console.forms import row_id
from api.view_models.templates import TemplateForm, TemplatePreview
from moderation.errors import BadInputError
from moderation.models import AgencyTemplate, TemplateVersion
from moderation.models.base import Json
from moderation.replies.templates import TemplateChange
from moderation.vocabulary import Label
from response_templates import (
    COMMON_FIELDS,
    Field,
    Template,
    fill,
    lint,
    own_template,
    read_body,
    written,
)

__all__ = ["change_of", "copied", "faults_of", "form_of", "previewed", "typed_form"]

_LONGEST, _LONGEST_LINE = 20_000, 300
_T = TypeVar("_T")


def typed_form(fields: Mapping[str, str], labels: list[str]) -> TemplateForm:
    """The form as it was sent; a label that no list has counts as none."""
    return TemplateForm(
        title=fields.get("title", "").strip()[:_LONGEST_LINE],
        labels=tuple(Label(each) for each in labels if each in set(Label)),
        body=fields.get("body", "").replace("\r\n", "\n")[:_LONGEST],
        hints=fields.get("hints", "").replace("\r\n", "\n")[:_LONGEST],
        sources=fields.get("sources", "").replace("\r\n", "\n")[:_LONGEST],
        tone=fields.get("tone", "").strip()[:_LONGEST_LINE],
        private_only=fields.get("private_only", "") == "yes",
        keywords=fields.get("keywords", "").replace("\r\n", "\n")[:_LONGEST],
        topic=fields.get("topic", "").strip()[:_LONGEST_LINE],
        page=fields.get("page", ""),
        owner=fields.get("owner", "").strip()[:_LONGEST_LINE],
        review_by=fields.get("review_by", ""),
        replaces=fields.get("replaces", "")[:_LONGEST_LINE],
    )


def change_of(form: TemplateForm) -> TemplateChange:
    """What the form asks for; BadInputError names the field in its facts."""
    if not form.title:
        raise BadInputError("Đặt tên cho mẫu.", field="title")
    body, fields = _at("body", lambda: read_body(form.body, _hints(form)))
    content: Json = {
        "title": form.title,
        "labels": [label.value for label in form.labels],
        "body": body,
        "fields": [_kept_field(field) for field in fields],
        "sources": _at("sources", lambda: [_source(line) for line in _lines(form.sources)]),
        "tone": form.tone,
        "private_only": form.private_only,
        "keywords": _lines(form.keywords),
    }
    return TemplateChange(
        content=content,
        page_id=row_id(form.page) if form.page else None,
        topic=form.topic,
        owner=form.owner,
        review_by=_at("review_by", lambda: read_date(form.review_by)) if form.review_by else None,
        replaces=form.replaces,
    )


def faults_of(change: TemplateChange) -> list[str]:
    """What still keeps a template out of use."""
    missing = [] if change.review_by else ["Thiếu ngày xem lại."]
    return [*lint(_template(change)), *missing]


def previewed(change: TemplateChange) -> TemplatePreview:
    """The reply with each blank's example in it, and as short as it can get."""
    template = _template(change)
    samples = {field.name: _sample(field) for field in template.fields}
    required = {f.name: samples[f.name] for f in template.fields if f.required}
    return TemplatePreview(
        fill(template, samples), fill(template, required), tuple(faults_of(change))
    )


def form_of(row: AgencyTemplate, version: TemplateVersion) -> TemplateForm:
    """A template as it stands in one of its versions."""
    template = own_template(row.id, version.content)
    return _written_form(
        template,
        topic=row.topic,
        page=str(row.page_id or ""),
        owner=row.owner,
        review_by=str(row.review_by or ""),
        replaces=row.replaces,
    )


def copied(template: Template) -> TemplateForm:
    """A shipped template as the beginning of one of the agency's own, in whose stead it is used."""
    return _written_form(
        template,
        owner=template.owner,
        review_by=str(template.review_by or ""),
        replaces=template.id,
    )


def _written_form(
    template: Template,
    *,
    owner: str,
    review_by: str,
    replaces: str,
    topic: str = "",
    page: str = "",
) -> TemplateForm:
    return TemplateForm(
        title=template.title,
        labels=template.labels,
        body=written(template),
        hints="\n".join(f"{f.label_vi}: {f.hint}" for f in template.fields if f.hint),
        sources="\n".join(
            " | ".join([s.title, s.reference, *_days(s.valid_from, s.valid_to)])
            for s in template.sources
        ),
        tone=template.tone,
        private_only=template.private_only,
        keywords="\n".join(template.keywords),
        topic=topic,
        page=page,
        owner=owner,
        review_by=review_by,
        replaces=replaces,
    )


def _days(first: date | None, last: date | None) -> list[str]:
    shown = [each.strftime("%d/%m/%Y") if each else "" for each in (first, last)]
    return shown if last else [each for each in shown if each]


def _template(change: TemplateChange) -> Template:
    return own_template(0, change.content, owner=change.owner, review_by=change.review_by)


def _sample(field: Field) -> str:
    return field.default or field.hint or f"({field.label_vi.lower()})"


def _kept_field(field: Field) -> object:
    """A common field by its name alone, so that its words follow the house's."""
    if COMMON_FIELDS.get(field.name) == field:
        return field.name
    return {
        "name": field.name,
        "label_vi": field.label_vi,
        "required": field.required,
        "hint": field.hint,
        "default": field.default,
    }


def _hints(form: TemplateForm) -> dict[str, str]:
    pairs = (line.partition(":") for line in _lines(form.hints))
    return {name.strip().strip("[]"): hint.strip() for name, _, hint in pairs if hint.strip()}


def _source(line: str) -> Json:
    """Title | number or address | from | to; the days may be left out."""
    parts = [part.strip() for part in line.split("|")]
    if len(parts) < 2 or len(parts) > 4 or not (parts[0] and parts[1]):
        raise BadInputError(
            f"Dòng nguồn “{line[:60]}” cần dạng: Tên nguồn | số hiệu hoặc địa chỉ | từ ngày | "
            "đến ngày (hai ngày có thể bỏ trống)."
        )
    first, last = [*parts, "", ""][2:4]
    return {
        "title": parts[0],
        "reference": parts[1],
        "valid_from": _iso(first),
        "valid_to": _iso(last),
    }


def _iso(text: str) -> str | None:
    """A day as people write it: 31/12/2026, 31-12-2026 or 2026-12-31."""
    for form in ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            return str(datetime.strptime(text, form).date()) if text else None  # noqa: DTZ007
    raise BadInputError(f"“{text[:20]}” không phải ngày: hãy ghi như 31/12/2026.")


def _lines(text: str) -> list[str]:
    return [line.strip()[:_LONGEST_LINE] for line in text.splitlines() if line.strip()]


def _at(field: str, read: Callable[[], _T]) -> _T:
    try:
        return read()
    except BadInputError as error:
        raise BadInputError(error.message, field=field) from error
