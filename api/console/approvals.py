"""Approving, phone first: the list of what waits, one card at a time, the next one after it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import is_htmx, page, part, see_other
from api.console.approval_card import approval_card, approval_row, readable
from api.console.dues import office_of
from api.console.forms import FormText, QueryText
from api.console.shell import approvals_waiting, shell_of
from api.console.words import say_in
from api.rest.schemas.values import MAX_ID, PathId
from api.security import Desk, desk, proved
from api.view_models.approvals import ApprovalPage, ApprovalsPage
from api.view_models.doors import ErrorPage
from api.view_models.parts import Notice
from moderation.errors import BadInputError, ConflictError
from moderation.models import Approval
from moderation.people.proofs import require_fresh
from moderation.policy import Permission
from moderation.queries import approvals as approval_queries
from moderation.queries import replies as queries
from moderation.queries.approvals import waiting_approvals
from moderation.queries.cases import cases_by_id
from moderation.replies import approvals
from moderation.replies.asking import UNDO_SECONDS
from moderation.replies.authorities import is_sensitive
from moderation.vocabulary import ApprovalState

__all__ = ["RETURN_REASONS", "router"]

router = APIRouter(prefix="/approvals")

RETURN_REASONS = {
    "Thiếu nguồn, căn cứ": "A19",
    "Sai thông tin, số liệu": "A06",
    "Chưa đúng câu hỏi": "A09",
    "Lời lẽ chưa phù hợp": "A20",
    "Có thông tin cá nhân": "A07",
    "Ngoài thẩm quyền": "A09",
}
"""What may be wrong with a reply, and the rule of conduct that asks for better."""
_LONGEST = 1_000
_SHA256_HEX = 64

_Approver = Annotated[Desk, desk(Permission.APPROVE)]
_ProvedApprover = Annotated[Desk, proved(Permission.APPROVE)]


@router.get("")
def list_approvals(request: Request, desk: _Approver) -> HTMLResponse:
    """What waits, the case due first on top."""
    office, waiting = office_of(desk), _waiting(desk)
    found = {
        one.case.id: one
        for one in cases_by_id(
            desk.who.agency_id, desk.session, [approval.case_id for approval in waiting]
        )
    }
    rows = [
        approval_row(desk, approval, found[approval.case_id], office)
        for approval in waiting
        if approval.case_id in found
    ]
    return page(
        desk,
        ApprovalsPage(
            shell=shell_of(desk, request, "approvals"),
            rows=tuple(row for row in rows if not row.is_own),
            others=tuple(row for row in rows if row.is_own),
        ),
    )


@router.get("/{approval_id}")
def show_approval(
    approval_id: PathId, request: Request, desk: _Approver, done: QueryText = ""
) -> HTMLResponse:
    """One card; `done` names the decision that led here."""
    return page(desk, _page(desk, request, approval_id, done=_number(done)))


@router.post("/{approval_id}/approve")
def approve(
    approval_id: PathId, request: Request, desk: _ProvedApprover, shown_sha256: FormText = ""
) -> Response:
    """Approve what was shown, and nothing else."""
    shown = shown_sha256 if len(shown_sha256) == _SHA256_HEX else ""
    if is_sensitive(desk.session, readable(desk, approval_id)[1].case):
        require_fresh(desk.who.agency_id, desk.session, desk.token)
    return _decide(
        desk,
        request,
        approval_id,
        lambda: approvals.approve(
            desk.session, desk.who, approval_id, shown_sha256=_from_hex(shown)
        ),
    )


@router.post("/{approval_id}/return")
def return_to_author(
    approval_id: PathId,
    request: Request,
    desk: _Approver,
    chosen: Annotated[list[str] | None, Form()] = None,
    note: FormText = "",
) -> Response:
    """Send it back with what should be better."""
    known = [reason for reason in RETURN_REASONS if reason in (chosen or ())]
    told = "; ".join([*known, *([note.strip()] if note.strip() else [])])[:_LONGEST]
    rules = sorted({RETURN_REASONS[reason] for reason in known})
    return _decide(
        desk,
        request,
        approval_id,
        lambda: approvals.return_to_author(
            desk.session, desk.who, approval_id, told, rules=rules or ["G4"]
        ),
    )


def _decide(
    desk: Desk, request: Request, approval_id: int, act: Callable[[], Approval]
) -> Response:
    """Decide, and go on to the next card; a refusal shows the card as it is now."""
    readable(desk, approval_id)
    try:
        with desk.session.begin_nested():
            act()
    except (ConflictError, BadInputError) as error:
        return _refused(desk, request, approval_id, error)
    following = _following(desk, approval_id)
    url = f"/approvals/{following or approval_id}?done={approval_id}"
    if not is_htmx(request):
        return see_other(url)
    view = _page(desk, request, following, done=approval_id)
    return part(desk, view, "decided", url=url)


def _refused(
    desk: Desk, request: Request, approval_id: int, error: ConflictError | BadInputError
) -> HTMLResponse:
    is_conflict = isinstance(error, ConflictError)
    status = HTTPStatus.CONFLICT if is_conflict else HTTPStatus.UNPROCESSABLE_ENTITY
    view = _page(desk, request, approval_id)
    if not is_htmx(request):
        return page(desk, _page(desk, request, approval_id, refused=error.message), status)
    notice = ErrorPage(None, "conflict" if is_conflict else "bad_input", error.message)
    html = desk.state.pages.part(notice, "notice", locale=desk.locale)
    if is_conflict:
        html += desk.state.pages.part(view, "fresh", locale=desk.locale)
    headers = {"hx-retarget": "#notice", "hx-reswap": "innerHTML", "hx-reselect": "[data-answer]"}
    return HTMLResponse(html, status, headers=headers)


def _page(
    desk: Desk, request: Request, approval_id: int | None, *, done: int = 0, refused: str = ""
) -> ApprovalPage:
    """The page with this card; a decided one whose list is empty is not shown again."""
    office, card = office_of(desk), None
    if approval_id is not None and approval_id != done:
        card = approval_card(desk, *readable(desk, approval_id), office)
    following = _following(desk, approval_id or 0)
    told = _told(desk, done)
    return ApprovalPage(
        shell=shell_of(
            desk, request, "approvals", notice=Notice("warning", refused) if refused else None
        ),
        card=card,
        waiting=approvals_waiting(desk),
        return_reasons=tuple(RETURN_REASONS),
        next_url=f"/approvals/{following}" if following else "",
        done=told,
        said=told.message if told else "",
    )


def _told(desk: Desk, approval_id: int) -> Notice | None:
    """The decision just made, if it was this person's, and the way to what became of it."""
    approval = approval_queries.find_approval(desk.who.agency_id, desk.session, approval_id)
    if approval is None or approval.decided_by != desk.who.person_id:
        return None
    say, case = say_in(desk.locale), {"id": approval.case_id}
    url = f"/cases/{approval.case_id}"
    if approval.state is ApprovalState.RETURNED:
        return Notice("info", say("Đã trả lại vụ %(id)s cho người soạn.") % case)
    if approval.state not in {ApprovalState.APPROVED, ApprovalState.DONE}:
        return None
    if queries.acts_of_case(desk.who.agency_id, desk.session, approval.case_id):
        told = say("Đã duyệt vụ %(id)s. Câu trả lời tự đăng sau %(n)s giây.")
        return Notice("good", told % {**case, "n": UNDO_SECONDS}, say("Xem hoặc rút lại"), url)
    told = say("Đã duyệt vụ %(id)s. Trang chưa nối để tự đăng: đăng tay rồi ghi là đã trả lời.")
    return Notice("good", told % case, say("Mở vụ"), url)


def _waiting(desk: Desk) -> list[Approval]:
    found = waiting_approvals(
        desk.who.agency_id, desk.session, page_ids=desk.who.pages(Permission.APPROVE)
    )
    return [approval for approval, _ in found]


def _following(desk: Desk, approval_id: int) -> int | None:
    """The first that waits for this person, besides the one at hand."""
    me = desk.who.person_id
    free = (
        one.id
        for one in _waiting(desk)
        if one.id != approval_id and me not in {one.author_id, one.submitted_by}
    )
    return next(free, None)


def _from_hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def _number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
    return number if number <= MAX_ID else 0
