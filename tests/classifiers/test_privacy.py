"""Private data is found and masked; money, dates and document numbers stay."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.privacy import PrivateItem, find, mask

ITEMS = Path(__file__).with_name("privacy_items.txt")
MARKED = re.compile(r"\{(\w+):([^}]*)\}")


def marked_lines() -> list[tuple[str, set[PrivateItem]]]:
    """The invented comments with what is private in them."""
    lines = ITEMS.read_text(encoding="utf-8").splitlines()[1:]
    return [read_marks(line) for line in lines]


def read_marks(line: str) -> tuple[str, set[PrivateItem]]:
    """The plain text of a line, and the items marked in it."""
    text, items, last = "", set(), 0
    for match in MARKED.finditer(line):
        text += line[last : match.start()]
        items.add(PrivateItem(len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        last = match.end()
    return text + line[last:], items


def test_the_set_is_large_and_holds_what_must_stay() -> None:
    """At least 400 comments, a third of them with nothing private."""
    lines = marked_lines()

    assert len(lines) >= 400
    assert sum(not items for _, items in lines) * 3 >= len(lines)


def test_nearly_every_private_item_is_found_and_hardly_anything_else() -> None:
    """Recall and precision of at least 0.98, kind and borders included."""
    wanted = found = right = 0
    for text, items in marked_lines():
        said = set(find(text))
        wanted, found, right = wanted + len(items), found + len(said), right + len(items & said)

    assert right / wanted >= 0.98
    assert right / found >= 0.98


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định 874/QĐ-BTTTT ngày 17/6/2021",
        "chuyển khoản 1.500.000đ rồi",
        "hotline 1900 1234 hoặc 1800 599 920",
        "đoạn km 12+500 quốc lộ 1A",
        "một hai ba bốn năm đánh có đau không",
    ],
)
def test_public_numbers_stay(text: str) -> None:
    """Document numbers, money, hotlines, roads and songs are not private."""
    assert find(text) == []


def test_a_masked_number_shows_two_digits_at_either_end() -> None:
    """The mask keeps the length, so that offsets into the text stay good."""
    text = "gọi tôi 0912345678 nhé"

    assert mask(text, find(text)) == "gọi tôi 09••••••78 nhé"


def test_a_house_number_is_hidden_whole() -> None:
    """Two digits of three would hide nothing."""
    text = "nhà tôi số nhà 12A phường Tân An"

    assert mask(text, find(text)) == "nhà tôi số nhà ••• phường Tân An"


def test_zero_width_characters_do_not_hide_a_number() -> None:
    """What the reader does not see does not help the writer either."""
    text = "sdt 09\u200b1234\u200b5678"
    (item,) = find(text)

    assert (item.kind, text[item.start : item.end]) == ("phone", "09\u200b1234\u200b5678")


@given(st.text(max_size=80))
@settings(max_examples=200)
def test_masking_any_text_keeps_its_length(text: str) -> None:
    """Items lie in the text, in order, and never overlap."""
    items = find(text)

    assert len(mask(text, items)) == len(text)
    assert all(one.end <= other.start for one, other in pairwise(items))
