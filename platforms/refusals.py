"""Refusals in the words of the house, and what an HTTP status means where nothing else is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from platforms.outcomes import Need, Refused, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["USUAL_WAIT", "by_status", "not_supported", "refusal", "retry_after"]

USUAL_WAIT = timedelta(minutes=15)
_LONGEST_WAIT = timedelta(hours=24)
_SHORTEST_WAIT = timedelta(seconds=1)
_MAX_DIGITS = 9

_BY_STATUS = {
    400: Need.TEXT,
    401: Need.TOKEN,
    403: Need.PERMISSION,
    404: Need.NOTHING,
    410: Need.NOTHING,
    413: Need.TEXT,
    422: Need.TEXT,
}

_USUAL = {
    Need.TIME: (
        "not_reached",
        "Chưa kết nối được tới mạng xã hội. Chưa có gì được gửi đi; hệ thống sẽ tự thử lại.",
    ),
    Need.PACE: (
        "rate",
        "Mạng xã hội yêu cầu gọi chậm lại. Chưa có gì được gửi đi; hệ thống sẽ tự thử lại sau.",
    ),
    Need.TOKEN: (
        "token",
        "Kết nối với trang đã hết hiệu lực. Chưa có gì được gửi đi; hãy kết nối lại trang.",
    ),
    Need.PERMISSION: (
        "permission",
        "Kết nối với trang thiếu quyền. Chưa có gì được gửi đi; hãy cấp quyền rồi kết nối lại.",
    ),
    Need.TEXT: (
        "text",
        "Mạng xã hội không nhận nội dung này. Chưa có gì được gửi đi; hãy sửa rồi trình lại.",
    ),
    Need.NOTHING: (
        "gone",
        "Bình luận không còn trên mạng xã hội, nên không thể làm gì với nó nữa.",
    ),
    Need.PERSON: (
        "refused",
        "Mạng xã hội từ chối. Chưa có gì được gửi đi; hãy xem mã lỗi rồi quyết định.",
    ),
}


def refusal(
    needs: Need,
    *,
    code: str | None = None,
    message: str | None = None,
    wait: timedelta | None = None,
    network_code: str | None = None,
) -> Refused:
    """A refusal, with the usual words for what it needs unless others are given."""
    usual_code, usual_message = _USUAL[needs]
    return Refused(needs, code or usual_code, message or usual_message, wait, network_code)


def not_supported(act: str) -> Refused:
    """The refusal of an act that a network does not have; `act` in Vietnamese."""
    return refusal(
        Need.NOTHING,
        code="not_supported",
        message=f"Mạng xã hội này không có chức năng {act}. Chưa có gì được gửi đi.",
    )


def by_status(status: int, headers: Mapping[str, str]) -> Refused | Unknown:
    """What an answer means where nothing but its HTTP status can be read."""
    said = str(status)
    if status in _BY_STATUS:
        return refusal(_BY_STATUS[status], network_code=said)
    if status == 429:
        return refusal(Need.PACE, wait=retry_after(headers, USUAL_WAIT), network_code=said)
    if 400 <= status < 500 and status != 408:
        return refusal(Need.PERSON, network_code=said)
    return Unknown(f"http_{said}")


def retry_after(headers: Mapping[str, str], otherwise: timedelta) -> timedelta:
    """How long `retry-after` asks to wait, in seconds or as a date; from a second to a day."""
    value = headers.get("retry-after", "").strip()
    wait = otherwise
    if value.isascii() and value.isdigit():
        wait = timedelta(seconds=int(value[:_MAX_DIGITS]))
    elif value:
        try:
            wait = parsedate_to_datetime(value) - datetime.now(UTC)
        except (TypeError, ValueError, OverflowError):
            wait = otherwise
    return min(max(wait, _SHORTEST_WAIT), _LONGEST_WAIT)
