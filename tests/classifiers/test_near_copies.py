"""Copies are recognised through what people change, and different comments stay apart."""

from __future__ import annotations

import unicodedata

import pytest

from classifiers.examples import composed
from classifiers.near_copies import read_ahead, signature, signatures, similar

TEXT = "Đề nghị phường trả lời rõ vì sao hồ sơ của tôi không được giải quyết đúng hạn"


def without_accents(text: str) -> str:
    """The text as somebody types it who leaves the accents out."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in plain if not unicodedata.combining(char))


@pytest.mark.parametrize(
    "copy",
    [
        without_accents(TEXT),
        TEXT.upper(),
        unicodedata.normalize("NFD", TEXT),
        f"😡😡 {TEXT}!!!! 😡",
        TEXT.replace(" ", "  "),
        TEXT.replace("không", "ko").replace("được", "đc"),
        TEXT + "nnnnn",
    ],
)
def test_the_same_words_have_the_same_exact_signature(copy: str) -> None:
    """Accents, case, pictures, spacing, short forms and stretching do not count."""
    first, second = signature(TEXT), signature(copy)

    assert first is not None
    assert second is not None
    assert first.exact == second.exact


def test_a_copy_with_one_word_changed_is_a_candidate_and_confirmed() -> None:
    """A shared band brings it up, the comparison confirms it."""
    copy = TEXT.replace("phường", "xã")
    first, second = signature(TEXT), signature(copy)

    assert first is not None
    assert second is not None
    assert set(first.bands) & set(second.bands)
    assert similar(TEXT, copy)


def test_a_negation_makes_two_statements() -> None:
    """To say that it came is no copy of saying that it has not."""
    assert not similar("tiền hỗ trợ đã về đến xã rồi", "tiền hỗ trợ chưa về đến xã rồi")
    assert not similar("tiền hỗ trợ đã về", "tiền hỗ trợ chưa về")


def test_a_question_is_a_copy_with_or_without_the_word_that_closes_it() -> None:
    """At the end "không" only asks."""
    assert similar("làm ở phường mới có được không ạ", "làm ở phường mới có được ko vậy")
    assert similar("làm ở phường mới có được không", "làm ở phường mới có được chớ")


@pytest.mark.parametrize("text", ["", "ok", "chấm", "😂😂😂", "k", "....", "hóng ạ"])
def test_what_says_nothing_is_never_grouped(text: str) -> None:
    """Short calls and pictures would make one group of half the page."""
    assert signature(text) is None


def test_signatures_fit_a_signed_64_bit_column() -> None:
    """PostgreSQL's bigint holds them; there are at most eight bands."""
    made = signature(TEXT)

    assert made is not None
    assert len(made.bands) <= 8
    assert all(-(2**63) <= number < 2**63 for number in (made.exact, *made.bands))


def test_a_batch_gives_what_single_texts_give() -> None:
    """A comment's neighbours do not change its signature."""
    texts = [row.text for row in composed()[:300]]

    assert signatures(texts) == [signature(text) for text in texts]


def test_signatures_never_change_between_releases() -> None:
    """They are stored and compared years apart."""
    made = signature("xin hỏi thủ tục làm lại căn cước")

    assert made is not None
    assert made.exact == -1543270392114050384


def test_copies_of_composed_comments_are_found_and_strangers_are_not() -> None:
    """Recall of at least 0.95 on accentless copies with pictures; precision of at least 0.98."""
    texts = list(dict.fromkeys(row.text for row in composed()))[:1500]
    made = signatures(texts)
    kept = [(text, one) for text, one in zip(texts, made, strict=True) if one]
    copies = [f"{without_accents(text)} 👍" for text, _ in kept]
    found = [
        other is not None
        and bool({one.exact, *one.bands} & {other.exact, *other.bands})
        and similar(text, copy)
        for (text, one), copy, other in zip(kept, copies, signatures(copies), strict=True)
    ]
    by_band: dict[int, int] = {}
    strangers = 0
    for at, (text, one) in enumerate(kept):
        earlier = {by_band[band] for band in one.bands if band in by_band}
        strangers += any(similar(text, kept[number][0]) for number in earlier)
        by_band |= dict.fromkeys(one.bands, at)

    assert sum(found) >= 0.95 * len(kept)
    assert strangers <= 0.02 * len(kept)


def test_reading_ahead_changes_no_judgement() -> None:
    """Texts that are read together say what they say one by one, pictures and odd letters too."""
    texts = [TEXT, TEXT + " ạ", TEXT.replace("không", "ko"), "😡 𝒳in hỏi đẹppp", "", "không đồng ý"]
    pairs = [(one, other) for one in texts for other in texts]
    alone = [similar(*pair) for pair in pairs]

    read_ahead(texts)

    assert [similar(*pair) for pair in pairs] == alone
