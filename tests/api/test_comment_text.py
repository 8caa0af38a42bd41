"""What a citizen wrote is cut for showing, and nothing of it is lost or hidden."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.comment_text import SHOWN_LIMIT, segments
from api.view_models.parts import TextSegment


def test_marks_cover_exactly_their_spans() -> None:
    """Spans may overlap; each run carries all the marks that hold over it."""
    made = segments("nghe nói thu phí", [(0, 8, "rule"), (5, 12, "weight")])
    assert made == (
        TextSegment("nghe ", ("rule",)),
        TextSegment("nói", ("rule", "weight")),
        TextSegment(" thu", ("weight",)),
        TextSegment(" phí", ()),
    )


def test_characters_that_do_not_show_get_names() -> None:
    """Direction marks and zero-width letters are where a text lies to its reader."""
    made = segments("a\u202eb\u200b\u200bc")
    assert [part.text for part in made] == ["a", "U+202E", "b", "U+200B ×2", "c"]
    assert made[1].marks == ("hidden",)


def test_an_emoji_of_several_people_stays_one() -> None:
    """The joiner inside an emoji is not an attack."""
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert segments(f"nhà em {family}") == (TextSegment(f"nhà em {family}"),)


def test_piled_marks_are_cut_and_vietnamese_is_not() -> None:
    """Decomposed Vietnamese has two marks on a letter; a pile of twelve is a prank."""
    assert segments("Ha\u0323\u0302 pho\u031b\u0309") == (TextSegment("Hậ phở"),)
    assert len(segments("Z" + "\u0351" * 12)[0].text) == 1 + 4


def test_a_text_over_the_limit_says_that_it_goes_on() -> None:
    """What is not shown is announced."""
    made = segments("a" * (SHOWN_LIMIT + 5))
    assert len(made[0].text) == SHOWN_LIMIT
    assert made[-1].text == "…"


@given(
    st.text(alphabet="aạ ộ\u202e\u200d👍!", max_size=60),
    st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70)), max_size=5),
)
def test_no_visible_letter_is_lost_whatever_the_spans(
    text: str, spans: list[tuple[int, int]]
) -> None:
    """Spans out of range or inverted change marks alone, never the text."""
    made = segments(text, [(start, end, "rule") for start, end in spans])
    shown = "".join(part.text for part in made if "hidden" not in part.marks)
    assert shown.replace("\u200d", "") == text.replace("\u202e", "").replace("\u200d", "")
