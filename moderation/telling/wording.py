"""How a letter says what waits: numbers and kinds, nothing of what was written."""

from __future__ import annotations

from collections.abc import Mapping

from moderation.models import Notification
from moderation.vocabulary import CaseNews, EscalationMoment

__all__ = ["AT_ONCE", "KINDS", "TRIAL", "URGENT", "headline", "kind_of", "lines", "path_of"]

TRIAL = "trial"
"""The kind of a letter that a person sends to themselves to see whether it arrives."""

AT_ONCE: dict[str, tuple[str, str]] = {
    CaseNews.PASSWORD_CHANGED.value: ("mật khẩu vừa được đổi", "your password was changed"),
    CaseNews.FACTOR_CHANGED.value: (
        "lớp xác thực thứ hai vừa được đổi",
        "your second factor was changed",
    ),
    CaseNews.ADDRESS_CHANGED.value: (
        "địa chỉ nhận thư vừa được đổi",
        "your mail address was changed",
    ),
}
"""Changes of the way in: nobody chooses not to be told of them, and no quiet hour keeps them."""

URGENT = frozenset(
    {
        EscalationMoment.BREACH.value,
        EscalationMoment.AFTER.value,
        CaseNews.NEW_DEVICE.value,
        *AT_ONCE,
        CaseNews.DUTY_LATE.value,
    }
)
"""What is not kept for the next gathering of the day."""

KINDS: dict[str, tuple[str, str]] = {
    CaseNews.NEW_DEVICE.value: ("{n} lần đăng nhập ở máy mới", "{n} sign-ins from a new device"),
    EscalationMoment.BEFORE.value: ("{n} vụ sắp quá hạn", "{n} cases near their limit"),
    EscalationMoment.BREACH.value: ("{n} vụ vừa quá hạn", "{n} cases just over their limit"),
    EscalationMoment.AFTER.value: ("{n} vụ quá hạn đã lâu", "{n} cases long over their limit"),
    CaseNews.REPLY_WAITING.value: ("{n} câu trả lời chờ duyệt", "{n} replies waiting for approval"),
    CaseNews.REPLY_RETURNED.value: ("{n} câu trả lời bị trả lại", "{n} replies returned"),
    CaseNews.REPLY_VOID.value: (
        "{n} câu trả lời không còn hiệu lực",
        "{n} replies no longer valid",
    ),
    CaseNews.HIDE_VOID.value: (
        "{n} lệnh ẩn không còn hiệu lực",
        "{n} orders to hide no longer valid",
    ),
    CaseNews.ESCALATED.value: ("{n} vụ được chuyển lên", "{n} cases escalated"),
    CaseNews.SENT_BACK.value: ("{n} vụ được trả về", "{n} cases sent back"),
    CaseNews.MENTIONED.value: ("{n} lần được gọi tới vụ", "{n} mentions"),
    CaseNews.NEEDS_READER.value: (
        "{n} vụ viết bằng tiếng mà anh/chị đọc được",
        "{n} cases in a language that you read",
    ),
    CaseNews.DUTY_LATE.value: ("{n} nghĩa vụ đã quá hạn", "{n} duties over their limit"),
    CaseNews.DUTY_SOON.value: ("{n} nghĩa vụ sắp đến hạn", "{n} duties near their limit"),
    CaseNews.REVIEW_ASKED.value: (
        "{n} người viết đề nghị xem lại bình luận bị ẩn",
        "{n} authors asking for another look at a hidden comment",
    ),
    CaseNews.TIP_CLOSED.value: ("{n} tin anh/chị báo đã có kết quả", "{n} tips of yours closed"),
    CaseNews.TAKEN_OVER.value: ("{n} vụ có người nhận thay", "{n} cases taken over"),
}
"""Every kind of notice that people choose, the gravest first, in Vietnamese and English."""

_OTHER = ("{n} thông báo khác", "{n} other notices")
_TRIAL = ("Thư thử: kênh này dùng được", "A trial: this channel works")


def kind_of(notice: Notification) -> str:
    """The word under which people choose to be told of it."""
    return (notice.moment or notice.news or EscalationMoment.BEFORE).value


def lines(counts: Mapping[str, int], language: str) -> list[str]:
    """One line a kind, the gravest first; `{n}` is the number."""
    which = 1 if language == "en" else 0
    if TRIAL in counts:
        return [_TRIAL[which]]
    said = [
        words[which].format(n=counts[kind])
        for kind, words in {**AT_ONCE, **KINDS}.items()
        if counts.get(kind)
    ]
    rest = sum(number for kind, number in counts.items() if kind not in {*AT_ONCE, *KINDS})
    return [*said, *([_OTHER[which].format(n=rest)] if rest else [])]


def headline(counts: Mapping[str, int], language: str) -> str:
    """One short sentence: a letter's subject, a device's notice."""
    return ", ".join(lines(counts, language)[:3])


def path_of(notices: list[Notification]) -> str:
    """Straight to the one thing, else to the list that holds them all."""
    cases = {one.case_id for one in notices}
    kinds = {kind_of(one) for one in notices}
    if kinds == {CaseNews.REPLY_WAITING.value}:
        return "/approvals"
    if kinds <= AT_ONCE.keys():
        return "/account"
    if len(cases) == 1 and (only := next(iter(cases))) is not None:
        return f"/cases/{only}"
    return "/notifications"
