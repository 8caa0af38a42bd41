"""The agency's queues and pages, and who a key is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter

from api.rest.schemas import agency as shown
from api.rest.schemas.problems import problems
from api.security import AnyKeyDesk, Desk, key_desk
from moderation.policy import Permission, roles_of
from moderation.queries import agencies as queries
from moderation.queries.cases import QueueTally, queue_tallies

__all__ = ["router"]

router = APIRouter(tags=["agency"])

_Reader = Annotated[Desk, key_desk(Permission.READ_CASES)]


@router.get("/me", operation_id="who_am_i", summary="Khóa đang gọi", responses=problems())
def me(desk: AnyKeyDesk) -> shown.Me:
    """Khóa này thuộc cơ quan nào và được làm gì."""
    agency = queries.find_agency(desk.who.agency_id, desk.session)
    assert desk.who.actor_id is not None  # noqa: S101 - a key has a row
    return shown.Me(
        key_id=desk.who.actor_id,
        name=desk.who.name,
        agency_id=agency.id,
        agency=agency.name,
        roles=sorted(roles_of(desk.who.grants)),
        permissions=[one for one in Permission if desk.who.can(one)],
    )


@router.get("/queues", operation_id="list_queues", summary="Hàng đợi", responses=problems())
def list_queues(desk: _Reader) -> shown.QueueList:
    """Mỗi hàng đợi với số vụ việc đang mở và quá hạn, trên những trang mà khóa được xem."""
    tallies = queue_tallies(
        desk.who.agency_id,
        desk.session,
        page_ids=desk.who.pages(Permission.READ_CASES),
        now=datetime.now(UTC),
    )
    items = []
    for queue in queries.queues(desk.who.agency_id, desk.session):
        tally = tallies.get(queue.key, QueueTally(queue.key, 0, 0))
        items.append(
            shown.Queue(
                key=queue.key,
                name_vi=queue.name_vi,
                name_en=queue.name_en,
                count=tally.count,
                late=tally.late,
            )
        )
    return shown.QueueList(items=items)


@router.get("/pages", operation_id="list_pages", summary="Trang", responses=problems())
def list_pages(desk: _Reader) -> shown.PageList:
    """Những trang của cơ quan mà khóa được xem."""
    return shown.PageList(
        items=[
            shown.Page.model_validate(page)
            for page in queries.pages(desk.who.agency_id, desk.session)
            if desk.who.can(Permission.READ_CASES, page.id)
        ]
    )
