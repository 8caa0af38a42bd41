"""Reading templates from files, and what is said of those that can't be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from moderation.errors import BadInputError, NotFoundError
from moderation.vocabulary import Label
from response_templates import Field, lint, load_catalogue, parse_template

WHOLE = """---
title: Giờ mở cửa thư viện
labels: [policy_question]
tone: hướng dẫn
owner: Thư viện
fields:
  - cach_xung
  - duong_dan_cong
  - {name: gio, label_vi: Giờ mở cửa, hint: 8 giờ, required: false}
sources:
  - {title: Nội quy thư viện, reference: 12/QĐ-TV, valid_from: 2025-01-01, valid_to: 2026-12-31}
review_by: 2027-01-31
keywords: [mượn sách]
---
Chào {{ cach_xung }}, thư viện mở cửa {{ gio }}. Xem {{ duong_dan_cong }}.
"""


def test_a_file_is_read_with_its_name_as_id(tmp_path: Path) -> None:
    """Front matter becomes values, the rest the body; other files are left alone."""
    (tmp_path / "thu-vien.md").write_text(WHOLE, encoding="utf-8")
    (tmp_path / "ghi-chu.txt").write_text("không phải mẫu", encoding="utf-8")
    catalogue = load_catalogue(tmp_path)
    template = catalogue.find("thu-vien")
    assert list(catalogue) == [template]
    assert template.labels == (Label.POLICY_QUESTION,)
    assert template.fields[2] == Field("gio", "Giờ mở cửa", required=False, hint="8 giờ")
    assert template.sources[0].valid_to == date(2026, 12, 31)
    assert template.body.startswith("Chào")


def test_an_unknown_id_is_not_found() -> None:
    """The sentence names the id that was asked for."""
    with pytest.raises(NotFoundError, match="khong-co"):
        load_catalogue().find("khong-co")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("---\ntitle", "title", "hai dòng ---"),
        ("title: Giờ", "title: Giờ: mở", "ở dòng 2"),
        ("policy_question", "khen_ngoi", "khen_ngoi"),
        ("- cach_xung", "- ten_rieng", "ten_rieng"),
        ("tone:", "giong:", "giong"),
        ("review_by: 2027-01-31", "review_by: sang năm", "sang năm"),
        ("labels: [policy_question]", "labels: policy_question", "danh sách"),
    ],
)
def test_what_can_not_be_read_is_said_in_words(old: str, new: str, said: str) -> None:
    """A fault in the front matter is refused with the place, never read half."""
    with pytest.raises(BadInputError, match=said):
        parse_template("thu-vien", WHOLE.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "on", "said"),
    [
        ("tone: hướng dẫn\n", "", "2026-06-01", "giọng văn"),
        (" mở cửa {{ gio }}", "", "2026-06-01", "“gio” khai báo mà không dùng"),
        ("{{ gio }}", "{{ gio }} {{ ngay }}", "2026-06-01", "“ngay” dùng trong nội dung"),
        ("{{ gio }}", "{{ gio.dau }}", "2026-06-01", "không phải tên ô"),
        ("{{ gio }}", "{% for x in gio %}{% endfor %}", "2026-06-01", "viết sai"),
        ("", "", "2027-01-01", "hết hiệu lực từ 31/12/2026"),
        ("", "", "2024-12-31", "chưa có hiệu lực"),
        ("", "", "2027-02-01", "quá ngày xem lại"),
        ("labels: [policy", "labels: [contrary_information, policy", "2026-06-01", "cần ô"),
    ],
)
def test_lint_tells_the_owner_what_is_wrong(old: str, new: str, on: str, said: str) -> None:
    """One sentence for each fault, as of a day."""
    template = parse_template("thu-vien", WHOLE.replace(old, new, 1))
    assert any(said in fault for fault in lint(template, on=date.fromisoformat(on)))


def test_a_question_needs_a_source_or_a_link() -> None:
    """A reply that states something carries where it is written (duty A06)."""
    bare = parse_template(
        "x", "---\ntitle: X\nlabels: [policy_question]\ntone: t\nowner: o\n"
        "review_by: 2027-01-01\n---\nXin chào."
    )  # fmt: skip
    assert lint(bare, on=date(2026, 6, 1)) == [
        "Nhãn “Câu hỏi chính sách” cần nguồn hoặc ô đường dẫn."
    ]
