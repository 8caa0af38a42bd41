"""A marked syllable is shown as the whole word that it belongs to."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.compounds import whole_words, words_of

TEXT = "sao danh sách hỗ trợ không có tên nhà tui"


def test_a_syllable_is_widened_to_its_compound() -> None:
    """Nobody reads "sách" out of "danh sách"."""
    start = TEXT.index("sách")

    assert whole_words(TEXT, [(start, start + 4, "feedback")]) == [
        (TEXT.index("danh"), start + 4, "feedback")
    ]


def test_two_syllables_of_one_word_become_one_span() -> None:
    """Both halves marked are one mark."""
    first, second = TEXT.index("danh"), TEXT.index("sách")
    spans = [(first, first + 4, "feedback"), (second, second + 4, "feedback")]

    assert whole_words(TEXT, spans) == [(first, second + 4, "feedback")]


def test_spans_of_different_labels_stay_apart() -> None:
    """What speaks for one label is not lent to another."""
    spans = [(0, 3, "policy_question"), (TEXT.index("tên"), TEXT.index("tên") + 3, "feedback")]

    assert [label for _, _, label in whole_words(TEXT, spans)] == ["policy_question", "feedback"]


def test_a_very_long_text_keeps_its_spans() -> None:
    """Opening a case never waits for a long text to be cut into words."""
    assert whole_words("x " * 5_000, [(0, 1, "spam")]) == [(0, 1, "spam")]


@settings(max_examples=60)
@given(text=st.text(max_size=120))
def test_words_lie_in_the_text_in_order(text: str) -> None:
    """Whatever is typed, a word's place is inside the text and after the one before."""
    ends = [0]
    for start, end in words_of(text):
        assert ends[-1] <= start < end <= len(text)
        ends.append(end)
