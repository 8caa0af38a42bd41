"""The agency, its queues and pages, and the key that asks."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from api.rest.schemas import examples
from api.rest.schemas.values import Id, Shown, shown_as
from moderation.policy import Permission
from moderation.vocabulary import Platform, Role

__all__ = ["Me", "Page", "PageList", "Queue", "QueueList"]


class Me(Shown):
    """Khóa đang gọi."""

    model_config = shown_as(examples.ME)

    key_id: Id
    name: str
    agency_id: Id
    agency: str
    roles: list[Role]
    permissions: list[Permission]


class Queue(Shown):
    """Một hàng đợi và việc đang chờ trong đó."""

    key: str
    name_vi: str
    name_en: str
    count: int = Field(description="Số vụ việc đang mở.")
    late: int = Field(description="Trong đó đã quá hạn.")


class QueueList(Shown):
    """Các hàng đợi theo thứ tự của cơ quan."""

    items: list[Queue]


class Page(Shown):
    """Một trang của cơ quan."""

    id: Id
    platform: Platform
    external_id: str = Field(description="Mã trang trên mạng xã hội.")
    name: str
    url: str
    heard_at: AwareDatetime | None = Field(description="Lần cuối nhận được bình luận.")


class PageList(Shown):
    """Các trang theo tên."""

    items: list[Page]
