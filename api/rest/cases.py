"""Finding cases and reading one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, Field

from api.filling import prefill, template_of
from api.rest.paging import cursor_at, read_cursor
from api.rest.schemas import cases as shown
from api.rest.schemas.decisions import Revealing
from api.rest.schemas.problems import VERSION_SHOWN, problems
from api.rest.schemas.values import Body, Id, PathId, PlainText
from api.security import Desk, key_desk
from moderation import models
from moderation.errors import NotFoundError
from moderation.policy import Permission
from moderation.privacy.revealing import reveal
from moderation.queries import agencies as agency_queries
from moderation.queries import cases as queries
from moderation.queries import drafts as drafts_queries
from moderation.queries import history as history_queries
from moderation.queries.authors import comment_names
from moderation.vocabulary import Label

__all__ = ["case_shown", "found_case", "router", "set_version"]

router = APIRouter(tags=["cases"])

_Reader = Annotated[Desk, key_desk(Permission.READ_CASES)]


class CaseQuery(Body):
    """What a list of cases is asked for."""

    queue: PlainText | None = Field(None, max_length=80, description="Mã hàng đợi.")
    page_id: Id | None = Field(None, description="Trang của cơ quan.")
    label: Label | None = None
    status: Literal["open", "closed"] = "open"
    due_before: AwareDatetime | None = Field(None, description="Hạn trước thời điểm này.")
    q: PlainText = Field(
        "",
        max_length=200,
        description="Tìm trong lời bình luận; gõ không dấu thì khớp cả chữ có dấu.",
    )
    cursor: str | None = Field(None, max_length=200, description="`next` của trang trước.")
    limit: int = Field(50, ge=1, le=200)


@router.get(
    "/cases",
    operation_id="list_cases",
    summary="Danh sách vụ việc",
    responses=problems(),
)
def list_cases(asked: Annotated[CaseQuery, Query()], desk: _Reader) -> shown.CasePage:
    """Vụ việc theo hạn rồi mức gấp, trên những trang mà khóa được xem."""
    found = queries.list_cases(
        desk.who.agency_id,
        desk.session,
        _wanted(asked, desk),
        after=None if asked.cursor is None else read_cursor(asked.cursor),
        limit=asked.limit + 1,
    )
    shown_now, now = found[: asked.limit], datetime.now(UTC)
    names = _names(desk, [one.comment for one in shown_now])
    return shown.CasePage(
        items=[shown.Case.of(one, names.get(one.comment.id), now=now) for one in shown_now],
        next=cursor_at(shown_now[-1].case) if len(found) > asked.limit else None,
    )


@router.get(
    "/cases/{case_id}",
    operation_id="read_case",
    summary="Một vụ việc",
    responses=problems(404) | VERSION_SHOWN,
)
def read_case(case_id: PathId, response: Response, desk: _Reader) -> shown.CaseDetail:
    """Vụ việc với bình luận, điều máy đọc thấy, mẫu gợi ý, dự thảo và lịch sử."""
    found = found_case(desk, case_id)
    set_version(response, found.case)
    agency_id, session = desk.who.agency_id, desk.session
    parent, replies = queries.thread_of(agency_id, session, found.comment)
    prediction = queries.prediction_of(agency_id, session, found.comment)
    comments = queries.case_comments(agency_id, session, case_id)
    told = [found.comment, *comments, *replies, *([parent] if parent else [])]
    names = _names(desk, told)
    draft = drafts_queries.draft_of(agency_id, session, case_id)
    return shown.CaseDetail(
        case=shown.Case.of(found, names.get(found.comment.id), now=datetime.now(UTC)),
        comments=[shown.Comment.of(comment, names.get(comment.id)) for comment in comments],
        parent=None if parent is None else shown.Comment.of(parent, names.get(parent.id)),
        own_replies=[shown.Comment.of(reply, names.get(reply.id)) for reply in replies],
        prediction=None if prediction is None else shown.Prediction.of(prediction),
        suggestions=_suggestions(desk, case_id, found.page),
        draft=None if draft is None else shown.Draft.model_validate(draft),
        events=[
            shown.Event.of(event, name)
            for event, name in history_queries.case_events(agency_id, session, case_id)
        ],
    )


@router.post(
    "/cases/{case_id}/reveal",
    operation_id="reveal_case",
    summary="Xem bình luận không che",
    responses=problems(400, 404, 413),
)
def reveal_case(
    case_id: PathId,
    body: Revealing,
    desk: Annotated[Desk, key_desk(Permission.REVEAL)],
) -> shown.Revealed:
    """Nguyên văn các bình luận của vụ việc, với lý do; mỗi lần xem được ghi vào nhật ký."""
    event = reveal(desk.session, desk.who, case_id, body.reason)
    found = queries.case_comments(desk.who.agency_id, desk.session, case_id)
    names = _names(desk, found)
    return shown.Revealed(
        event=shown.Event.of(event, None),
        comments=[shown.Comment.of(one, names.get(one.id), is_clear=True) for one in found],
    )


def found_case(desk: Desk, case_id: int) -> queries.CaseSummary:
    """A case on a page that the key may read; NotFoundError for any other."""
    found = queries.find_case(desk.who.agency_id, desk.session, case_id)
    if found is None or not desk.who.can(Permission.READ_CASES, found.case.page_id):
        raise NotFoundError(
            "Không tìm thấy vụ việc này; chưa có gì thay đổi. Hãy tìm theo số vụ, hoặc mở lại từ "
            "hàng đợi."
        )
    return found


def case_shown(desk: Desk, case_id: int, response: Response) -> shown.Case:
    """A case after something was done to it, with its new version in the answer's head."""
    found = found_case(desk, case_id)
    set_version(response, found.case)
    names = _names(desk, [found.comment])
    return shown.Case.of(found, names.get(found.comment.id), now=datetime.now(UTC))


def set_version(response: Response, case: models.Case) -> None:
    """Say which version of a case an answer shows."""
    response.headers["etag"] = f'"{case.version}"'


def _names(desk: Desk, comments: list[models.Comment]) -> dict[int, str]:
    return comment_names(desk.who.agency_id, desk.session, comments)


def _wanted(asked: CaseQuery, desk: Desk) -> queries.CaseFilter:
    return queries.CaseFilter(
        queue_key=asked.queue,
        page_ids=desk.who.pages(Permission.READ_CASES),
        page_id=asked.page_id,
        label=asked.label,
        due_before=asked.due_before,
        search=asked.q,
        is_open=asked.status == "open",
    )


def _suggestions(desk: Desk, case_id: int, page: models.Page) -> list[shown.Suggestion]:
    """The suggested templates that still exist, filled as far as they fill themselves."""
    agency = agency_queries.find_agency(desk.who.agency_id, desk.session)
    made = []
    for suggested in drafts_queries.suggestions_of(desk.who.agency_id, desk.session, case_id):
        template = template_of(desk.who.agency_id, desk.session, suggested.template_id)
        if template is None:
            continue
        filled = prefill(template, agency, page)
        made.append(
            shown.Suggestion(
                template_id=template.id,
                title=template.title,
                score=suggested.score,
                reason=suggested.reason,
                text=filled.text,
                missing=list(filled.missing),
            )
        )
    return made
