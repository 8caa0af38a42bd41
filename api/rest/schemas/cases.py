"""Cases as programs see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from pydantic import AwareDatetime, Field

from api.masking import initials, masked
from api.rest.schemas import examples
from api.rest.schemas.values import Id, Shown, shown_as
from moderation import models
from moderation.queries.cases import CaseSummary
from moderation.vocabulary import (
    Actor,
    CaseStatus,
    DismissReason,
    EventKind,
    Label,
    Platform,
    Role,
)

__all__ = [
    "Case",
    "CaseDetail",
    "CasePage",
    "Comment",
    "Draft",
    "Event",
    "PageName",
    "Post",
    "Prediction",
    "Revealed",
    "Span",
    "Suggestion",
]


class PageName(Shown):
    """Trang của cơ quan, gọn."""

    id: Id
    name: str
    platform: Platform


class Post(Shown):
    """Bài đăng mà người dân bình luận."""

    id: Id
    external_id: str = Field(description="Mã bài trên mạng xã hội.")
    text: str
    permalink: str | None
    posted_at: AwareDatetime | None


class Comment(Shown):
    """Một bình luận; thông tin cá nhân trong lời được che, cùng độ dài với nguyên văn."""

    id: Id
    external_id: str = Field(description="Mã bình luận trên mạng xã hội.")
    parent_external_id: str | None = Field(description="Bình luận mà nó trả lời.")
    author_name: str | None = Field(description="Người viết, bằng chữ cái đầu của tên.")
    text: str | None = Field(description="Lời bình luận; null khi chỉ biết là đã bị xóa.")
    permalink: str | None
    posted_at: AwareDatetime = Field(description="Lúc viết, theo mạng xã hội.")
    received_at: AwareDatetime = Field(description="Lúc hệ thống nhận được.")
    edited_at: AwareDatetime | None
    deleted_at: AwareDatetime | None
    hidden_at: AwareDatetime | None
    is_own: bool = Field(description="Do chính trang của cơ quan viết.")

    @classmethod
    def of(cls, found: models.Comment, name: str | None, *, is_clear: bool = False) -> Self:
        """A comment masked; in the clear only for whoever gave a reason."""
        hides = not is_clear and not found.is_own
        text = None if found.restricted_at and hides else found.text
        return cls(
            **{field: getattr(found, field) for field in _COMMENT},
            text=masked(text) if hides and text is not None else text,
            author_name=(initials(name) if hides and name else name) or None,
        )


_COMMENT = (
    "id", "external_id", "parent_external_id", "permalink", "posted_at", "received_at",
    "edited_at", "deleted_at", "hidden_at", "is_own",
)  # fmt: skip


class Case(Shown):
    """Một vụ việc: một bình luận, hoặc nhiều bình luận cùng nội dung."""

    id: Id
    version: int = Field(description="Phiên bản; gửi lại ở `If-Match` khi quyết định.")
    page: PageName
    post: Post | None
    comment: Comment = Field(description="Bình luận đại diện.")
    comments_count: int = Field(ge=1)
    label: Label
    also: list[str] = Field(description="Các nhãn khác cũng đúng.")
    reasons: list[str] = Field(description="Lý do, với nhãn `illegal_content`.")
    traits: list[str] = Field(description="Vụ nói về ai, việc gì ngoài nhãn, ví dụ `child`.")
    certainty: float = Field(ge=0, le=1)
    needs_human: bool = Field(description="Máy chưa chắc.")
    queue: str = Field(description="Mã hàng đợi.")
    severity: int = Field(ge=0, le=3, description="0 là gấp nhất.")
    status: CaseStatus
    opened_at: AwareDatetime = Field(description="Lúc người dân viết; thời hạn tính từ đây.")
    due_at: AwareDatetime
    first_response_at: AwareDatetime | None
    response_minutes: int | None = Field(description="Số phút làm việc đến lần trả lời đầu.")
    closed_at: AwareDatetime | None
    dismiss_reason: DismissReason | None
    escalated_to: Role | None
    claimed_by: str | None = Field(description="Tên người đang xử lý vụ việc.")
    claimed_until: AwareDatetime | None
    has_draft: bool

    @classmethod
    def of(cls, found: CaseSummary, name: str | None, *, now: datetime) -> Self:
        """A case as a list shows it; a claim that ran out is none."""
        case = found.case
        held = case.claimed_until is not None and case.claimed_until > now
        return cls(
            **{name: getattr(case, name) for name in _SAME},
            page=PageName.model_validate(found.page),
            post=None if found.post is None else Post.model_validate(found.post),
            comment=Comment.of(found.comment, name),
            queue=case.queue_key,
            escalated_to=None if case.escalated_to is None else Role(case.escalated_to),
            claimed_by=found.claimed_by_name if held else None,
            claimed_until=case.claimed_until if held else None,
            has_draft=found.has_draft,
        )


_SAME = (
    "id", "version", "comments_count", "label", "also", "reasons", "traits", "certainty",
    "needs_human",
    "severity", "status", "opened_at", "due_at", "first_response_at", "response_minutes",
    "closed_at", "dismiss_reason",
)  # fmt: skip


class CasePage(Shown):
    """Một trang của danh sách, xếp theo hạn rồi mức gấp."""

    model_config = shown_as(examples.CASE_PAGE)

    items: list[Case]
    next: str | None = Field(description="`cursor` của trang kế; null khi hết.")


class Span(Shown):
    """Đoạn chữ nói lên một nhãn: vị trí trong nguyên văn, tính theo ký tự Unicode."""

    start: int = Field(ge=0)
    end: int
    label: str


class Prediction(Shown):
    """Điều máy đọc thấy trong bình luận đại diện."""

    model_version: str
    label: Label
    probabilities: dict[str, float]
    reasons: list[str]
    spans: list[Span]
    needs_human: bool

    @classmethod
    def of(cls, found: models.Prediction) -> Self:
        """A prediction with its spans named."""
        spans = [Span(start=start, end=end, label=label) for start, end, label in found.spans]
        return cls(
            model_version=found.model_version,
            label=found.label,
            probabilities=found.probabilities,
            reasons=found.reasons,
            spans=spans,
            needs_human=found.needs_human,
        )


class Suggestion(Shown):
    """Mẫu phản hồi được gợi ý, đã điền những ô biết trước."""

    template_id: str
    title: str
    score: float
    reason: str = Field(description="Vì sao mẫu này hợp.")
    text: str | None = Field(description="Mẫu đã điền; null khi còn ô phải điền tay.")
    missing: list[str] = Field(description="Tên các ô bắt buộc còn trống.")


class Event(Shown):
    """Một việc đã xảy ra."""

    id: Id
    at: AwareDatetime
    kind: EventKind
    actor: Actor
    actor_name: str | None = Field(description="Tên người làm, khi là người.")
    comment_id: Id | None
    undoes_id: Id | None = Field(description="Việc mà nó hoàn tác.")
    data: dict[str, Any]

    @classmethod
    def of(cls, event: models.Event, name: str | None) -> Self:
        """An event without the state that stood before it, which is kept for undoing alone."""
        return cls(
            id=event.id,
            at=event.at,
            kind=event.kind,
            actor=event.actor,
            actor_name=name,
            comment_id=event.comment_id,
            undoes_id=event.undoes_id,
            data={key: value for key, value in event.data.items() if key != "before"},
        )


class Draft(Shown):
    """Dự thảo trả lời, bản mới nhất."""

    version: int = Field(description="Gửi lại khi lưu bản kế tiếp.")
    template_id: str | None
    text: str
    saved_at: AwareDatetime


class Revealed(Shown):
    """Bình luận của vụ việc, nguyên văn, và việc xem đã ghi vào nhật ký."""

    event: Event
    comments: list[Comment]


class CaseDetail(Shown):
    """Vụ việc với mọi điều cần để quyết định."""

    case: Case
    comments: list[Comment] = Field(description="Mọi bình luận của vụ việc, cũ trước.")
    parent: Comment | None = Field(description="Bình luận mà bình luận đại diện trả lời.")
    own_replies: list[Comment] = Field(description="Trang đã trả lời gì bên dưới.")
    prediction: Prediction | None
    suggestions: list[Suggestion]
    draft: Draft | None
    events: list[Event] = Field(description="Lịch sử, cũ trước.")
