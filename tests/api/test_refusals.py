"""A refusal with values in it is told in English, the values carried over."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from api.checking import FINDINGS_VI
from api.i18n import catalogue
from api.refusals import PLACE, tell_in

TELL = tell_in("en")


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        ("Không có người dùng “mai”.", "There is no user “mai”."),
        ("Mật khẩu cần từ 12 đến 1.000 ký tự.", "A password needs 12 to 1,000 characters."),
        (
            "TP. Hà Nội đang xử lý vụ này. Hãy chọn vụ khác, chờ họ xong, hoặc nhận thay.",
            (
                "TP. Hà Nội is working on this case. Choose another, wait until they are done, "
                "or take it over."
            ),
        ),
        (
            "Chưa đưa vào dùng được. Thiếu tiêu đề. Ô “a. B” khai báo hai lần. Thiếu nội dung.",
            (
                "It can't be put to use yet. Missing: title. The field “a. B” is declared twice. "
                "Missing: text."
            ),
        ),
        (
            "Mẫu /(a/ sai ở ký tự thứ 1, chỗ “(a”: có ngoặc “(” chưa đóng.",
            "The pattern /(a/ is wrong at character 1, at “(a”: a bracket “(” is not closed.",
        ),
        ("Đừng dùng {{ hoặc {%: ô trống viết trong ngoặc vuông, ví dụ [Hạn nộp].", None),
    ],
)
def test_a_refusal_bears_its_values_into_english(vietnamese: str, english: str | None) -> None:
    """Names, numbers as English writes them, sentences in a row, words within a sentence."""
    told = TELL(vietnamese)
    assert told == english if english else told.startswith("Don't use {{ or {%: ")


def test_no_sentence_is_taken_for_another() -> None:
    """Each one with places is told as its own English, even around a name with a full stop."""
    wrong = [
        one.id
        for one in catalogue("en")
        if isinstance(one.id, str) and PLACE.search(one.id) and one.id.endswith((".", "?", "!"))
        for value in ("x7", "Nguyễn A. B")
        if TELL(PLACE.sub(value, one.id)) != PLACE.sub(value, str(one.string))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        ("Không có người dùng “1.000”.", "There is no user “1.000”."),
        ("Ô “Khác” khai báo hai lần.", "The field “Khác” is declared twice."),
        (
            "Hai ô “Ngày” và “Tháng” trùng tên. Đổi một ô.",
            "Two blanks have the same name: “Ngày” and “Tháng”. Change one.",
        ),
        ("còn 1.234", "còn 1.234"),
        ("vụ 1.234", "vụ 1.234"),
    ],
)
def test_what_people_wrote_stays_as_they_wrote_it(vietnamese: str, english: str) -> None:
    """Neither a name that is also a word of the screens nor digits in it are told otherwise."""
    assert TELL(vietnamese) == english


def test_why_a_reply_is_not_submitted_is_told_in_english() -> None:
    """Each finding with what to do about it, whatever the reply had there."""
    for sentence, fix in FINDINGS_VI.values():
        told = TELL(f"Chưa trình được. {sentence.format(about='x. 1.000')} {fix}")
        if "“" in sentence:
            assert "x. 1.000" in told
            assert "Chưa" not in told


@pytest.mark.parametrize(
    "message",
    [
        "Dữ liệu sai: " + "a. " * 30,
        "a. " * 30,
        "a. " * 600,
        "Mẫu /" + "/ sai ở " * 120 + ": " * 480,
        "Thiếu tiêu đề. " * 25 + "Hết",
    ],
)
def test_a_hostile_message_is_given_back(message: str) -> None:
    """Many short sentences, and a value that looks like the text around it, are passed over."""
    assert TELL(message) == message


def test_what_nobody_has_translated_stays_as_it_was_said() -> None:
    """Neither what is unknown nor what follows a known sentence is guessed at."""
    for message in ("", "Câu này không ở đâu cả.", "Thiếu tiêu đề. Câu này không ở đâu cả!"):
        assert TELL(message) == message


def test_a_page_has_said_its_own_messages_already() -> None:
    """A message of a template is markup in the reader's language and is not looked up again."""
    assert TELL(Markup("Thiếu tiêu đề.")) == "Thiếu tiêu đề."


def test_in_vietnamese_a_refusal_is_what_was_said() -> None:
    """Nothing is looked up, nothing is written otherwise."""
    assert tell_in("vi")("Mật khẩu cần từ 12 đến 1.000 ký tự.").endswith("1.000 ký tự.")
