"""What the Data API's errors mean: the reason decides, then the status."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from platforms.outcomes import Need, Refused, Unknown
from platforms.refusals import by_status, refusal, retry_after

if TYPE_CHECKING:
    from platforms.wire import Answer

__all__ = ["PACIFIC", "judge", "until_new_quota"]

PACIFIC = ZoneInfo("America/Los_Angeles")
_MINUTE = timedelta(minutes=1)
_OUT_OF_QUOTA = {"quotaExceeded", "dailyLimitExceeded"}
_NEEDS = {
    **dict.fromkeys(("rateLimitExceeded", "userRateLimitExceeded"), Need.PACE),
    **dict.fromkeys(("authError", "authorizationRequired", "expired"), Need.TOKEN),
    **dict.fromkeys(
        ("forbidden", "insufficientPermissions", "ineligibleAccount", "accountDelegationForbidden"),
        Need.PERMISSION,
    ),
    **dict.fromkeys(
        ("commentTextTooLong", "commentTextRequired", "invalidCommentMetadata"), Need.TEXT
    ),
    **dict.fromkeys(
        (
            "commentNotFound", "commentThreadNotFound", "parentCommentNotFound", "videoNotFound",
            "channelNotFound", "commentsDisabled", "parentCommentIsPrivate", "notFound",
        ),
        Need.NOTHING,
    ),
    **dict.fromkeys(
        ("operationNotSupported", "processingFailure", "banWithoutReject"), Need.PERSON
    ),
}  # fmt: skip


def judge(answer: Answer) -> Refused | Unknown | None:
    """The refusal that an answer holds; None where it holds no error."""
    error = answer.data.get("error")
    if answer.is_success and error is None:
        return None
    reason = _reason(error)
    if answer.status >= 500:
        return Unknown(f"http_{answer.status}")
    if reason in _OUT_OF_QUOTA:
        return refusal(
            Need.PACE,
            code="quota",
            message="Đã hết hạn mức YouTube trong ngày. Chưa có gì được gửi đi; sẽ tự thử lại.",
            wait=until_new_quota(datetime.now(UTC)),
            network_code=reason,
        )
    if reason in _NEEDS:
        needs = _NEEDS[reason]
        wait = retry_after(answer.headers, _MINUTE) if needs is Need.PACE else None
        return refusal(needs, wait=wait, network_code=reason)
    return by_status(answer.status, answer.headers)


def until_new_quota(now: datetime) -> timedelta:
    """How long until midnight in California, when the quota begins anew."""
    there = now.astimezone(PACIFIC)
    midnight = datetime.combine(there.date() + timedelta(days=1), time(), PACIFIC)
    return midnight.astimezone(UTC) - now


def _reason(error: object) -> str:
    errors = error.get("errors") if isinstance(error, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    reason = first.get("reason") if isinstance(first, dict) else None
    return reason if isinstance(reason, str) else ""
