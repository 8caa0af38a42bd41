"""Rules that an agency writes itself: what they match, what they refuse, what they cost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.rules.compiling import MAX_LENGTH, MAX_PATTERNS, MAX_PHRASES, compile_rule
from classifiers.rules.lines import read_rule, write_rule
from classifiers.rules.texts import READ_LIMIT, bare_words, read_texts
from moderation.errors import BadInputError, PhanHoiError, TooLargeError

FLOOD = {
    "and": [
        {"phrases": ["vỡ đê", "tràn đê"], "patterns": [r"lũ cấp \d"]},
        {"not": {"phrases": ["diễn tập"]}},
    ]
}


def said(condition: object, text: str) -> list[str] | None:
    """What of the text speaks for the rule, in the citizen's own letters."""
    spans = compile_rule(condition).match(text)
    return None if spans is None else [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Vỡ đê rồi bà con ơi", ["Vỡ đê"]),
        ("vo de roi", ["vo de"]),
        ("VỠ ĐÊÊÊ!!!", ["VỠ ĐÊÊÊ"]),
        (unicodedata.normalize("NFD", "sắp vỡ đê"), [unicodedata.normalize("NFD", "vỡ đê")]),
        ("vỡ\u200b đê", ["vỡ\u200b đê"]),
        ("nước lên, lũ cấp 3", ["lũ cấp 3"]),
        ("LŨ CẤP 3", ["LŨ CẤP 3"]),
        ("vở đề thi", None),
        ("vỡ đêm", None),
        ("xã diễn tập chống vỡ đê", None),
        ("", None),
    ],
)
def test_a_phrase_is_found_as_people_write_it(text: str, words: list[str] | None) -> None:
    """Accents missing or decomposed, capitals, stretched letters; never a part of a word."""
    assert said(FLOOD, text) == words


def test_a_phrase_without_accents_stands_for_any_accents() -> None:
    """Who types "thu phi" means every way to write it; who types accents means those or none."""
    assert said({"phrases": ["thu phi"]}, "nạn thu phí") == ["thu phí"]
    assert said({"phrases": ["thu phí"]}, "thư phi") is None


def test_short_forms_are_read_as_what_they_stand_for() -> None:
    """In the comment and in the rule alike."""
    assert said({"phrases": ["không trả lời"]}, "hỏi mãi ko trả lời") == ["ko trả lời"]
    assert said({"phrases": ["không phải"]}, "kp ở đây") == ["kp"]
    assert said({"phrases": ["ko ai"]}, "chẳng thấy, không ai") == ["không ai"]


def test_groups_join_by_and_or_not() -> None:
    """The spans are those of the parts that hold."""
    condition = {
        "or": [
            {"and": [{"phrases": ["cầu"]}, {"phrases": ["sập", "nứt"]}]},
            {"phrases": ["kẹt", "cứng"], "need": "all"},
        ]
    }

    assert said(condition, "cầu mới đã nứt") == ["cầu", "nứt"]
    assert said(condition, "cầu mới") is None
    assert said(condition, "kẹt xe cứng ngắc") == ["kẹt", "cứng"]
    assert said(condition, "kẹt xe") is None


def test_a_pattern_of_single_bytes_cuts_no_character() -> None:
    """RE2 knows them; a span still begins and ends between characters."""
    assert said({"patterns": [r"đ\Cx?"]}, "vỡ đê rồi") == ["đ"]


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        (r"(ngập)\1", r"ký tự thứ 7, chỗ “\1”"),
        ("giá(", "ký tự thứ 4"),
        ("[a-z", "ký tự thứ 1"),
        ("a**", "ký tự thứ 2"),
        ("(?=a)b", "ký tự thứ 1"),
        ("a{5000}", "số lần lặp quá lớn"),
        ("a*", "khớp cả bình luận trống"),
        ("x\ud800", "ký tự hỏng ở vị trí 2"),
        (r"((\p{L}{50}){20}\p{Lu}{900}){900}", "quá lớn"),
    ],
)
def test_a_pattern_that_can_not_be_used_is_explained(pattern: str, told: str) -> None:
    """In Vietnamese, with the place in the pattern."""
    with pytest.raises(BadInputError) as refused:
        compile_rule({"patterns": [pattern]})
    assert told in refused.value.message


@pytest.mark.parametrize(
    "condition",
    [
        None,
        [],
        {},
        {"phrases": []},
        {"phrases": ["!!!"]},
        {"phrases": "vỡ đê"},
        {"phrases": ["a"], "need": "most"},
        {"and": []},
        {"and": [{"phrases": ["a"]}], "or": [{"phrases": ["a"]}]},
        {"not": {"phrases": ["a"]}},
        {"or": [{"phrases": ["a"]}, {"not": {"phrases": ["b"]}}]},
        {"xor": [{"phrases": ["a"]}]},
    ],
)
def test_a_condition_that_says_nothing_is_refused(condition: object) -> None:
    """Nor may a rule hold for an empty comment, that is, for nearly all."""
    with pytest.raises(BadInputError):
        compile_rule(condition)


