"""Deciding on a case, and taking a decision back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response

from api.rest.cases import case_shown
from api.rest.schemas import decisions as schemas
from api.rest.schemas.cases import Event
from api.rest.schemas.problems import VERSION_SHOWN, problems
from api.rest.schemas.values import PathId
from api.security import Desk, key_desk
from moderation import models
from moderation.casework import cases, passing, pauses, reopening, undoing
from moderation.policy import Permission

__all__ = ["router"]

router = APIRouter(tags=["cases"])

_Decider = Annotated[Desk, key_desk(Permission.TRIAGE)]
_Undoer = Annotated[Desk, key_desk(Permission.READ_CASES)]


def _seen_version(
    if_match: Annotated[
        str,
        Header(
            pattern=r'^(\*|(W/)?"[0-9]{1,18}")$',
            description="Phiên bản đã xem, như `ETag` cho biết; `*` là phiên bản nào cũng được.",
            examples=['"3"'],
        ),
    ],
) -> int | None:
    return None if if_match == "*" else int(if_match.removeprefix("W/").strip('"'))


_Seen = Annotated[int | None, Depends(_seen_version)]


@router.post(
    "/cases/{case_id}/relabel",
    operation_id="relabel_case",
    summary="Sửa nhãn",
    responses=problems(400, 404, 409, 413) | VERSION_SHOWN,
)
def relabel(
    case_id: PathId, body: schemas.Relabelling, seen: _Seen, response: Response, desk: _Decider
) -> schemas.Decision:
    """Nhãn đúng được giữ lại như một lần sửa máy, và vụ việc được chuyển hàng đợi theo nhãn mới."""
    event = cases.relabel(
        desk.session, desk.who, case_id, body.label, reason=body.reason, version=seen
    )
    return _decision(desk, event, case_id, response)


@router.post(
    "/cases/{case_id}/dismiss",
    operation_id="dismiss_case",
    summary="Đóng không trả lời",
    responses=problems(400, 404, 409, 413) | VERSION_SHOWN,
)
def dismiss(
    case_id: PathId, body: schemas.Dismissal, seen: _Seen, response: Response, desk: _Decider
) -> schemas.Decision:
    """Đóng vụ việc kèm lý do. Góp ý, phê bình không đóng được như tin rác hay vi phạm."""
    event = cases.dismiss(desk.session, desk.who, case_id, body.reason, version=seen)
    return _decision(desk, event, case_id, response)


@router.post(
    "/cases/{case_id}/escalate",
    operation_id="escalate_case",
    summary="Chuyển cấp",
    responses=problems(400, 404, 409, 413) | VERSION_SHOWN,
)
def escalate(
    case_id: PathId, body: schemas.Escalation, seen: _Seen, response: Response, desk: _Decider
) -> schemas.Decision:
    """Đưa vụ việc lên người giữ vai trò được chọn; vụ việc lên đầu hàng đợi."""
    event = passing.pass_up(desk.session, desk.who, case_id, body.to, version=seen)
    return _decision(desk, event, case_id, response)


@router.post(
    "/cases/{case_id}/answered",
    operation_id="record_answer",
    summary="Ghi nhận đã trả lời",
    responses=problems(400, 404, 409, 413) | VERSION_SHOWN,
)
def answered(
    case_id: PathId, body: schemas.Answered, seen: _Seen, response: Response, desk: _Decider
) -> schemas.Decision:
    """Trang đã trả lời ngay trên mạng xã hội; đồng hồ dừng ở thời điểm ấy."""
    event = cases.answer_recorded(
        desk.session, desk.who, case_id, answered_at=body.answered_at, version=seen
    )
    return _decision(desk, event, case_id, response)


@router.post(
    "/cases/{case_id}/reopen",
    operation_id="reopen_case",
    summary="Mở lại",
    responses=problems(404, 409) | VERSION_SHOWN,
)
def reopen(case_id: PathId, seen: _Seen, response: Response, desk: _Decider) -> schemas.Decision:
    """Vụ đã trả lời tính hạn mới từ lúc mở lại; thời gian của lần trả lời đầu không đổi."""
    event = reopening.reopen(desk.session, desk.who, case_id, version=seen)
    return _decision(desk, event, case_id, response)


@router.post(
    "/cases/{case_id}/pause",
    operation_id="pause_case",
    summary="Tạm dừng thời hạn",
    responses=problems(400, 404, 409, 413) | VERSION_SHOWN,
)
def pause(
    case_id: PathId, body: schemas.Pausing, response: Response, desk: _Decider
) -> schemas.CaseAfter:
    """Thời hạn đứng yên đến lúc đã nêu, rồi tự chạy tiếp; hạn của vụ việc dời theo."""
    pauses.pause(desk.session, desk.who, case_id, body.reason, until=body.until, note=body.note)
    return schemas.CaseAfter(case=case_shown(desk, case_id, response))


@router.post(
    "/cases/{case_id}/resume",
    operation_id="resume_case",
    summary="Chạy tiếp thời hạn",
    responses=problems(404, 409) | VERSION_SHOWN,
)
def resume(case_id: PathId, response: Response, desk: _Decider) -> schemas.CaseAfter:
    """Cho thời hạn chạy tiếp trước lúc đã nêu."""
    pauses.resume(desk.session, desk.who, case_id)
    return schemas.CaseAfter(case=case_shown(desk, case_id, response))


@router.post(
    "/events/{event_id}/undo",
    operation_id="undo_event",
    summary="Hoàn tác",
    responses=problems(404, 409) | VERSION_SHOWN,
)
def undo(event_id: PathId, response: Response, desk: _Undoer) -> schemas.Decision:
    """Lấy lại việc mà chính khóa này vừa làm, khi chưa ai làm gì thêm với vụ việc."""
    event = undoing.undo(desk.session, desk.who, event_id)
    assert event.case_id is not None  # noqa: S101 - what can be undone was done to a case
    return _decision(desk, event, event.case_id, response)


def _decision(
    desk: Desk, event: models.Event, case_id: int, response: Response
) -> schemas.Decision:
    return schemas.Decision(event=Event.of(event, None), case=case_shown(desk, case_id, response))
