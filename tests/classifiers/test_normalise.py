"""Every spelling that a citizen may use reads the same, and the way back is kept."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.normalise import letters_of, views

VIETNAMESE = st.text(
    alphabet=st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấẩễộợừỹ ?!.😂\u0301\u200b1"),
    max_size=60,
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("hòa bình", "hoà bình"),
        ("THỦY lợi", "thuỷ lợi"),
        (unicodedata.normalize("NFD", "Đường ngập"), "đường ngập"),
        ("𝐯𝐚𝐲 ｎｈａｎｈ", "vay nhanh"),
        ("vау nhаnh", "vay nhanh"),  # Cyrillic а and у
        ("v\u200bay", "vay"),
        ("nguuuuu vậyyy", "ngu vậy"),
        ("thật    không????", "thật không??"),
        ("mất 1000000 đồng", "mất 1000000 đồng"),
        ("quý hoá", "quý hoá"),
        ("hoàn", "hoàn"),
    ],
)
def test_one_text_has_one_reading(written: str, read: str) -> None:
    """Case, composition, tone place, look-alikes, stretching: none of them matters."""
    assert letters_of([written]) == [read]


def test_the_bare_view_is_as_long_as_the_accented_one() -> None:
    """Both views share their offsets."""
    batch = views(["Đề nghị xử lý", "", "đèn đỏ 😡"])

    assert len(batch.letters) == len(batch.bare) == len(batch.origin)


@given(st.lists(VIETNAMESE, max_size=4))
@settings(max_examples=150)
def test_every_position_leads_back_into_its_own_text(texts: list[str]) -> None:
    """A span of the views is a span of the original, whatever was dropped or joined."""
    batch = views(texts)

    for place, owner in enumerate(batch.owner.tolist()):
        if owner >= 0:
            start, end = batch.original_span(place, place + 1)
            assert 0 <= start < end <= len(texts[owner])


def test_a_joined_letter_leads_back_to_its_whole_cluster() -> None:
    """The accent of a decomposed letter belongs to the letter's span."""
    text = unicodedata.normalize("NFD", "đẹp")
    batch = views([text])
    place = batch.letters.tolist().index(ord("ẹ"))

    start, end = batch.original_span(place, place + 1)

    assert unicodedata.normalize("NFC", text[start:end]) == "ẹ"
