"""Case files for competent authorities, and the register of what was passed on to them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.case_file import bundle
from api.console.answers import page, saved
from api.console.case_card import found_case
from api.console.dates import read_date
from api.console.forms import Fields
from api.console.referral_views import case_file_page, register
from api.console.spreadsheets import guarded_csv
from api.console.words import say_in
from api.rest.schemas.values import PathId
from api.security import Desk, desk, fresh
from api.view_models.parts import FieldError
from api.view_models.referrals import LetterForm
from api.words import REFERRAL_OUTCOMES_VI
from moderation.duties import case_files, referrals
from moderation.duties.referrals import Answer, Letter
from moderation.errors import BadInputError
from moderation.events import record
from moderation.policy import Permission
from moderation.queries import referrals as queries
from moderation.vocabulary import EventKind, ReferralOutcome

__all__ = ["router"]

router = APIRouter()

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]
_Referrer = Annotated[Desk, desk(Permission.REFER)]
_Taker = Annotated[Desk, fresh(Permission.REFER)]


@router.get("/cases/{case_id}/file")
def show(case_id: PathId, request: Request, desk: _Reader) -> HTMLResponse:
    """What the file holds, and where it has gone."""
    return page(desk, case_file_page(desk, request, found_case(desk, case_id)))


@router.get("/cases/{case_id}/file.zip")
def take_zip(case_id: PathId, desk: _Taker) -> Response:
    """Everything, with the digests by which it is checked."""
    made = bundle(case_files.case_file(desk.session, desk.who, case_id))
    case_files.taken(desk.session, desk.who, case_id, sha256=made.sha256, form="zip")
    return _download(made.content, "application/zip", f"ho-so-vu-{case_id}.zip")


@router.get("/cases/{case_id}/file.pdf")
def take_pdf(case_id: PathId, desk: _Taker) -> Response:
    """The same on paper, with the digests of what the ZIP holds besides."""
    file = case_files.case_file(desk.session, desk.who, case_id)
    made = bundle(file)
    case_files.taken(desk.session, desk.who, case_id, sha256=made.sha256, form="pdf")
    return _download(made.pdf, "application/pdf", f"ho-so-vu-{case_id}.pdf")


@router.post("/cases/{case_id}/referrals")
def refer(case_id: PathId, request: Request, fields: Fields, desk: _Referrer) -> Response:
    """Write down that the case was passed on."""
    found = found_case(desk, case_id)
    typed = LetterForm(**{name: fields.get(name, "")[:500] for name in _TYPED})
    try:
        with desk.session.begin_nested():
            referrals.refer(desk.session, desk.who, case_id, _letter(typed))
    except BadInputError as error:
        errors = (_error(error),)
        return page(desk, case_file_page(desk, request, found, form=typed, errors=errors), 422)
    return saved(f"/cases/{case_id}/file#referrals")


@router.post("/duties/referrals/{referral_id}/answer")
def answer(referral_id: PathId, request: Request, fields: Fields, desk: _Referrer) -> Response:
    """Write down what the body answered."""
    referral = referrals.found_referral(desk.session, desk.who, referral_id)
    found = found_case(desk, referral.case_id)
    try:
        with desk.session.begin_nested():
            given = _answer(fields, referral_id)
            referrals.answer(desk.session, desk.who, referral_id, given)
    except BadInputError as error:
        view = case_file_page(desk, request, found, errors=(_error(error),))
        return page(desk, view, 422)
    return saved(f"/cases/{referral.case_id}/file#referrals")


@router.get("/duties/referrals")
def show_register(request: Request, desk: _Reader) -> HTMLResponse:
    """What was passed on, what waits for an answer first."""
    return page(desk, register(desk, request))


@router.get("/duties/referrals.csv")
def take_register(desk: _Reader) -> Response:
    """The register as a spreadsheet; no comment and no citizen's name stands in it."""
    say = say_in(desk.locale)
    pages = desk.who.pages(Permission.READ_CASES)
    found = [
        row.referral for row in queries.referrals(desk.who.agency_id, desk.session, page_ids=pages)
    ]
    record(desk.session, desk.who, EventKind.EXPORTED, what="referrals", rows=len(found))
    head = [say(name) for name in _COLUMNS]
    rows = [
        [
            str(one.case_id), one.body, one.number, _written(one.sent_on), _written(one.due_on),
            _written(one.answered_on), one.answer_number,
            say(REFERRAL_OUTCOMES_VI[one.outcome]) if one.outcome else "", one.answer,
            one.file_sha256 or "",
        ]
        for one in found
    ]  # fmt: skip
    return _download(guarded_csv(head, rows), "text/csv; charset=utf-8", "so-chuyen.csv")


_TYPED = ("body", "number", "sent_on", "due_on", "note")
_COLUMNS = (
    "Vụ", "Cơ quan nhận", "Số văn bản", "Ngày gửi", "Hạn trả lời", "Ngày trả lời",
    "Số văn bản trả lời", "Kết quả", "Nội dung trả lời", "Mã băm hồ sơ",
)  # fmt: skip


def _letter(typed: LetterForm) -> Letter:
    sent = read_date(typed.sent_on, "sent_on")
    if sent is None:
        raise BadInputError("Ghi ngày gửi.", field="sent_on")
    return Letter(
        body=typed.body,
        number=typed.number,
        sent_on=sent,
        due_on=read_date(typed.due_on, "due_on"),
        note=typed.note,
    )


def _answer(fields: Fields, referral_id: int) -> Answer:
    outcome = fields.get("outcome", "")
    if outcome not in set(ReferralOutcome):
        raise BadInputError("Chọn kết quả xử lý.", field=f"outcome-{referral_id}")
    answered = read_date(fields.get("answered_on", ""), f"answered_on-{referral_id}")
    if answered is None:
        raise BadInputError("Ghi ngày trả lời.", field=f"answered_on-{referral_id}")
    return Answer(
        ReferralOutcome(outcome),
        answered,
        number=fields.get("answer_number", ""),
        said=fields.get("answer", ""),
    )


def _error(error: BadInputError) -> FieldError:
    return FieldError(str(error.facts.get("field", "body")), error.message)


def _written(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _download(content: bytes, media_type: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
