"""What a comment is about beside its label, on invented comments: found, and little besides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from classifiers.children import named_children
from classifiers.privacy import find as private
from classifiers.privacy import mask
from classifiers.rules.texts import read_texts
from classifiers.traits import _rules, find
from moderation.vocabulary import Trait

HERE = Path(__file__).parent


def rows_of(name: str) -> list[tuple[set[str], str]]:
    """The samples of a file: what they are about, and their words."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t", 1) for line in lines if not line.startswith("#"))
    return [(set(said.split(",")) - {"-"}, text) for said, text in pairs]


def measured(rows: list[tuple[set[str], str]], found: list[set[str]]) -> tuple[float, float]:
    """Precision and recall over all traits together."""
    right = sum(len(wanted & got) for (wanted, _), got in zip(rows, found, strict=True))
    return (
        right / sum(len(got) for got in found),
        right / sum(len(wanted) for wanted, _ in rows),
    )


@pytest.mark.parametrize("name", ["traits_items.txt", "traits_held_out.txt"])
def test_traits_are_found_and_hardly_anything_else(name: str) -> None:
    """Precision and recall of at least 0.95, each trait found at least three times in four."""
    rows = rows_of(name)
    found = [{trait.value for trait in one.traits} for one in find([text for _, text in rows])]

    precision, recall = measured(rows, found)

    assert len(rows) >= 100
    assert precision >= 0.95
    assert recall >= 0.95
    for trait in set(Trait) - {Trait.MINORITY_LANGUAGE}:
        [_, share] = measured([(wanted & {trait.value}, text) for wanted, text in rows], found)
        assert share >= 0.75, trait


def test_minority_languages_are_told_and_vietnamese_is_not() -> None:
    """Nine in ten are found; no Vietnamese, English, Lao or Chinese comment is taken for one."""
    rows = rows_of("languages_items.txt")
    found = [one.language for one in find([text for _, text in rows])]
    theirs = [(said, got) for (said, _), got in zip(rows, found, strict=True) if said]

    assert [got for (said, _), got in zip(rows, found, strict=True) if not said and got] == []
    assert sum(got is not None and got.value in said for said, got in theirs) >= 0.9 * len(theirs)


def test_a_comment_of_another_language_is_judged_by_none_of_our_words() -> None:
    """What looks like a Vietnamese word in it is not one."""
    [one] = find(["Kâo čiăng êmuh klei mă hră hộ nghèo anei mơng ƀuôn"])

    assert one.traits == (Trait.MINORITY_LANGUAGE,)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "Cháu Minh học lớp 5A trường tiểu học Hoa Mai bị bạn đánh",
            "Cháu •••• học •••••• ••••••••••••••••••••••• bị bạn đánh",
        ),
        (
            "chau Minh hoc lop 5A truong tieu hoc Hoa Mai bi ban danh",
            "chau •••• hoc •••••• ••••••••••••••••••••••• bi ban danh",
        ),
        ("Chau Ngoc Anh Hoc Lop 2 Chua Co Sach", "Chau •••••••• Hoc ••••• Chua Co Sach"),
        ("o chau Doc co lop 5 nao day boi khong", "o chau Doc co lop 5 nao day boi khong"),
        ("tìm cháu bé tên Khôi 4 tuổi thất lạc", "tìm cháu bé tên •••• 4 tuổi thất lạc"),
        (
            "Trường mầm non Hoa Mai có nhận trẻ 18 tháng không",
            "Trường mầm non Hoa Mai có nhận trẻ 18 tháng không",
        ),
        ("MONG CÁC CHÁU VUI KHỎE", "MONG CÁC CHÁU VUI KHỎE"),
        ("Cháu ở nhà với ông bà", "Cháu ở nhà với ông bà"),
    ],
)
def test_a_child_who_is_named_is_masked_whole_with_school_and_class(text: str, shown: str) -> None:
    """A school alone is no secret; beside a child it leads there."""
    assert mask(text, private(text)) == shown


@pytest.mark.parametrize(
    ("items", "least_names", "least_found"),
    [("children_items.txt", 30, 0.9), ("bare_children_items.txt", 75, 0.85)],
)
def test_a_name_typed_small_is_masked_where_something_says_that_it_is_one(
    items: str, least_names: int, least_found: float
) -> None:
    """With and without accents: common words after "bé", "cháu" stay."""
    wanted = found = right = 0
    for line in (HERE / items).read_text(encoding="utf-8").splitlines()[1:]:
        name = re.search(r"\{(.+)\}", line)
        text = re.sub(r"[{}]", "", line)
        said = [text[a:b] for a, b, kind in named_children(text) if kind == "child_name"]
        names = [name[1]] if name else []
        wanted, found = wanted + len(names), found + len(said)
        right += sum(one in names for one in said)

    assert wanted >= least_names
    assert right / found >= 0.98
    assert right / wanted >= least_found


def test_what_the_first_pass_leaves_out_holds_nowhere() -> None:
    """Every rule that holds is among those that the first pass names."""
    rules, prefilter = _rules()
    texts = [
        text for name in ("traits_items.txt", "traits_held_out.txt") for _, text in rows_of(name)
    ]
    for text, read in zip(texts, read_texts(texts), strict=True):
        holding = {trait for trait, rule in rules.items() if rule.match(read) is not None}
        assert holding <= set(prefilter.candidates(text, read.words))


def test_places_are_never_wrong_in_decomposed_text() -> None:
    """Such text is left alone rather than masked a letter off."""
    assert list(named_children("Cha\u0301u Minh")) == []
