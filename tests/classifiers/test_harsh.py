"""Which words a reader may choose to meet masked."""

from __future__ import annotations

import unicodedata

import pytest

from classifiers.harsh import harsh_spans


def masked(text: str) -> str:
    """The text with foul words as dots."""
    for start, end in reversed(harsh_spans(text)):
        text = text[:start] + "•" * (end - start) + text[end:]
    return text


def test_foul_words_are_found_whole_in_either_case_and_in_decomposed_letters() -> None:
    """With the offsets of the text as it was written."""
    assert masked("ĐỊT mẹ") != "ĐỊT mẹ"
    assert "đéo" not in masked(unicodedata.normalize("NFC", "nói đéo nghe"))
    assert harsh_spans(unicodedata.normalize("NFD", "nói đéo nghe")) != []


@pytest.mark.parametrize(
    "text",
    ["cc phường làm việc tốt", "xe vl xây dựng", "các lớp học lớn", "TP.HCM cl", "con lợn nhà bác"],
)
def test_what_may_be_harmless_is_left_alone(text: str) -> None:
    """Short forms with a plain meaning, and words that only look alike without their accents."""
    assert harsh_spans(text) == []
