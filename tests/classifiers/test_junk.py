"""Comments that say nothing are told by their form, and ordinary ones show none of it."""

from __future__ import annotations

import pytest

from classifiers.evaluate import by_dialect
from classifiers.examples import composed
from classifiers.junk import junk_signs
from classifiers.near_copies import signatures
from classifiers.normalise import views
from classifiers.tokens import tokens
from classifiers.variants import variants
from moderation.vocabulary import Label


def signs(*texts: str) -> list[bool]:
    """Whether each text shows any sign of junk."""
    batch = views(texts)
    return [bool(row.any()) for row in junk_signs(batch, tokens(batch), len(texts))]


@pytest.mark.parametrize(
    "text",
    [
        "hàng đẹp lắm bsdkjfhskdjfh",
        "xem ngay https://vi-du.example.com",
        "đẹp quá zzzzzzzzzzzzzz ơi",
        "mua ngay hôm nay mua ngay hôm nay mua ngay hôm nay mua ngay hôm nay",
    ],
)
def test_junk_shows_a_sign(text: str) -> None:
    """Keystrokes, links, stretches within the text, pasted words."""
    assert signs(text) == [True]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Cho em hỏi thủ tục làm lại căn cước ở phường nào ạ?",
        "UBND TP.HCM nghiêng về phương án đặt trạm ở Nghĩa Thắng",
        "đkm ntn vcl luôn á trời",
        "rẻ quáaaaaaaaaaa",
    ],
)
def test_plain_speech_and_short_forms_show_none(text: str) -> None:
    """Vietnamese clusters and teencode are no gibberish; what is drawn out at the end is warmth."""
    assert signs(text) == [False]


def test_a_comment_is_judged_without_its_neighbours() -> None:
    """What stands before or after in a batch changes nothing."""
    texts = ["hay quá", "kkjshdfkjh sdkfjh", "", "hay quá"]

    assert signs(*texts) == [signs(text)[0] for text in texts]


def test_only_harmless_talk_is_made_into_junk() -> None:
    """A question, criticism or abuse keeps its label in every second spelling."""
    serious = [row for row in composed() if row.labels != (Label.OTHER,)]

    assert {row.labels for row in variants(serious)} <= {row.labels for row in serious}


def test_what_measures_dialects_is_never_learned_from() -> None:
    """No comment of the measuring sets stands among the composed ones, not even as a near copy."""
    learned = {made.exact for made in signatures([row.text for row in composed()]) if made}
    sets = by_dialect()

    assert sum(map(len, sets.values())) >= 120
    for rows in sets.values():
        assert {row.labels[0] for row in rows} == set(Label)
        assert not learned & {made.exact for made in signatures([r.text for r in rows]) if made}
