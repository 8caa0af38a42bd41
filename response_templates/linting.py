"""What is wrong with a template before anybody uses it, in sentences for its owner."""

from __future__ import annotations

from datetime import date

from moderation.errors import BadInputError
from moderation.vocabulary import LABELS_VI, Label
from response_templates.catalogue import Template
from response_templates.fields import OFFICIAL_LINK
from response_templates.filling import fields_in

__all__ = ["lint"]

# Duty A06: what the page says must agree with the official portal, so a reply that states
# something carries where it is written.
_NEEDS_LINK = frozenset({Label.CONTRARY_INFORMATION})
_NEEDS_SOURCE = frozenset({Label.CONTRARY_INFORMATION, Label.POLICY_QUESTION})
_LINKS = frozenset({OFFICIAL_LINK, "duong_dan_cong"})


def lint(template: Template, *, on: date | None = None) -> list[str]:
    """The faults of a template as of a day (today by default); empty when it is fit for use."""
    day = on or date.today()  # noqa: DTZ011  a template lapses at midnight where the agency sits
    return [*_head(template), *_fields(template), *_sources(template), *_dates(template, day)]


def _head(template: Template) -> list[str]:
    parts: dict[str, object] = {
        "tiêu đề": template.title,
        "nhãn": template.labels,
        "giọng văn": template.tone,
        "đơn vị phụ trách mẫu": template.owner,
        "ngày xem lại": template.review_by,
        "nội dung": template.body,
    }
    return [f"Thiếu {name}." for name, value in parts.items() if not value]


def _fields(template: Template) -> list[str]:
    try:
        used = set(fields_in(template.body))
    except BadInputError as fault:
        return [fault.message]
    names = [field.name for field in template.fields]
    return [
        *(f"Ô “{name}” dùng trong nội dung mà chưa khai báo." for name in sorted(used - {*names})),
        *(f"Ô “{name}” khai báo mà không dùng." for name in names if name not in used),
        *(f"Ô “{name}” khai báo hai lần." for name in sorted({*names}) if names.count(name) > 1),
        *(f"Ô “{f.name}” thiếu tên tiếng Việt." for f in template.fields if not f.label_vi),
    ]


def _sources(template: Template) -> list[str]:
    names = {field.name for field in template.fields}
    faults = []
    for label in template.labels:
        if label in _NEEDS_LINK and OFFICIAL_LINK not in names:
            faults.append(f"Nhãn “{LABELS_VI[label]}” cần ô “{OFFICIAL_LINK}” để dẫn nguồn.")
        elif label in _NEEDS_SOURCE and not (template.sources or names & _LINKS):
            faults.append(f"Nhãn “{LABELS_VI[label]}” cần nguồn hoặc ô đường dẫn.")
    faults += [f"Nguồn “{s.title}” thiếu số hiệu hoặc địa chỉ." for s in template.sources
               if not s.reference]  # fmt: skip
    return faults


def _dates(template: Template, day: date) -> list[str]:
    faults = [
        f"Nguồn “{source.title}” hết hiệu lực từ {source.valid_to:%d/%m/%Y}; "
        "mẫu tạm không được gợi ý."
        for source in template.sources
        if source.expired(day)
    ]
    faults += [
        f"Nguồn “{source.title}” chưa có hiệu lực, bắt đầu từ {source.valid_from:%d/%m/%Y}."
        for source in template.sources
        if source.valid_from and source.valid_from > day
    ]
    if template.review_by and template.review_by < day:
        faults.append(f"Đã quá ngày xem lại {template.review_by:%d/%m/%Y}.")
    return faults
