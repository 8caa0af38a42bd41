"""The rules of conduct: read, acknowledged, made stricter, put into force, shown to the public."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved
from api.console.forms import FormText, QueryText, row_id
from api.console.rulebook_views import comment_rules_page, conduct_form, conduct_page
from api.console.spreadsheets import guarded_csv
from api.console.words import say_in
from api.security import Desk, desk
from api.view_models.duties import DutyCard, DutyCount
from api.view_models.parts import FieldError
from moderation.duties import rulebook
from moderation.duties.openings import Opening, set_open
from moderation.errors import BadInputError, ConflictError
from moderation.events import record
from moderation.policy import Permission
from moderation.queries import rulebook as queries
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import EventKind, RuleStrength

__all__ = ["router", "rules_card"]

router = APIRouter(prefix="/duties")

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]
_Keeper = Annotated[Desk, desk(Permission.KEEP_RULES)]


@router.get("/rules")
def show(request: Request, desk: _Reader) -> HTMLResponse:
    """The rules in force, who has read them, and what would change."""
    return page(desk, conduct_page(desk, request))


@router.post("/rules/acknowledge")
def acknowledge(desk: _Reader, version_id: Annotated[int, Form()]) -> Response:
    """This person has read the version in force."""
    rulebook.acknowledge(desk.session, desk.who, version_id)
    return saved("/duties/rules")


@router.post("/rules/publish")
def publish(request: Request, desk: _Keeper, note: FormText = "") -> Response:
    """Put the rules into force as they stand; everybody is asked to read them."""
    try:
        with desk.session.begin_nested():
            rulebook.publish(desk.session, desk.who, note)
    except ConflictError as error:
        errors = (FieldError("note", error.message),)
        return page(desk, conduct_page(desk, request, errors), 409)
    return saved("/duties/rules")


@router.post("/rules/public")
def show_public(desk: _Keeper, is_public: FormText = "") -> Response:
    """Let anybody read them, or no longer."""
    set_open(desk.session, desk.who, Opening.RULES_PUBLIC, is_open=bool(is_public))
    return saved("/duties/rules#public")


@router.post("/rules/reviews")
def open_reviews(desk: _Keeper, is_wanted: FormText = "") -> Response:
    """Let authors of hidden comments ask for another look, or no longer."""
    set_open(desk.session, desk.who, Opening.REVIEWS, is_open=bool(is_wanted))
    return saved("/duties/rules#public")


@router.get("/rules/readers.csv")
def download_readers(desk: _Keeper) -> Response:
    """Who has read the version in force, and who has not."""
    say, newest = say_in(desk.locale), queries.latest_version(desk.who.agency_id, desk.session)
    found = queries.readers(desk.who.agency_id, desk.session, newest.id) if newest else []
    record(desk.session, desk.who, EventKind.EXPORTED, what="rule_readers", rows=len(found))
    body = guarded_csv(
        [say("Họ và tên"), say("Đã đọc lúc")],
        [
            [one.name, f"{one.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}" if one.at else ""]
            for one in found
        ],
    )
    head = {"content-disposition": 'attachment; filename="da-doc-quy-tac.csv"'}
    return Response(body, media_type="text/csv; charset=utf-8", headers=head)


@router.get("/rules/{rule_id}")
def show_rule(rule_id: str, request: Request, desk: _Keeper) -> HTMLResponse:
    """One rule in every text in which it stands, and the agency's own strength."""
    return page(desk, conduct_form(desk, request, rule_id))


@router.post("/rules/{rule_id}")
def change_rule(
    rule_id: str, request: Request, desk: _Keeper, strength: FormText = "", reason: FormText = ""
) -> Response:
    """Make it stricter for the agency, or hold it as it was issued."""
    try:
        with desk.session.begin_nested():
            _change(desk, rule_id, strength, reason)
    except BadInputError as error:
        field = "reason" if strength and not reason.strip() else "strength"
        errors = (FieldError(field, error.message),)
        view = conduct_form(desk, request, rule_id, errors, typed=(strength, reason))
        return page(desk, view, 422)
    return saved(f"/duties/rules#{rule_id}")


@router.get("/comment-rules")
def show_comment_rules(request: Request, desk: _Reader, page_id: QueryText = "") -> HTMLResponse:
    """The comment rules of a page as text and as HTML, to be pasted."""
    return page(desk, comment_rules_page(desk, request, row_id(page_id)))


def rules_card(desk: Desk) -> DutyCard:
    """Who has not read the rules; for others, whether they themselves have."""
    say, agency_id = say_in(desk.locale), desk.who.agency_id
    newest = queries.latest_version(agency_id, desk.session)
    counts: list[DutyCount] = []
    if newest is not None:
        if queries.acknowledged_at(agency_id, desk.session, newest.id, desk.who.person_id or 0):
            counts = []
        else:
            counts = [DutyCount(1, say("bản anh/chị chưa xác nhận đã đọc"), is_late=True)]
        if desk.who.can(Permission.KEEP_RULES):
            unread = queries.count_unread(agency_id, desk.session)
            counts.append(DutyCount(unread, say("người chưa đọc"), bool(unread)))
    return DutyCard(
        say("Quy tắc ứng xử và nội quy bình luận"),
        "/duties/rules",
        say("Bộ Quy tắc ứng xử từng điều, mức bắt buộc và nguồn; ai đã đọc bản đang có hiệu lực."),
        "A14, A25, B01",
        tuple(counts),
    )


def _change(desk: Desk, rule_id: str, strength: str, reason: str) -> None:
    if not strength:
        rulebook.keep_as_issued(desk.session, desk.who, rule_id)
        return
    if strength not in set(RuleStrength):
        raise BadInputError("Hãy chọn mức trong danh sách.")
    wanted = RuleStrength(strength)
    rulebook.make_stricter(desk.session, desk.who, rule_id, wanted, reason)
