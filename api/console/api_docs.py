"""The documentation of the REST interface, from our own files: a closed network has no other."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from api.i18n import pick_locale
from api.state import State, state_of
from api.view_models.doors import ApiDocsPage

__all__ = ["router"]

router = APIRouter()


@router.get("/api/v1/docs")
def show_docs(request: Request, state: Annotated[State, Depends(state_of)]) -> HTMLResponse:
    """Open to all, as the description itself is."""
    view = ApiDocsPage(openapi_url=str(request.app.openapi_url))
    locale = pick_locale(request.cookies.get("language"))
    return HTMLResponse(state.pages.page(view, locale=locale))
