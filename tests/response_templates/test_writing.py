"""Templates as staff write them: blanks in brackets, stretches that may be left out."""

from __future__ import annotations

import pytest

from moderation.errors import BadInputError
from moderation.vocabulary import Label
from response_templates import (
    Template,
    fill,
    load_catalogue,
    own_id,
    own_template,
    read_body,
    row_of,
    settle,
    written,
)

SHIPPED = list(load_catalogue())


@pytest.mark.parametrize("template", SHIPPED, ids=lambda each: each.id)
def test_a_shipped_template_comes_back_from_its_written_form(template: Template) -> None:
    """Copied by an agency and saved untouched, it fills to the same reply."""
    body, fields = read_body(written(template))
    copy = Template("ban-chep", template.title, template.labels, body, fields)
    names = {field.label_vi: field.name for field in template.fields}
    values = {field.name: f"<{field.label_vi}>" for field in template.fields}
    again = {field.name: values[names[field.label_vi]] for field in fields}
    required = {f.name for f in template.fields if f.required}
    assert {names[f.label_vi] for f in fields if f.required} == required
    assert fill(copy, again) == fill(template, values)


def test_blanks_in_double_brackets_are_optional() -> None:
    """The stretch shows once its blank is filled, and not before."""
    body, fields = read_body("Nộp tại [Nơi nộp].[[ Lệ phí: [Mức lệ phí].]]", {"nơi nộp": "một cửa"})
    template = Template("a", "A", (Label.POLICY_QUESTION,), body, fields)
    assert [(field.label_vi, field.required) for field in fields] == [
        ("Nơi nộp", True),
        ("Mức lệ phí", False),
    ]
    assert fields[0].hint == "một cửa"
    assert fill(template, {"noi_nop": "phường"}) == "Nộp tại phường."
    filled = fill(template, {"noi_nop": "phường", "muc_le_phi": "0 đồng"})
    assert filled == "Nộp tại phường. Lệ phí: 0 đồng."


def test_common_blanks_are_known_by_their_short_names() -> None:
    """What the agency's settings fill needs no declaration."""
    body, fields = read_body("Chào [xưng hô], [Cơ quan] đã nhận. Xem [nguồn].")
    assert body == "Chào {{ cach_xung }}, {{ co_quan }} đã nhận. Xem {{ duong_dan_nguon }}."
    assert [field.name for field in fields] == ["cach_xung", "co_quan", "duong_dan_nguon"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Chào {{ cach_xung }}", "ngoặc vuông"),
        ("Nộp tại [Nơi nộp", "không đóng đủ"),
        ("Nộp tại []", "cần một tên"),
        ("[[Không có ô]]", "không có ô trống nào"),
        ("[Nơi nộp] và [Nơi-nộp]", "trùng tên"),
    ],
)
def test_what_cannot_be_read_is_told_in_plain_words(text: str, told: str) -> None:
    """No word of a template language reaches the author."""
    with pytest.raises(BadInputError, match=told):
        read_body(text)


def test_a_draft_keeps_an_open_stretch_and_the_public_never_sees_it() -> None:
    """While somebody writes it stands; what is submitted has it filled or not at all."""
    text = "Nộp tại phường.[[ Lệ phí: [Mức lệ phí].]]"
    assert settle(text, ["[Mức lệ phí]"], drop=False) == text
    assert settle(text, ["[Mức lệ phí]"], drop=True) == "Nộp tại phường."
    filled = text.replace("[Mức lệ phí]", "0 đồng")
    assert settle(filled, ["[Mức lệ phí]"], drop=False) == "Nộp tại phường. Lệ phí: 0 đồng."


def test_an_agencys_template_is_read_from_what_is_kept_of_it() -> None:
    """Its id names its row, and dates are text in JSON."""
    content = {
        "title": "Lịch tiếp dân",
        "labels": ["policy_question"],
        "body": "Chào {{ cach_xung }}.",
        "fields": ["cach_xung"],
        "sources": [{"title": "Thông báo", "reference": "12/TB-UBND", "valid_to": "2026-12-31"}],
    }
    template = own_template(7, content, page_id=3, owner="Văn phòng")
    assert (template.id, row_of(template.id), template.page_id) == (own_id(7), 7, 3)
    assert template.sources[0].valid_to is not None
    assert [row_of(other) for other in ("can-cuoc-le-phi", "co-quan-x", "co-quan-")] == [None] * 3
    with pytest.raises(BadInputError, match="Các mẫu khác không bị ảnh hưởng"):
        own_template(7, {**content, "labels": ["la"]})
