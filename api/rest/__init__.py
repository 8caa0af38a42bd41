"""`/api/v1`: the same acts for programs."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.security import HTTPBearer

from api.rest import agency, cases, decisions, figures, imports, replies, templates

__all__ = ["router"]

# Only for the document: `api.security.key_desk` is what opens the door.
_described = HTTPBearer(
    scheme_name="api_key",
    bearerFormat="ph_…",
    description="Khóa do người quản trị tạo bằng `phanhoi user key`.",
    auto_error=False,
)

router = APIRouter(prefix="/api/v1", dependencies=[Depends(_described)])
for part in (agency, cases, decisions, replies, imports, templates, figures):
    router.include_router(part.router)
