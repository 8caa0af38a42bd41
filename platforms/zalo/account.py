"""A Zalo Official Account: messages to those who wrote first, and keys that turn over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from moderation.vocabulary import PublishKind
from platforms.outcomes import Need, Published, Unknown
from platforms.ports import Capabilities, Usage
from platforms.refusals import USUAL_WAIT, by_status, not_supported, refusal, retry_after
from platforms.tokens import tokens_in
from platforms.wire import Answer, Egress, Wire

if TYPE_CHECKING:
    from platforms.outcomes import Outcome, Refused
    from platforms.ports import Account, Target
    from platforms.tokens import Tokens

__all__ = ["CAPABILITIES", "ZaloAccount", "connect", "refresh"]

CAPABILITIES = Capabilities(
    acts=frozenset({PublishKind.REPLY}),
    max_reply_length=2000,
    irreversible=frozenset({PublishKind.REPLY}),
    reply_window=timedelta(hours=48),
)

_HOST = "openapi.zalo.me"
_OAUTH_HOST = "oauth.zaloapp.com"
# Errors come inside HTTP 200. A number that is not here may stand for a fault after sending.
_NEEDS = {
    -216: Need.TOKEN,
    -124: Need.TOKEN,
    -32: Need.PACE,
    -201: Need.TEXT,
    -230: Need.NOTHING,
}


def connect(account: Account, egress: Egress | None = None) -> ZaloAccount:
    """A way to the account. Raises BadInputError where its host is not allowed."""
    return ZaloAccount(
        Wire(
            account.base_url or f"https://{_HOST}",
            hosts=frozenset({_HOST}),
            egress=egress or Egress(),
            headers={"access_token": account.token},
        )
    )


def refresh(
    *,
    app_id: str,
    app_secret: str,
    refresh_token: str,
    base_url: str | None = None,
    egress: Egress | None = None,
) -> Tokens:
    """Both tokens anew; the refresh token given is spent with this call. Raises FetchError."""
    wire = Wire(
        base_url or f"https://{_OAUTH_HOST}",
        hosts=frozenset({_OAUTH_HOST}),
        egress=egress or Egress(),
        headers={"secret_key": app_secret},
    )
    form = {
        "refresh_token": refresh_token,
        "app_id": app_id,
        "grant_type": "refresh_token",
    }
    return tokens_in(wire.send("POST", "v4/oa/access_token", form=form), single_use=True)


class ZaloAccount:
    """Publisher of one account. Zalo has no listing of messages to read back."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.usage = Usage()

    def reply(self, target: Target, text: str) -> Outcome:
        """A message to the person who wrote, quoting what they wrote."""
        if target.author_id is None:
            return refusal(
                Need.NOTHING,
                code="no_author",
                message="Không biết ai đã nhắn nên không trả lời qua Zalo được.",
            )
        body = {
            "recipient": {"user_id": target.author_id},
            "message": {"text": text, "quote_message_id": target.comment_id},
        }
        self.usage = Usage(self.usage.units + 1)
        return _judged(self._wire.send("POST", "v3.0/oa/message/cs", json=body))

    def private_reply(self, target: Target, text: str) -> Outcome:
        """Every reply on Zalo is between two already."""
        del target, text
        return not_supported("nhắn riêng")

    def hide(self, target: Target) -> Outcome:
        del target
        return not_supported("ẩn bình luận")

    def unhide(self, target: Target) -> Outcome:
        del target
        return not_supported("hiện lại bình luận")

    def edit(self, target: Target, text: str) -> Outcome:
        del target, text
        return not_supported("sửa câu trả lời")

    def delete(self, target: Target) -> Outcome:
        del target
        return not_supported("xóa tin nhắn")


def _judged(answer: Answer | Refused | Unknown) -> Outcome:
    if not isinstance(answer, Answer):
        return answer
    code = answer.data.get("error")
    if not answer.is_success and not (isinstance(code, int) and code in _NEEDS):
        return by_status(answer.status, answer.headers)
    if code == 0 and not isinstance(code, bool):
        data = answer.data.get("data")
        message_id = data.get("message_id") if isinstance(data, dict) else None
        done = isinstance(message_id, str) and bool(message_id)
        return Published(str(message_id)) if done else Unknown("no_id")
    return _refused(code, answer)


def _refused(code: object, answer: Answer) -> Refused | Unknown:
    needs = _NEEDS.get(code) if isinstance(code, int) else None
    if needs is None:
        return Unknown(f"zalo_{code}"[:80])
    if needs is Need.NOTHING:
        return refusal(
            needs,
            code="window_closed",
            message="Đã quá 48 giờ kể từ tin nhắn cuối của người dân, nên Zalo không cho trả lời.",
            network_code=str(code),
        )
    wait = retry_after(answer.headers, USUAL_WAIT) if needs is Need.PACE else None
    return refusal(needs, wait=wait, network_code=str(code))
