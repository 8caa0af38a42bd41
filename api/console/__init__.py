"""The console: pages that people work in."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from api.console import cases, decisions, drafts, imports, live, queues, sign_in
from api.security import guard_cross_site

__all__ = ["router"]

router = APIRouter(dependencies=[Depends(guard_cross_site)], include_in_schema=False)
for part in (sign_in, queues, live, cases, decisions, drafts, imports):
    router.include_router(part.router)
