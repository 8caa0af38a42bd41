"""Two questions of a supervisor: is the process alive, and may people be sent to it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from api.state import State, state_of
from moderation.database import UNREACHABLE
from moderation.migrations import head, is_behind

__all__ = ["router"]

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Tiến trình còn sống")
async def healthz() -> dict[str, str]:
    """Touches nothing: a database that is away is no reason to kill this process."""
    return {"status": "ok"}


@router.get("/readyz", summary="Sẵn sàng phục vụ")
async def readyz(state: Annotated[State, Depends(state_of)]) -> JSONResponse:
    """The database answers and its schema is this code's, or a newer one."""
    return await run_in_threadpool(_ready, state)


def _ready(state: State) -> JSONResponse:
    try:
        version = state.database.schema_version()
    except UNREACHABLE:
        return JSONResponse(
            {"status": "unavailable", "database": "away"}, 503, headers={"retry-after": "5"}
        )
    if is_behind(version):
        return JSONResponse({"status": "unavailable", "schema": version, "wanted": head()}, 503)
    return JSONResponse({"status": "ready", "schema": version})
