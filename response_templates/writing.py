"""Templates as staff write them, with no word of a template language.

A blank is its name in brackets: `[Hạn nộp hồ sơ]`. What stands in double brackets is left out
unless its blanks are filled: `[[ Lệ phí: [Mức lệ phí].]]`; such blanks are optional. A draft begins
in the same form, so what the author of a template sees is what the writer of a reply sees.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import replace

from moderation.errors import BadInputError
from moderation.text import fold
from response_templates.catalogue import Template
from response_templates.fields import COMMON_FIELDS, OFFICIAL_LINK, Field

__all__ = ["blank", "read_body", "settle", "written"]

_STRETCH = re.compile(r"\[\[(?P<inner>(?:\[[^\[\]\n]*\]|[^\[\]]|\](?!\]))*)\]\]")
_BLANK = re.compile(r"\[(?P<label>[^\[\]\n]*)\]")
_TAG = re.compile(r"\{%\s*(?P<tag>if|endif)\b[^%]*%\}|\{\{\s*(?P<name>\w+)\s*\}\}")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_LONGEST_LABEL, _MOST_BLANKS = 80, 40

# Short ways to name the blanks that all templates share.
_SHORT = {
    "xung ho": "cach_xung",
    "co quan": "co_quan",
    "lien he": "lien_he",
    "gio lam viec": "gio_lam_viec",
    "cong dich vu cong": "duong_dan_cong",
    "nguon": OFFICIAL_LINK,
    "duong dan nguon": OFFICIAL_LINK,
}


def blank(field: Field) -> str:
    """How a blank stands in a text."""
    return f"[{field.label_vi}]"


def read_body(text: str, hints: Mapping[str, str] | None = None) -> tuple[str, tuple[Field, ...]]:
    """The body for `fill`, and its fields; BadInputError says what can't be read.

    `hints` gives examples of good values by the blanks' names.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    if "{{" in text or "{%" in text:
        raise BadInputError(
            "Đừng dùng {{ hoặc {%: ô trống viết trong ngoặc vuông, ví dụ [Hạn nộp]."
        )
    fields: dict[str, Field] = {}
    for found in _BLANK.finditer(_STRETCH.sub("", text)):
        _declare(fields, found["label"], required=True)
    for stretch in _STRETCH.finditer(text):
        labels = _BLANK.findall(stretch["inner"])
        if not labels:
            raise BadInputError(
                f"Đoạn [[{stretch['inner'].strip()[:40]}]] không có ô trống nào, nên không biết "
                "khi nào hiện. Thêm một ô trong ngoặc vuông, hoặc bỏ ngoặc kép."
            )
        for label in labels:
            _declare(fields, label, required=False)
    if len(fields) > _MOST_BLANKS:
        raise BadInputError(f"Mẫu có quá {_MOST_BLANKS} ô trống. Hãy tách thành nhiều mẫu.")
    body = _BLANK.sub(_placed, _STRETCH.sub(_conditional, text))
    if rest := re.search(r".{0,20}(\[|\]).{0,20}", body):
        raise BadInputError(f"Ngoặc vuông không đóng đủ ở “{rest.group().strip()}”.")
    known = {fold(name): hint.strip() for name, hint in (hints or {}).items()}
    return body, tuple(
        replace(field, hint=known.get(fold(field.label_vi), field.hint))
        for field in fields.values()
    )


def written(template: Template, values: Mapping[str, str] | None = None) -> str:
    """A template as its author writes it, the blanks of `values` filled in."""
    labels = {field.name: blank(field) for field in template.fields} | dict(values or {})
    made, at, depth = [], 0, 0
    for found in _TAG.finditer(template.body):
        made.append(template.body[at : found.start()])
        at = found.end()
        if found["name"]:
            made.append(labels.get(found["name"], f"[{found['name']}]"))
            continue
        opens = found["tag"] == "if"
        depth += 1 if opens else -1
        if depth == int(opens):
            made.append("[[" if opens else "]]")
    return "".join([*made, template.body[at:]])


def settle(text: str, open_blanks: Collection[str], *, drop: bool) -> str:
    """The text with its double brackets resolved, given the blanks that may still be open.

    A stretch with none left is plain text; one with some left stays, or with `drop` goes.
    """

    def resolved(stretch: re.Match[str]) -> str:
        inner = stretch["inner"]
        if not any(each in inner for each in open_blanks):
            return inner
        return "" if drop else stretch.group()

    return _STRETCH.sub(resolved, text)


def _declare(fields: dict[str, Field], label: str, *, required: bool) -> None:
    field = _named(label)
    held = fields.get(field.name)
    if held is None:
        fields[field.name] = replace(field, required=required)
    elif fold(held.label_vi) != fold(field.label_vi):
        raise BadInputError(f"Hai ô “{held.label_vi}” và “{field.label_vi}” trùng tên. Đổi một ô.")


def _named(label: str) -> Field:
    label = " ".join(label.split())
    plain = _NOT_WORD.sub(" ", fold(label)).strip()
    if not plain or len(label) > _LONGEST_LABEL:
        raise BadInputError(
            f"Ô [{label[:40]}] cần một tên từ 1 đến {_LONGEST_LABEL} ký tự, có chữ."
        )
    for field in COMMON_FIELDS.values():
        if _SHORT.get(plain) == field.name or fold(field.label_vi) == fold(label):
            return field
    name = plain.replace(" ", "_")
    return Field(f"o_{name}" if name[0].isdigit() else name, label)


def _placed(found: re.Match[str]) -> str:
    return f"{{{{ {_named(found['label']).name} }}}}"


def _conditional(stretch: re.Match[str]) -> str:
    names = dict.fromkeys(_named(label).name for label in _BLANK.findall(stretch["inner"]))
    tests = "".join(f"{{% if {name} %}}" for name in names)
    return tests + stretch["inner"] + "{% endif %}" * len(names)
