"""Writing a reply: a template picked into a draft, and the draft written on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from api.filling import fill_for, pickable_template
from api.rest.cases import case_shown, found_case
from api.rest.schemas import decisions as schemas
from api.rest.schemas.cases import Draft, Event
from api.rest.schemas.problems import VERSION_SHOWN, problems
from api.rest.schemas.values import PathId
from api.security import Desk, key_desk
from moderation.policy import Permission
from moderation.queries import agencies as agency_queries
from moderation.queries import drafts as drafts_queries
from moderation.replies import drafts

__all__ = ["router"]

router = APIRouter(tags=["cases"])

_Drafter = Annotated[Desk, key_desk(Permission.DRAFT)]


@router.post(
    "/cases/{case_id}/template",
    operation_id="pick_template",
    summary="Chọn mẫu làm dự thảo",
    responses=problems(400, 404, 409, 413) | VERSION_SHOWN,
)
def pick_template(
    case_id: PathId, body: schemas.TemplatePick, response: Response, desk: _Drafter
) -> schemas.Picked:
    """Điền mẫu và bắt đầu dự thảo từ đó; bản dự thảo trước vẫn còn trong lịch sử."""
    page = found_case(desk, case_id).page
    agency = agency_queries.find_agency(desk.who.agency_id, desk.session)
    template = pickable_template(
        desk.who.agency_id, desk.session, body.template_id, page_id=page.id
    )
    text = fill_for(template, agency, body.values, page)
    event = drafts.pick_template(desk.session, desk.who, case_id, template.id, text)
    draft = drafts_queries.draft_of(desk.who.agency_id, desk.session, case_id)
    return schemas.Picked(
        event=Event.of(event, None),
        draft=Draft.model_validate(draft),
        case=case_shown(desk, case_id, response),
    )


@router.post(
    "/cases/{case_id}/draft",
    operation_id="save_draft",
    summary="Lưu dự thảo",
    responses=problems(400, 404, 409, 413),
)
def save_draft(case_id: PathId, body: schemas.DraftText, desk: _Drafter) -> schemas.DraftSaved:
    """Lưu bản mới; 409 khi người khác đã lưu sau bản được đọc, và bản của họ còn nguyên."""
    draft = drafts.save_draft(desk.session, desk.who, case_id, body.text, version=body.version)
    return schemas.DraftSaved(draft=Draft.model_validate(draft))
