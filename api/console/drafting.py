"""A reply in work: a template with its blanks shown in place, filled as the person types.

In the text a blank stands as its name in brackets, `[Hạn nộp hồ sơ]`. What is typed into the
field of that name takes its place; what is still in brackets must be filled before the reply can
be submitted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from api.console.words import Say
from api.filling import catalogue, fill_for, prefill
from api.view_models import Draft, DraftCheck, DraftField, SourceLink
from classifiers import privacy
from moderation.models import Agency
from moderation.replies.drafts import MAX_REPLY
from response_templates import Field, Template

__all__ = ["blanks_of", "draft_shown", "filled_in", "opened"]

_FIELD = "field_"


def opened(template: Template, agency: Agency) -> str:
    """A template as a draft's first text: what is known filled in, the rest in brackets."""
    missing = set(prefill(template, agency).missing)
    values = {field.name: _blank(field) for field in template.fields if field.name in missing}
    return fill_for(template, agency, values)


def filled_in(text: str, template: Template | None, typed: Mapping[str, str]) -> str:
    """The text with the fields that were typed in the places of their blanks."""
    for field in template.fields if template else ():
        value = typed.get(_FIELD + field.name, "").strip()
        if value:
            text = text.replace(_blank(field), value)
    return text


def blanks_of(text: str, template: Template | None) -> tuple[Field, ...]:
    """The blanks that are still empty."""
    return tuple(field for field in template.fields if _blank(field) in text) if template else ()


def draft_shown(
    text: str,
    *,
    version: int,
    template_id: str,
    typed: Mapping[str, str],
    say: Say,
    saved_at: datetime | None = None,
    saved_by: str = "",
) -> Draft:
    """What is written as staff see it, and as the public will."""
    template = catalogue().templates.get(template_id)
    preview = filled_in(text, template, typed)
    return Draft(
        text=text,
        preview=preview,
        version=version,
        template_id=template_id if template else "",
        template_title=template.title if template else "",
        fields=_fields(text, template, typed),
        checks=_checks(preview, template, say),
        sources=_sources(template),
        saved_at=saved_at,
        saved_by=saved_by,
    )


def _blank(field: Field) -> str:
    return f"[{field.label_vi}]"


def _fields(
    text: str, template: Template | None, typed: Mapping[str, str]
) -> tuple[DraftField, ...]:
    return tuple(
        DraftField(field.name, field.label_vi, typed.get(_FIELD + field.name, ""), field.hint)
        for field in blanks_of(text, template)
    )


def _checks(preview: str, template: Template | None, say: Say) -> tuple[DraftCheck, ...]:
    made = []
    empty = blanks_of(preview, template)
    if empty:
        names = "; ".join(field.label_vi for field in empty)
        fix = say("Điền vào ô cùng tên, hoặc sửa chỗ ấy trong lời trả lời.")
        told = say("Còn ô trống: %(name)s.") % {"name": names}
        made.append(DraftCheck(told, fix, blocks=True))
    if len(preview) > MAX_REPLY:
        sentence = say("Dài %(n)s ký tự, quá mức %(most)s.")
        told = sentence % {"n": len(preview), "most": MAX_REPLY}
        made.append(DraftCheck(told, say("Rút gọn."), blocks=True))
    if privacy.find(preview):
        made.append(
            DraftCheck(
                say("Lời trả lời có vẻ chứa thông tin cá nhân."),
                say("Lời này công khai: chỉ giữ thông tin của cơ quan."),
            )
        )
    if template is not None and template.private_only:
        made.append(DraftCheck(say("Mẫu này dùng để trả lời riêng, không đăng công khai.")))
    return tuple(made)


def _sources(template: Template | None) -> tuple[SourceLink, ...]:
    return tuple(
        SourceLink(source.title, source.reference)
        for source in (template.sources if template else ())
        if source.reference.startswith(("https://", "http://"))
    )
