"""Response templates as programs see them."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field

from api.rest.schemas.decisions import TemplateValues
from api.rest.schemas.values import Body, Shown
from moderation.vocabulary import Label
from response_templates import Template as Found

__all__ = ["Filled", "Filling", "Template", "TemplateList"]


class TemplateField(Shown):
    """Một ô trong mẫu."""

    name: str
    label_vi: str
    required: bool
    hint: str
    default: str


class TemplateSource(Shown):
    """Văn bản hoặc địa chỉ chính thức mà mẫu dựa vào."""

    title: str
    reference: str
    valid_from: date | None
    valid_to: date | None


class Template(Shown):
    """Một mẫu phản hồi."""

    id: str
    title: str
    labels: list[Label]
    body: str = Field(description="Nội dung với các ô `{{ ten_o }}`.")
    fields: list[TemplateField]
    sources: list[TemplateSource]
    tone: str
    private_only: bool = Field(description="Chỉ trả lời bằng tin nhắn riêng.")
    owner: str
    review_by: date | None
    general: bool = Field(description="Dùng chung cho cả nhãn.")
    expired: bool = Field(description="Một nguồn đã hết hiệu lực nên không nên dùng.")

    @classmethod
    def of(cls, found: Found, *, today: date) -> Self:
        """A template with its state on a day."""
        return cls(
            id=found.id,
            title=found.title,
            labels=list(found.labels),
            body=found.body,
            fields=[TemplateField.model_validate(field) for field in found.fields],
            sources=[TemplateSource.model_validate(source) for source in found.sources],
            tone=found.tone,
            private_only=found.private_only,
            owner=found.owner,
            review_by=found.review_by,
            general=found.general,
            expired=found.expired(today),
        )


class TemplateList(Shown):
    """Các mẫu phản hồi, theo mã."""

    items: list[Template]


class Filling(Body):
    """Giá trị các ô; ô biết trước thì hệ thống tự điền."""

    values: TemplateValues = Field(default_factory=dict, examples=[{"cach_xung": "bác"}])


class Filled(Shown):
    """Mẫu đã điền; chưa lưu ở đâu cả."""

    text: str
