"""Events as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from api.view_models import HistoryLine
from moderation.models import Event
from moderation.vocabulary import (
    LABELS_VI,
    Actor,
    DismissReason,
    EventKind,
    Label,
    Role,
)

__all__ = ["DISMISS_VI", "ESCALATE_VI", "history", "sentence"]

DISMISS_VI: dict[DismissReason, str] = {
    DismissReason.NO_ANSWER_NEEDED: "không cần trả lời",
    DismissReason.ALREADY_ANSWERED: "đã được trả lời ở nơi khác",
    DismissReason.NOTED: "đã ghi nhận, chuyển bộ phận chuyên môn",
    DismissReason.OUT_OF_COMPETENCE: "ngoài thẩm quyền",
    DismissReason.SPAM: "tin rác",
    DismissReason.ILLEGAL_RECORDED: "vi phạm, đã lưu chứng cứ",
    DismissReason.DELETED_AT_SOURCE: "người viết đã xóa",
}

ESCALATE_VI: dict[Role, str] = {
    Role.SPOKESPERSON: "người phát ngôn",
    Role.MANAGER: "lãnh đạo",
    Role.ADMINISTRATOR: "quản trị cơ quan",
}

_Data = Mapping[str, Any]

_SENTENCES: dict[EventKind, Callable[[_Data], str]] = {
    EventKind.COMMENT_RECEIVED: lambda _: "Nhận được bình luận",
    EventKind.COMMENT_EDITED: lambda _: "Người viết đã sửa bình luận",
    EventKind.COMMENT_DELETED: lambda _: "Người viết đã xóa bình luận",
    EventKind.COMMENT_HIDDEN: lambda _: "Bình luận bị ẩn ở nguồn",
    EventKind.COMMENT_UNHIDDEN: lambda _: "Bình luận hiện lại ở nguồn",
    EventKind.COMMENT_CLASSIFIED: lambda data: f"Máy đọc là “{LABELS_VI[Label(data['label'])]}”",
    EventKind.CASE_OPENED: lambda _: "Máy mở vụ việc",
    EventKind.COMMENT_JOINED: lambda _: "Thêm một bình luận giống vào vụ",
    EventKind.CASE_REROUTED: lambda _: "Máy xếp lại sau khi bình luận được sửa",
    EventKind.CLAIMED: lambda _: "nhận xử lý",
    EventKind.RELEASED: lambda _: "thôi xử lý",
    EventKind.RELABELLED: lambda data: f"xếp lại là “{LABELS_VI[Label(data['label'])]}”",
    EventKind.DISMISSED: lambda data: f"đóng vụ: {DISMISS_VI[DismissReason(data['reason'])]}",
    EventKind.REOPENED: lambda _: "mở lại vụ",
    EventKind.ESCALATED: lambda data: f"chuyển lên {ESCALATE_VI[Role(data['to'])]}",
    EventKind.TEMPLATE_PICKED: lambda _: "chọn mẫu trả lời",
    EventKind.DRAFT_SAVED: lambda _: "sửa dự thảo",
    EventKind.ANSWERED: lambda _: "ghi nhận đã trả lời trên trang",
    EventKind.ANSWERED_AT_SOURCE: lambda _: "Trang đã trả lời tại nguồn",
    EventKind.UNDONE: lambda _: "hoàn tác việc vừa làm",
    EventKind.SUBMITTED: lambda _: "trình duyệt câu trả lời",
    EventKind.RETURNED: lambda _: "trả lại dự thảo",
    EventKind.APPROVED: lambda _: "duyệt câu trả lời",
    EventKind.APPROVAL_VOIDED: lambda _: "Bản duyệt hết hiệu lực vì nội dung thay đổi",
    EventKind.APPROVAL_WITHDRAWN: lambda _: "rút lại câu trả lời",
    EventKind.PUBLISHED: lambda _: "Câu trả lời đã lên trang",
    EventKind.PUBLISH_REFUSED: lambda _: "Mạng xã hội từ chối đăng",
    EventKind.PUBLISH_UNKNOWN: lambda _: "Chưa rõ câu trả lời đã lên trang hay chưa",
}


def sentence(event: Event) -> str:
    """What happened, in words; the name of who did it stands in front of it."""
    say = _SENTENCES.get(event.kind)
    return say(event.data) if say else event.kind.value


def history(events: list[tuple[Event, str | None]]) -> tuple[HistoryLine, ...]:
    """The events of a case as lines, the newest first; a draft's many savings are one line."""
    lines: list[HistoryLine] = []
    before: Event | None = None
    for event, name in reversed(events):
        again = (
            before is not None
            and event.kind is EventKind.DRAFT_SAVED is before.kind
            and event.actor_id == before.actor_id
        )
        if not again:
            who = (name or "") if event.actor is Actor.PERSON else _program(event)
            lines.append(HistoryLine(event.at, who, sentence(event)))
        before = event
    return tuple(lines)


def _program(event: Event) -> str:
    return "Chương trình" if event.actor is Actor.API_KEY else ""
