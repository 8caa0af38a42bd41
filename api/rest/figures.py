"""The manager's figures."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from api.rest.schemas.figures import Figures
from api.rest.schemas.problems import problems
from api.security import Desk, key_desk
from moderation.policy import Permission
from moderation.reporting.overview import overview

__all__ = ["router"]

router = APIRouter(tags=["figures"])

_Manager = Annotated[Desk, key_desk(Permission.SEE_FIGURES)]


@router.get("/figures", operation_id="read_figures", summary="Số liệu", responses=problems())
def read_figures(
    desk: _Manager,
    days: Annotated[int, Query(ge=1, le=92, description="Nhìn lại bao nhiêu ngày.")] = 7,
) -> Figures:
    """Việc đang chờ lúc này và việc trả lời những ngày qua; thời gian là phút làm việc."""
    return Figures.of(overview(desk.session, desk.who, now=datetime.now(UTC), days=days))
