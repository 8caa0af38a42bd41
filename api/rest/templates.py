"""Response templates: which there are, and one filled."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path

from api.filling import fill_for, pickable_template, templates_of
from api.rest.schemas import templates as shown
from api.rest.schemas.problems import problems
from api.security import Desk, key_desk
from moderation.policy import Permission
from moderation.queries import agencies as agency_queries
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import Label

__all__ = ["router"]

router = APIRouter(prefix="/templates", tags=["templates"])

_Reader = Annotated[Desk, key_desk(Permission.READ_CASES)]
_TemplateId = Annotated[str, Path(min_length=1, max_length=120)]


@router.get("", operation_id="list_templates", summary="Các mẫu phản hồi", responses=problems())
def list_templates(desk: _Reader, label: Label | None = None) -> shown.TemplateList:
    """Các mẫu theo mã; `label` chỉ lấy mẫu của một nhãn."""
    today = datetime.now(VIETNAM).date()
    return shown.TemplateList(
        items=[
            shown.Template.of(template, today=today)
            for template in templates_of(desk.who.agency_id, desk.session)
            if label is None or label in template.labels
        ]
    )


@router.get(
    "/{template_id}", operation_id="read_template", summary="Một mẫu", responses=problems(404)
)
def read_template(template_id: _TemplateId, desk: _Reader) -> shown.Template:
    """Nội dung mẫu, các ô và nguồn."""
    found = pickable_template(desk.who.agency_id, desk.session, template_id)
    today = datetime.now(VIETNAM).date()
    return shown.Template.of(found, today=today)


@router.post(
    "/{template_id}/fill",
    operation_id="fill_template",
    summary="Điền thử một mẫu",
    responses=problems(400, 404, 413),
)
def fill_template(template_id: _TemplateId, body: shown.Filling, desk: _Reader) -> shown.Filled:
    """Mẫu với các ô đã điền; không lưu gì. 422 nêu tên ô còn thiếu hoặc không có."""
    agency = agency_queries.find_agency(desk.who.agency_id, desk.session)
    found = pickable_template(desk.who.agency_id, desk.session, template_id)
    return shown.Filled(text=fill_for(found, agency, body.values))
