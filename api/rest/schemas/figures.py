"""The manager's figures as programs see them."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import AwareDatetime, Field

from api.rest.schemas import examples
from api.rest.schemas.values import Shown, shown_as
from moderation.reporting.minutes import MIN_FOR_PERCENTILES, Spread
from moderation.reporting.overview import Overview

__all__ = ["Figures"]


class Age(Shown):
    """Vụ việc đang mở, theo số giờ đã chờ."""

    from_hours: int
    to_hours: int | None = Field(description="null: không có cận trên.")
    count: int
    late: int


class Responses(Shown):
    """Lần trả lời đầu tiên, tính bằng phút làm việc."""

    queue: str | None = Field(description="null: mọi hàng đợi.")
    n: int
    median: float | None = Field(
        description=f"null khi n nhỏ hơn {MIN_FOR_PERCENTILES}: quá ít để nói."
    )
    p90: float | None
    within_limit: int

    @classmethod
    def of(cls, queue: str | None, found: Spread) -> Self:
        """Figures without percentiles where too little stands behind them."""
        return cls(
            queue=queue,
            n=found.n,
            median=found.office[0] if found.office else None,
            p90=found.office[1] if found.office else None,
            within_limit=found.within,
        )


class Day(Shown):
    """Một ngày theo giờ Việt Nam."""

    day: date
    received: int = Field(description="Bình luận người dân viết trong ngày.")
    opened: int = Field(description="Vụ việc có bình luận đầu tiên viết trong ngày.")
    answered: int


class Figures(Shown):
    """Tình hình lúc này và những ngày qua."""

    model_config = shown_as(examples.FIGURES)

    as_of: AwareDatetime
    since: AwareDatetime
    waiting: int
    late: int
    ages: list[Age]
    responses: list[Responses]
    days: list[Day]

    @classmethod
    def of(cls, found: Overview) -> Self:
        """The overview, all queues together first."""
        by_queue = sorted(found.responses.items(), key=lambda item: item[0] or "")
        return cls(
            as_of=found.as_of,
            since=found.since,
            waiting=found.waiting,
            late=found.late,
            ages=[Age.model_validate(age) for age in found.ages],
            responses=[Responses.of(queue, figures) for queue, figures in by_queue],
            days=[Day.model_validate(day) for day in found.days],
        )
