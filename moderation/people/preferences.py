"""A person's own keys, how dense their lists are, and whether foul words meet them masked."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ForbiddenError
from moderation.models import Preferences
from moderation.policy import Who
from moderation.queries import preferences as queries
from moderation.vocabulary import Density

__all__ = ["ALLOWED_KEYS", "SHORTCUTS", "choose", "standing_keys", "turn_keys"]

SHORTCUTS: dict[str, str] = {
    "J": "Vụ sau",
    "K": "Vụ trước",
    "1": "Xếp: Thông tin trái chiều",
    "2": "Xếp: Câu hỏi chính sách",
    "3": "Xếp: Nội dung vi phạm",
    "4": "Xếp: Góp ý, phản ánh",
    "5": "Xếp: Tin rác",
    "6": "Xếp: Khác",
    "7": "Soạn theo mẫu gợi ý thứ nhất",
    "8": "Soạn theo mẫu gợi ý thứ hai",
    "9": "Soạn theo mẫu gợi ý thứ ba",
    "0": "Chọn mẫu khác",
    "R": "Trả lời, sửa câu trả lời",
    "N": "Nhận xử lý, nhận thay, thôi xử lý",
    "L": "Ghi là đã trả lời",
    "C": "Chuyển cấp",
    "B": "Đóng không trả lời, trả lại câu trình duyệt",
    "H": "Ẩn bình luận",
    "T": "Ghi chú",
    "M": "Hiện thông tin cá nhân",
    "P": "Hiện từ nặng lời",
    "V": "Vì sao sửa nhãn",
    "X": "Chọn vụ",
    "Q": "Chọn tất cả",
    "F": "Chỉ xem một vụ",
    "G": "Mở hàng đợi (rồi một số hay một chữ)",
    "S": "Việc ít gặp của vụ (rồi một chữ)",
    "Z": "Hoàn tác",
}
"""Every key that a person may move, as the screens declare it, with what it does."""

ALLOWED_KEYS = tuple("BCFGHJKLMNPQRSTVXZ0123456789")
"""No vowel, W or D: Vietnamese typing tools begin or change a syllable with them."""


def choose(
    session: Session,
    who: Who,
    *,
    keys: Mapping[str, str],
    keys_on: bool,
    mask_harsh: bool,
    density: Density,
) -> Preferences:
    """Keep what a person likes. BadInputError where one key would do two things."""
    moved = {of: key for of, key in keys.items() if of in SHORTCUTS and key != of}
    _check(moved)
    found = _own(session, who)
    found.keys, found.keys_on = dict(moved), keys_on
    found.mask_harsh, found.density = mask_harsh, density
    session.flush()
    return found


def standing_keys(kept: Mapping[str, str]) -> dict[str, str]:
    """What holds of the keys that a person moved; none where an act of its own has come since."""
    moved = dict(kept)
    while clashing := [of for of, key in moved.items() if key in SHORTCUTS and key not in moved]:
        for of in clashing:
            del moved[of]
    return moved


def turn_keys(session: Session, who: Who, *, on: bool) -> Preferences:
    """Use keys of one letter, or not."""
    found = _own(session, who)
    found.keys_on = on
    session.flush()
    return found


def _own(session: Session, who: Who) -> Preferences:
    if who.person_id is None:
        raise ForbiddenError("Việc này chỉ người dùng làm, không dành cho khóa API.")
    found = queries.preferences_of(who.agency_id, session, who.person_id)
    if found is None:
        found = Preferences(agency_id=who.agency_id, user_id=who.person_id, keys={})
        session.add(found)
    return found


def _check(moved: Mapping[str, str]) -> None:
    pressed: dict[str, str] = {}
    for of, does in SHORTCUTS.items():
        key = moved.get(of, of)
        if key not in ALLOWED_KEYS:
            raise BadInputError(
                f"Phím “{key}” không dùng được: bộ gõ tiếng Việt dùng nguyên âm, W và D.",
                field=f"key_{of}",
            )
        if key in pressed:
            raise BadInputError(
                f"Phím {key} đang dùng cho cả “{pressed[key]}” và “{does}”. Hãy chọn phím khác "
                "cho một trong hai; chưa lưu gì.",
                field=f"key_{of}",
            )
        pressed[key] = does
