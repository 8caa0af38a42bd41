"""What the Business API's answers mean: errors come as a code inside HTTP 200."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platforms.outcomes import Need, Refused, Unknown
from platforms.refusals import USUAL_WAIT, by_status, refusal, retry_after

if TYPE_CHECKING:
    from platforms.wire import Answer

__all__ = ["judge"]

_NEEDS = {
    **dict.fromkeys((40100, 40133), Need.PACE),
    **dict.fromkeys(range(40101, 40120), Need.TOKEN),
    40001: Need.PERMISSION,
    **dict.fromkeys((40000, *range(40002, 40100)), Need.TEXT),
}
_OUR_FAULTS = range(40000, 50000)


def judge(answer: Answer) -> Refused | Unknown | None:
    """The refusal that an answer holds; None where it holds no error."""
    code = answer.data.get("code")
    if not isinstance(code, int) or isinstance(code, bool):
        return (
            Unknown("unreadable") if answer.is_success else by_status(answer.status, answer.headers)
        )
    if code == 0:
        return None if answer.is_success else Unknown(f"http_{answer.status}")
    needs = _NEEDS.get(code)
    if needs is not None:
        wait = retry_after(answer.headers, USUAL_WAIT) if needs is Need.PACE else None
        return refusal(needs, wait=wait, network_code=str(code))
    if code in _OUR_FAULTS:
        return refusal(Need.PERSON, network_code=str(code))
    return Unknown(f"tiktok_{code}")
