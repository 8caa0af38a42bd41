"""Reply templates as files: YAML front matter, then the body. The file's name is the id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import cast

import yaml
from yaml import MarkedYAMLError

from moderation.errors import BadInputError, NotFoundError
from moderation.vocabulary import Label
from response_templates.fields import COMMON_FIELDS, Field

__all__ = [
    "Catalogue",
    "Source",
    "Template",
    "load_catalogue",
    "parse_template",
    "read_template",
]

SHIPPED = Path(__file__).parent / "vi"

_WHOLE = re.compile(r"\s*---\n(?P<head>.*?)\n---\n(?P<body>.*)", re.DOTALL)
_KEYS = {
    "title", "labels", "fields", "sources", "tone", "private_only", "owner", "review_by",
    "keywords", "general",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """What a template rests on. `reference` is a document's number or an official address."""

    title: str
    reference: str
    valid_from: date | None = None
    valid_to: date | None = None

    def expired(self, on: date) -> bool:
        """Whether this no longer holds on that day."""
        return self.valid_to is not None and self.valid_to < on


@dataclass(frozen=True, slots=True)
class Template:
    """A reply in waiting. `general` ones serve their whole label when nothing nearer is found.

    `private_only`: the matter can't be discussed without personal data, so the reply goes by
    private message (duty A07). `page_id` is the one page that it is written for.
    """

    id: str
    title: str
    labels: tuple[Label, ...]
    body: str
    fields: tuple[Field, ...] = ()
    sources: tuple[Source, ...] = ()
    tone: str = ""
    private_only: bool = False
    owner: str = ""
    review_by: date | None = None
    keywords: tuple[str, ...] = ()
    general: bool = False
    page_id: int | None = None

    def expired(self, on: date) -> bool:
        """Whether one of its sources no longer holds, so that it must not be suggested."""
        return any(source.expired(on) for source in self.sources)

    def rests_on(self, references: Collection[str]) -> list[Source]:
        """Those of its sources that are among these, told to have changed."""
        return [source for source in self.sources if source.reference in references]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The templates by id, in the order of their ids."""

    templates: Mapping[str, Template]

    def __iter__(self) -> Iterator[Template]:
        return iter(self.templates.values())

    def __len__(self) -> int:
        return len(self.templates)

    def find(self, template_id: str) -> Template:
        """NotFoundError where there is none of that id."""
        try:
            return self.templates[template_id]
        except KeyError:
            raise NotFoundError(
                f"Không có mẫu phản hồi “{template_id}”. Có thể mẫu đã đổi tên hoặc bị gỡ; "
                "hãy chọn lại trong danh sách mẫu.",
                template=template_id,
            ) from None


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Read every `*.md` of a folder, the shipped one by default. BadInputError names the file."""
    files = sorted((folder or SHIPPED).glob("*.md"))
    read = (parse_template(file.stem, file.read_text(encoding="utf-8")) for file in files)
    return Catalogue({template.id: template for template in read})


def parse_template(template_id: str, text: str) -> Template:
    """Read one template as it is written in a file; BadInputError says what can't be read."""
    head, body = _split(template_id, unicodedata.normalize("NFC", text))
    try:
        return _read(template_id, head, body)
    except (KeyError, TypeError, ValueError) as fault:
        raise _unreadable(template_id, f"phần đầu có chỗ sai: {fault}") from fault


def read_template(
    template_id: str, head: Mapping[str, object], body: str, *, page_id: int | None = None
) -> Template:
    """A template kept as values instead of a file; BadInputError says what does not hold."""
    try:
        return replace(_read(template_id, head, body), page_id=page_id)
    except (KeyError, TypeError, ValueError) as fault:
        raise _unreadable(template_id, str(fault)) from fault


def _split(template_id: str, text: str) -> tuple[dict[str, object], str]:
    whole = _WHOLE.fullmatch(text.replace("\r\n", "\n"))
    if whole is None:
        raise _unreadable(template_id, "phần đầu phải nằm giữa hai dòng ---")
    try:
        head = yaml.safe_load(whole["head"])
    except yaml.YAMLError as fault:
        mark = fault.problem_mark if isinstance(fault, MarkedYAMLError) else None
        where = f", ở dòng {mark.line + 2}" if mark else ""
        raise _unreadable(template_id, f"phần đầu không phải YAML{where}") from fault
    if not isinstance(head, dict):
        raise _unreadable(template_id, "phần đầu phải là các dòng “tên: giá trị”")
    if unknown := set(head) - _KEYS:
        raise _unreadable(
            template_id, f"phần đầu có mục lạ: {', '.join(sorted(map(str, unknown)))}"
        )
    return head, whole["body"].strip()


def _read(template_id: str, head: Mapping[str, object], body: str) -> Template:
    review_by = head.get("review_by")
    return Template(
        id=template_id,
        title=str(head["title"]),
        labels=tuple(Label(str(name)) for name in _list(head, "labels")),
        body=body,
        fields=tuple(_field(entry) for entry in _list(head, "fields")),
        sources=tuple(_source(entry) for entry in _list(head, "sources")),
        tone=str(head.get("tone", "")),
        private_only=head.get("private_only", False) is True,
        owner=str(head.get("owner", "")),
        review_by=_day(review_by),
        keywords=tuple(str(word) for word in _list(head, "keywords")),
        general=head.get("general", False) is True,
    )


def _list(head: Mapping[str, object], key: str) -> list[object]:
    value = head.get(key) or []
    if not isinstance(value, list):
        raise TypeError(f"mục {key} phải là danh sách")
    return cast("list[object]", value)


def _field(entry: object) -> Field:
    """A bare name is one of the common fields; a mapping declares a field of this template."""
    if isinstance(entry, str):
        if entry not in COMMON_FIELDS:
            raise ValueError(f"ô {entry} không phải ô chung, cần khai báo đủ")
        return COMMON_FIELDS[entry]
    if not isinstance(entry, dict):
        raise TypeError("mỗi ô phải là tên ô chung hoặc một khai báo")
    return Field(
        name=str(entry["name"]),
        label_vi=str(entry["label_vi"]),
        required=entry.get("required", True) is True,
        hint=str(entry.get("hint", "")),
        default=str(entry.get("default", "")),
    )


def _source(entry: object) -> Source:
    if not isinstance(entry, dict):
        raise TypeError("mỗi nguồn phải có title và reference")
    return Source(
        title=str(entry["title"]),
        reference=str(entry["reference"]),
        valid_from=_day(entry.get("valid_from")),
        valid_to=_day(entry.get("valid_to")),
    )


def _day(value: object) -> date | None:
    """YAML reads dates by itself; JSON keeps them as text."""
    if value is None or type(value) is date:
        return value
    if isinstance(value, str):
        return date.fromisoformat(value)
    raise TypeError(f"“{value}” không phải ngày dạng 2026-01-31")


def _unreadable(template_id: str, why: str) -> BadInputError:
    return BadInputError(
        f"Không đọc được mẫu phản hồi “{template_id}”: {why}. Các mẫu khác không bị ảnh hưởng.",
        template=template_id,
    )
