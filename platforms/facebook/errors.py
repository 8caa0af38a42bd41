"""What the Graph API's error codes and usage headers mean. The code decides, not the status."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from platforms.outcomes import Need, Refused, Unknown
from platforms.refusals import USUAL_WAIT, by_status, refusal, retry_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from platforms.wire import Answer

__all__ = ["judge", "limits_in"]

_NEEDS = {
    **dict.fromkeys((102, 190), Need.TOKEN),
    **dict.fromkeys((3, 10, *range(200, 300)), Need.PERMISSION),
    **dict.fromkeys((4, 17, 32, 341, 368, 613, *range(80000, 80015)), Need.PACE),
    **dict.fromkeys((100, 197, 1500), Need.TEXT),
}
# "Please retry your request later" has been seen to come with posts that were published.
_NOBODY_KNOWS = {1, 2}
_GONE = (100, 33)
_BLOCKED = 368
_BLOCKED_WAIT = timedelta(hours=1)
_DUPLICATE = 506
_ALREADY_REPLIED = 10900
_OUTSIDE_WINDOW = (10, 2018278)


def judge(answer: Answer) -> Refused | Unknown | None:
    """The refusal that an answer holds; None where it holds no error."""
    error = answer.data.get("error")
    if not isinstance(error, dict):
        return None if answer.is_success else by_status(answer.status, answer.headers)
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    said = f"{code}/{subcode}" if subcode else str(code)
    if code in _NOBODY_KNOWS:
        return Unknown(f"graph_{said}")
    return (
        _special(code, subcode, said)
        or _usual(code, said, answer.headers)
        or _by_class(answer.status, said)
    )


def limits_in(headers: Mapping[str, str]) -> tuple[int, timedelta | None]:
    """The highest percentage of any limit, and how long until calls are allowed again, if not."""
    percent, minutes = 0, 0
    for name in ("x-app-usage", "x-page-usage", "x-business-use-case-usage"):
        for usage in _usages(headers.get(name, "")):
            shares = ("call_count", "total_time", "total_cputime")
            percent = max(percent, *(_number(usage.get(share)) for share in shares))
            minutes = max(minutes, _number(usage.get("estimated_time_to_regain_access")))
    return percent, timedelta(minutes=min(minutes, 24 * 60)) if minutes else None


def _special(code: int, subcode: int, said: str) -> Refused | None:
    if (code, subcode) == _GONE:
        return refusal(Need.NOTHING, network_code=said)
    if (code, subcode) == _OUTSIDE_WINDOW:
        return refusal(
            Need.NOTHING,
            code="window_closed",
            message="Đã quá hạn nhắn riêng cho người bình luận. Chưa có gì được gửi đi.",
            network_code=said,
        )
    if code == _ALREADY_REPLIED:
        return refusal(
            Need.NOTHING,
            code="already_replied",
            message="Mỗi bình luận chỉ được nhắn riêng một lần, và đã có một tin rồi.",
            network_code=said,
        )
    if code == _DUPLICATE:
        return refusal(
            Need.PERSON,
            code="duplicate",
            message="Facebook báo nội dung này đã được đăng. Hãy xem dưới bài trước khi gửi lại.",
            network_code=said,
        )
    return None


def _usual(code: int, said: str, headers: Mapping[str, str]) -> Refused | None:
    needs = _NEEDS.get(code)
    if needs is None:
        return None
    wait = _wait(code, headers) if needs is Need.PACE else None
    return refusal(needs, wait=wait, network_code=said)


def _by_class(status: int, said: str) -> Refused | Unknown:
    if 400 <= status < 500:
        return refusal(Need.PERSON, network_code=said)
    return Unknown(f"graph_{said}")


def _wait(code: int, headers: Mapping[str, str]) -> timedelta:
    _, regain = limits_in(headers)
    usual = _BLOCKED_WAIT if code == _BLOCKED else USUAL_WAIT
    return retry_after(headers, regain or usual)


def _usages(header: str) -> Iterator[dict[str, object]]:
    """The objects of a usage header: one, or lists of them by the business's id."""
    try:
        value = json.loads(header or "{}")
    except (ValueError, RecursionError):
        return
    for inner in [value, *(value.values() if isinstance(value, dict) else [])]:
        candidates = inner if isinstance(inner, list) else [inner]
        yield from (each for each in candidates if isinstance(each, dict))


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
