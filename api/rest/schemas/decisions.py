"""What programs decide, and what comes of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from api.rest.schemas import examples
from api.rest.schemas.cases import Case, Draft, Event
from api.rest.schemas.values import Body, PlainText, Shown, shown_as
from moderation.replies.drafts import MAX_REPLY
from moderation.vocabulary import DismissReason, Label, PauseReason, Reason, RevealReason, Role

__all__ = [
    "Answered",
    "CaseAfter",
    "Decision",
    "Dismissal",
    "DraftSaved",
    "DraftText",
    "Escalation",
    "Pausing",
    "Picked",
    "Relabelling",
    "Revealing",
    "TemplatePick",
    "TemplateValues",
]

TemplateValues = Annotated[
    dict[
        Annotated[str, Field(min_length=1, max_length=60)],
        Annotated[PlainText, Field(max_length=2_000)],
    ],
    Field(max_length=40, description="Giá trị của các ô, theo tên ô."),
]


class Relabelling(Body):
    """Nhãn đúng của vụ việc."""

    label: Label = Field(examples=["feedback"])
    reason: Reason | None = Field(None, description="Chỉ với nhãn `illegal_content`.")


class Dismissal(Body):
    """Vì sao đóng vụ việc mà không trả lời."""

    reason: DismissReason = Field(examples=["no_answer_needed"])


class Escalation(Body):
    """Chuyển cấp cho ai."""

    to: Literal[Role.SPOKESPERSON, Role.MANAGER, Role.ADMINISTRATOR] = Field(
        examples=["spokesperson"]
    )


class Revealing(Body):
    """Vì sao xem thông tin cá nhân đang được che."""

    reason: RevealReason = Field(examples=["answer"])


class Answered(Body):
    """Trang đã trả lời ngay trên mạng xã hội."""

    answered_at: AwareDatetime | None = Field(
        None, description="Lúc trả lời; bỏ trống là bây giờ.", examples=[None]
    )


class Pausing(Body):
    """Vì sao và đến bao giờ thời hạn tạm dừng."""

    reason: PauseReason = Field(examples=["other_body"])
    until: AwareDatetime = Field(
        description="Lúc chạy tiếp, trong vòng 30 ngày.", examples=["2026-11-25T08:00:00+07:00"]
    )
    note: Annotated[PlainText, Field(max_length=500)] = ""


class DraftText(Body):
    """Bản mới của dự thảo."""

    text: Annotated[PlainText, Field(max_length=MAX_REPLY)] = Field(
        examples=["Chào chị, bộ phận một cửa mở thứ Bảy từ 8 giờ đến 11 giờ 30."]
    )
    version: int = Field(
        ge=0, le=2**31, description="Bản đã đọc; 0 khi chưa có dự thảo nào.", examples=[0]
    )


class TemplatePick(Body):
    """Mẫu được chọn và giá trị các ô; ô biết trước thì hệ thống tự điền."""

    template_id: Annotated[PlainText, Field(min_length=1, max_length=120)] = Field(
        examples=["can-cuoc-le-phi"]
    )
    values: TemplateValues = Field(default_factory=dict, examples=[{"cach_xung": "bác"}])


class Decision(Shown):
    """Việc vừa làm và vụ việc sau đó; hoàn tác bằng mã của việc."""

    model_config = shown_as(examples.DECISION)

    event: Event
    case: Case


class CaseAfter(Shown):
    """Vụ việc sau khi thời hạn dừng hay chạy."""

    case: Case


class Picked(Shown):
    """Việc vừa làm, dự thảo mới và vụ việc sau đó."""

    event: Event
    draft: Draft
    case: Case


class DraftSaved(Shown):
    """Dự thảo vừa lưu."""

    draft: Draft
