"""Strict filling: a blank is either filled or refused by name; values are text, never evaluated."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from liquid import BoundTemplate, Environment, StrictUndefined
from liquid.exceptions import LiquidError, ResourceLimitError

from moderation.errors import BadInputError, TooLargeError
from response_templates.catalogue import Template
from response_templates.fields import Field

__all__ = ["MAX_REPLY", "fields_in", "fill"]

MAX_REPLY = 8_000
"""The longest filled reply, in characters."""

_MAX_VALUE = 2_000
_TAGS = {"content", "output", "illegal", "if", "unless"}
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class _Plain(Environment):
    """Blanks and conditions alone: no loops, no includes, no assignments, no filters."""

    # Liquid counts bytes of UTF-8; a Vietnamese letter takes up to three.
    output_stream_limit = 3 * MAX_REPLY
    block_nesting_limit = 4

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=extra)
        self.tags = {name: tag for name, tag in self.tags.items() if name in _TAGS}
        self.filters.clear()


_LIQUID = _Plain(undefined=StrictUndefined, autoescape=False)


def fields_in(body: str) -> tuple[str, ...]:
    """The names of the blanks in the order in which they first stand. BadInputError if malformed.

    A blank is one plain name: `{{ a.b }}` is refused, as are loops, includes and filters.
    """
    found = _parse(body).analyze().variables
    for uses in found.values():
        if any(len(use.segments) > 1 for use in uses):
            raise BadInputError(
                f"Trong mẫu, “{uses[0]}” không phải tên ô. Tên ô chỉ gồm chữ, số và dấu _."
            )
    return tuple(sorted(found, key=lambda name: found[name][0].span.index))


def fill(template: Template, values: Mapping[str, str]) -> str:
    """The reply's text. BadInputError names the field that is missing or unknown.

    An optional field left empty counts as false in `{% if ten_o %}`.
    """
    known = {field.name: field for field in template.fields}
    for name in (*values, *fields_in(template.body)):
        if name not in known:
            raise BadInputError(
                f"Mẫu “{template.title}” không khai báo ô “{name}”. Chưa có gì được đăng; "
                "hãy bỏ ô này hoặc khai báo nó trong mẫu.",
                field=name,
            )
    filled = {field.name: _value(template, field, values) for field in template.fields}
    return _render(template, filled)


def _value(template: Template, field: Field, values: Mapping[str, str]) -> str | None:
    given = values.get(field.name, "")
    value = _CONTROL.sub("", unicodedata.normalize("NFC", given)).strip() or field.default
    if len(value) > _MAX_VALUE:
        raise TooLargeError(
            f"Ô “{field.label_vi}” dài quá {_MAX_VALUE} ký tự. Hãy rút gọn.", field=field.name
        )
    if not value and field.required:
        raise BadInputError(
            f"Ô “{field.label_vi}” còn trống nên chưa ghép được mẫu “{template.title}”. "
            "Hãy điền ô này; các ô khác vẫn giữ nguyên.",
            field=field.name,
        )
    return value or None


def _render(template: Template, filled: Mapping[str, str | None]) -> str:
    try:
        text = _parse(template.body).render(**filled)
    except ResourceLimitError:
        text = " " * (MAX_REPLY + 1)
    except LiquidError as fault:
        raise _malformed(fault) from fault
    if len(text) > MAX_REPLY:
        raise TooLargeError(
            f"Phản hồi theo mẫu “{template.title}” dài quá {MAX_REPLY} ký tự. Hãy rút gọn các ô."
        )
    return _BLANK_LINES.sub("\n\n", text).strip()


@lru_cache(maxsize=1024)
def _parse(body: str) -> BoundTemplate:
    try:
        return _LIQUID.from_string(body)
    except LiquidError as fault:
        raise _malformed(fault) from fault


def _malformed(fault: LiquidError) -> BadInputError:
    place = fault.context()
    where = f" ở dòng {place[0]}" if place else ""
    return BadInputError(
        f"Mẫu viết sai{where}. Trong mẫu chỉ dùng ô dạng {{{{ ten_o }}}} và điều kiện "
        f"{{% if ten_o %}}…{{% endif %}}. Chi tiết: {fault.message}."
    )
