"""Each check of an editor: what it finds, and what it rightly leaves alone."""

from __future__ import annotations

import pytest

from moderation.vocabulary import Label
from response_templates import (
    OPINION_NOTE,
    Earlier,
    Finding,
    Rules,
    check_reply,
    is_official,
    load_catalogue,
    nearest,
    other_numbers,
)

OFFICIAL = ("gov.vn", "chinhphu.vn")
RULES = Rules(Label.FEEDBACK, 8_000, OFFICIAL)


def codes(text: str, rules: Rules = RULES) -> list[str]:
    """What is found."""
    return [one.code for one in check_reply(text, rules)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Đề nghị bà con KHÔNG ĐƯỢC đổ rác", "capitals"),
        ("THONG BAO CHO BA CON khu pho", "capitals"),
        ("Theo công văn MẬT số 5", "internal_mark"),
        ("Tài liệu lưu hành nội bộ nên không gửi được", "internal_mark"),
        (r"Xem tệp D:\hoso\dan.xlsx", "file_path"),
        (r"Xem \\may-chu\chung\ds.docx", "file_path"),
        ("Xem tại https://tin-nhanh.example.com/bai", "unofficial_link"),
        ("Xem tại bit.ly/abc", "unofficial_link"),
        ("Theo ý kiến cá nhân tôi thì đúng", "personal_opinion"),
        ("Bác đọc kỹ lại đi ạ", "mocking"),
        ("Cảm ơn bác =))", "mocking"),
    ],
)
def test_what_does_not_belong_in_a_reply_is_found(text: str, found: str) -> None:
    """By its code, for the screen to put into words."""
    assert codes(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "UBND TP HCM và BHXH đã nhận hồ sơ BHYT của ông/bà.",
        "Cục CSĐT và UBMTTQ VN cùng tham gia.",
        "Thông tin cá nhân của ông/bà được giữ bí mật; mật khẩu xin không gửi.",
        "Xem https://dichvucong.gov.vn/p/home, hoặc phuonghoamai.gov.vn.",
        "Hotline 24/7, thư gửi lienhe@hoamai.gov.vn.",
        "Ngư dân nộp đơn và/hoặc bản sao tại bộ phận một cửa.",
        f"Tôi nghĩ rằng nên xem lại. {OPINION_NOTE}",
    ],
)
def test_what_belongs_is_left_alone(text: str) -> None:
    """Abbreviations, official addresses, a word that only looks like another."""
    assert codes(text) == []


@pytest.mark.parametrize("template", list(load_catalogue()), ids=lambda each: each.id)
def test_no_shipped_template_offends(template: object) -> None:
    """Our own texts hold to what is asked of people."""
    assert [one for one in codes(template.body) if one != "unofficial_link"] == []  # type: ignore[attr-defined]


def test_length_and_marks_block_and_the_rest_advises() -> None:
    """What blocks comes first."""
    found = check_reply("Xem bit.ly/a theo công văn MẬT", Rules(Label.FEEDBACK, 10, OFFICIAL))
    assert found == [
        Finding("too_long", "30/10", blocks=True),
        Finding("internal_mark", "MẬT", blocks=True),
        Finding("unofficial_link", "bit.ly/a"),
    ]


def test_what_states_something_needs_a_source() -> None:
    """An official link in the text, or a source of the template."""
    claims = Rules(Label.CONTRARY_INFORMATION, 0, OFFICIAL)
    assert codes("Thông tin trên không đúng.", claims) == ["no_source"]
    assert codes("Thông tin trên không đúng, xem https://hoamai.gov.vn/tin-5.", claims) == []
    sourced = Rules(Label.POLICY_QUESTION, 0, OFFICIAL, has_source=True)
    assert codes("Lệ phí theo quy định.", sourced) == []


@pytest.mark.parametrize(
    ("link", "yes"),
    [
        ("https://gov.vn", True),
        ("https://a.b.gov.vn/x?y", True),
        ("https://gov.vn.lua-dao.com", False),
        ("https://khonggov.vn", False),
        ("https://gov.vn@lua-dao.com", False),
        ("https://[", False),
    ],
)
def test_only_hosts_of_the_list_and_below_are_official(link: str, yes: object) -> None:
    """A name that ends alike or stands before an @ is not the ministry's."""
    assert is_official(link, OFFICIAL) is yes


def test_earlier_answers_on_the_same_matter_are_found() -> None:
    """By the question's words or by its template; what is about something else is not."""
    earlier = [
        Earlier("làm căn cước cho trẻ em hết bao nhiêu tiền", "50.000 đồng.", "le-phi", 1),
        Earlier("đèn đường ngõ 12 hỏng", "Đã chuyển.", None, 2),
        Earlier("hết bn v ad", "Miễn phí.", "le-phi", 3),
    ]
    found = nearest("cho hỏi làm căn cước trẻ em bao nhiêu tiền", "le-phi", earlier)
    assert [one.earlier.known_as for one in found] == [1, 3]
    assert nearest("xin số điện thoại tiếp dân", None, earlier) == []


def test_numbers_that_differ_are_named() -> None:
    """The fee was another; the day is the same."""
    before, now = "Lệ phí 50.000 đồng, từ 01/01.", "Lệ phí 70.000 đồng, từ 01/01."
    assert other_numbers(before, now) == (["50.000"], ["70.000"])
