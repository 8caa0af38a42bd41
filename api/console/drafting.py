"""A reply in work: a template with its blanks shown in place, filled as the person types.

In the text a blank stands as its name in brackets, `[Hạn nộp hồ sơ]`. What is typed into the
field of that name takes its place; what is still in brackets must be filled before the reply can
be submitted. What stands in double brackets goes where its blanks were left open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from api.checking import FINDINGS_VI, found_in
from api.console.words import Say, one_line, say_in
from api.security import Desk
from api.view_models.drafts import Draft, DraftCheck, DraftField, SourceLink
from moderation.models import Case
from response_templates import Field, Finding, Template, blank, settle

__all__ = ["as_public", "blanks_of", "draft_shown", "filled_in"]

_FIELD = "field_"
_SPACES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")


def filled_in(text: str, template: Template | None, typed: Mapping[str, str]) -> str:
    """The text with the fields that were typed in the places of their blanks."""
    if template is None:
        return text
    for field in template.fields:
        value = typed.get(_FIELD + field.name, "").strip()
        if value:
            text = text.replace(blank(field), value)
    return settle(text, _all_blanks(template), drop=False)


def as_public(text: str, template: Template | None) -> str:
    """What the public would see: stretches whose blanks stayed open are left out."""
    if template is None:
        return text
    return _SPACES.sub("\n\n", settle(text, _all_blanks(template), drop=True)).strip()


def blanks_of(text: str, template: Template | None) -> tuple[Field, ...]:
    """The blanks that are still empty."""
    return tuple(field for field in template.fields if blank(field) in text) if template else ()


def draft_shown(
    desk: Desk,
    case: Case,
    text: str,
    *,
    version: int,
    template: Template | None,
    typed: Mapping[str, str],
    saved_at: datetime | None = None,
    saved_by: str = "",
) -> Draft:
    """What is written as staff see it, and as the public will."""
    say = say_in(desk.locale)
    preview = as_public(filled_in(text, template, typed), template)
    found = found_in(desk, case, preview, template)
    return Draft(
        text=text,
        preview=preview,
        version=version,
        template_id=template.id if template else "",
        template_title=template.title if template else "",
        fields=_fields(text, template, typed),
        checks=_checks(preview, template, found, say),
        sources=_sources(template),
        saved_at=saved_at,
        saved_by=saved_by,
    )


def _all_blanks(template: Template) -> tuple[str, ...]:
    return tuple(blank(field) for field in template.fields)


def _fields(
    text: str, template: Template | None, typed: Mapping[str, str]
) -> tuple[DraftField, ...]:
    return tuple(
        DraftField(
            field.name,
            field.label_vi,
            typed.get(_FIELD + field.name, ""),
            field.hint,
            is_optional=not field.required,
        )
        for field in blanks_of(text, template)
    )


def _checks(
    preview: str, template: Template | None, found: Sequence[Finding], say: Say
) -> tuple[DraftCheck, ...]:
    made = []
    empty = blanks_of(preview, template)
    if empty:
        names = "; ".join(field.label_vi for field in empty)
        fix = say("Điền vào ô cùng tên, hoặc sửa chỗ ấy trong câu trả lời.")
        told = say("Còn ô trống: %(name)s.") % {"name": names}
        made.append(DraftCheck(told, fix, blocks=True))
    for one in found:
        sentence, fix = FINDINGS_VI[one.code]
        told = say(sentence).format(about=one_line(one.about))
        made.append(DraftCheck(told, say(fix), blocks=one.blocks))
    if template is not None and template.private_only:
        made.append(DraftCheck(say("Mẫu này dùng để trả lời riêng, không đăng công khai.")))
    return tuple(made)


def _sources(template: Template | None) -> tuple[SourceLink, ...]:
    return tuple(
        SourceLink(source.title, source.reference)
        for source in (template.sources if template else ())
        if source.reference.startswith(("https://", "http://"))
    )