def test_limits_are_kept() -> None:
    """Phrases, patterns, their length, and how deep parts lie in parts."""
    deep: object = {"phrases": ["a"]}
    for _ in range(4):
        deep = {"and": [deep]}
    for condition in (
        {"phrases": [f"cụm {n}" for n in range(MAX_PHRASES + 1)]},
        {"patterns": [f"mẫu {n}" for n in range(MAX_PATTERNS + 1)]},
        {"phrases": ["a" * (MAX_LENGTH + 1)]},
        deep,
    ):
        with pytest.raises(TooLargeError):
            compile_rule(condition)
    compile_rule({"phrases": [f"cụm {n}" for n in range(MAX_PHRASES)]})


def test_a_long_text_is_read_up_to_the_limit_and_each_hit_is_one_of_few() -> None:
    """So no comment, however made, takes long."""
    rule = compile_rule({"phrases": ["đê"], "patterns": ["(vỡ.*x|vỡ)"]})

    assert rule.match("a" * READ_LIMIT + " đê") is None
    assert len(rule.match("vỡ đê " * 3_000) or []) == 20


_TEXT = st.text(max_size=60) | st.sampled_from(
    ["vỡ đê", "kp", "a\u0301\u200b", "\ud800", "ﬁ", "(a"]
)
_LEAF = st.fixed_dictionaries(
    {},
    optional={
        "phrases": st.lists(_TEXT, max_size=3),
        "patterns": st.lists(_TEXT, max_size=3),
        "need": st.sampled_from(["any", "all", "x"]),
    },
)
_NODE = st.recursive(
    _LEAF | st.none() | st.integers() | _TEXT,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"and": st.lists(inner, max_size=3)}),
        st.fixed_dictionaries({"or": st.lists(inner, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=6,
)


@given(_NODE, _TEXT)
def test_no_condition_and_no_text_break_anything(condition: object, text: str) -> None:
    """Whatever is given, the answer is spans within the text, None, or an error of ours."""
    try:
        spans = compile_rule(condition).match(text)
    except PhanHoiError:
        return
    for start, end in spans or ():
        assert 0 <= start < end <= len(text)


@given(st.lists(_TEXT, max_size=5))
def test_texts_read_together_are_as_read_alone(texts: list[str]) -> None:
    """A batch only saves time."""
    together = read_texts(texts)
    assert together == [read_texts([text])[0] for text in texts]
    assert bare_words(texts) == [read.words for read in together]


LINES = """
vỡ đê
tràn đê
/lũ cấp \\d/
và: phường Hoa Mai
Không:
diễn tập
HOẶC:
sập cầu
"""


def test_staff_write_a_rule_as_lines() -> None:
    """One phrase a line, patterns between strokes, headings for and, or, not."""
    assert read_rule(LINES) == {
        "or": [
            {
                "and": [
                    {"phrases": ["vỡ đê", "tràn đê"], "patterns": [r"lũ cấp \d"]},
                    {"phrases": ["phường Hoa Mai"]},
                    {"not": {"phrases": ["diễn tập"]}},
                ]
            },
            {"phrases": ["sập cầu"]},
        ]
    }


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("", "nhóm cuối cùng"),
        ("vỡ đê\nvà:", "nhóm cuối cùng"),
        ("vỡ đê\nvà:\nhoặc:\na", "Dòng 3"),
        ("vỡ đê\n/mở mà không đóng", "Dòng 2"),
        ("vỡ đê\nkhông: và: a", "Dòng 2"),
    ],
)
def test_a_line_that_can_not_be_read_is_named(lines: str, told: str) -> None:
    """By its number, as the person sees it."""
    with pytest.raises(BadInputError) as refused:
        read_rule(lines)
    assert told in refused.value.message


_LINE = st.sampled_from(["vỡ đê", "  sập   cầu ", "/a+/", "và:", "không: diễn tập", "hoặc:", "x:y"])


@given(st.lists(_LINE | _TEXT, max_size=8).map("\n".join))
def test_lines_and_conditions_are_two_forms_of_one_thing(lines: str) -> None:
    """What was read can be written, and reading that gives the same again."""
    try:
        condition = read_rule(lines)
    except PhanHoiError:
        return
    assert read_rule(write_rule(condition)) == condition


@pytest.mark.parametrize("condition", [{"not": {"not": {"phrases": ["a"]}}}, 3, {"and": [None]}])
def test_a_condition_that_lines_can_not_say_is_refused(condition: object) -> None:
    """Rather than written as something else."""
    with pytest.raises(BadInputError):
        write_rule(condition)
