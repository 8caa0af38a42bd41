"""Keys that run out, and the pair that a refresh gives for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from platforms.outcomes import FetchError, Need, Refused, Unknown
from platforms.refusals import by_status, refusal
from platforms.wire import Answer, unreachable

__all__ = ["Tokens", "tokens_in"]

_LONGEST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a refresh gave. Keep both in one transaction, before either is used.

    `refresh_token` is None where the old one stays good.
    """

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_at: datetime


def tokens_in(answer: Answer | Refused | Unknown, *, single_use: bool) -> Tokens:
    """The tokens of an OAuth answer. Raises FetchError.

    Where an answer is lost, asking again with the same token does no harm: either it was not
    spent, or the refusal then says that the page must be connected anew.
    """
    if not isinstance(answer, Answer):
        raise unreachable(answer)
    access, seconds = answer.data.get("access_token"), _seconds(answer.data.get("expires_in"))
    fresh = answer.data.get("refresh_token")
    if not isinstance(access, str) or not access or not seconds:
        raise FetchError(_why(answer))
    if single_use and not (isinstance(fresh, str) and fresh):
        raise FetchError(refusal(Need.TOKEN, code="token_lost"))
    expires_at = datetime.now(UTC) + min(timedelta(seconds=seconds), _LONGEST)
    return Tokens(access, fresh if isinstance(fresh, str) and fresh else None, expires_at)


def _why(answer: Answer) -> Refused:
    said = answer.data.get("error")
    if isinstance(said, str | int) and not isinstance(said, bool):
        return refusal(Need.TOKEN, network_code=str(said)[:80])
    fault = by_status(answer.status, answer.headers)
    if isinstance(fault, Refused) and fault.needs is Need.PACE:
        return fault
    if isinstance(fault, Unknown) and not answer.is_success:
        return refusal(Need.TIME, code="no_answer", network_code=fault.why)
    return refusal(Need.TOKEN, network_code=str(answer.status))


def _seconds(value: object) -> int:
    """Zalo writes the number as a text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
