"""Writing a reply: begun from a template, saved as it is typed, put before another person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.checking import blocking
from api.console.acting import carry_out, decide
from api.console.addresses import ADDRESSES, address_in, readdressed
from api.console.answers import is_htmx, page, part, see_other, target
from api.console.case_card import found_case
from api.console.drafting import as_public, blanks_of, draft_shown, filled_in
from api.console.earlier import earlier_of
from api.console.forms import Fields, FormText, row_id
from api.console.list_query import Here, Place, Seen, SeenForm
from api.console.screens import board_of, case_page
from api.console.words import one_line
from api.filling import opened, pickable_template, template_of
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from api.view_models.drafts import Draft
from api.view_models.queue import CasePage
from moderation.errors import BadInputError, ConflictError
from moderation.models import Draft as Kept
from moderation.models import Event
from moderation.policy import Permission
from moderation.queries import agencies as agency_queries
from moderation.queries import cases as case_queries
from moderation.queries import drafts as drafts_queries
from moderation.queries import history as history_queries
from moderation.queries.cases import CaseSummary
from moderation.queries.people import find_user
from moderation.replies import approvals, drafts
from moderation.replies.reach import refuse_out_of_reach
from moderation.vocabulary import PublishKind
from platforms import CAPABILITIES
from response_templates import Template

__all__ = ["router"]

router = APIRouter(prefix="/cases/{case_id}")

_Drafter = Annotated[Desk, desk(Permission.DRAFT)]


@router.get("/draft")
def show_draft(case_id: PathId, request: Request, place: Here, desk: _Drafter) -> HTMLResponse:
    """The case with its reply in work; nothing is written yet."""
    view = _drafting(desk, request, place, case_id)
    return part(desk, view, "case") if target(request) == "case" else page(desk, view)


@router.post("/template")
def pick_template(
    case_id: PathId, template_id: FormText, request: Request, seen: SeenForm, desk: _Drafter
) -> Response:
    """Begin the reply from a template, filled with what is known."""
    where = found_case(desk, case_id).page
    template = pickable_template(desk.who.agency_id, desk.session, template_id, page_id=where.id)
    agency = agency_queries.find_agency(desk.who.agency_id, desk.session)
    text = opened(template, agency, where)
    return carry_out(
        desk,
        request,
        seen,
        case_id,
        lambda: drafts.pick_template(desk.session, desk.who, case_id, template.id, text),
        _opened,
    )


@router.post("/draft")
def save_draft(
    case_id: PathId, request: Request, seen: SeenForm, fields: Fields, desk: _Drafter
) -> Response:
    """Keep what was typed; the answer is what the public will see, with what is still to mend."""
    found_case(desk, case_id)
    _save(desk, case_id, fields)
    if not is_htmx(request):
        return see_other(seen.place.draft_url(case_id))
    return part(desk, _drafting(desk, request, seen.place, case_id, typed=fields), "draft")


@router.post("/address")
def readdress(
    case_id: PathId, request: Request, seen: SeenForm, fields: Fields, desk: _Drafter
) -> Response:
    """Address the citizen in another way, throughout the reply."""
    found_case(desk, case_id)
    wanted, text = fields.get("readdress_to", ""), fields.get("text", "").replace("\r\n", "\n")
    usual = agency_queries.find_agency(desk.who.agency_id, desk.session).citizen_address
    if wanted not in (usual, *ADDRESSES):
        raise BadInputError("Chọn cách xưng hô trong danh sách.")
    changed = readdressed(text, address_in(text, usual), wanted)
    _save(desk, case_id, {**fields, "text": changed})
    if not is_htmx(request):
        return see_other(seen.place.draft_url(case_id))
    return part(desk, _drafting(desk, request, seen.place, case_id), "draft")


@router.post("/submit")
def submit(
    case_id: PathId, request: Request, seen: SeenForm, fields: Fields, desk: _Drafter
) -> Response:
    """Keep what was typed and put it before somebody who may approve it."""
    return decide(desk, request, seen, case_id, lambda: _submitted(desk, case_id, fields))


def _opened(desk: Desk, request: Request, seen: Seen, case_id: int) -> Response:
    if not is_htmx(request):
        return see_other(seen.place.draft_url(case_id))
    return part(desk, _drafting(desk, request, seen.place, case_id), "opened")


def _drafting(
    desk: Desk,
    request: Request,
    place: Place,
    case_id: int,
    *,
    typed: Mapping[str, str] | None = None,
) -> CasePage:
    found = found_case(desk, case_id)
    desk.who.require(Permission.DRAFT, found.case.page_id)
    draft = _shown(desk, found, typed or {})
    return case_page(board_of(desk, request, place), found, draft=draft)


def _shown(desk: Desk, found: CaseSummary, typed: Mapping[str, str]) -> Draft:
    """The draft as it stands; while somebody types, with the text of their own field."""
    case = found.case
    kept = drafts_queries.draft_of(desk.who.agency_id, desk.session, case.id)
    author = None
    if kept is not None and kept.author_id is not None:
        author = find_user(desk.who.agency_id, desk.session, kept.author_id)
    text = typed.get("text", kept.text if kept else "").replace("\r\n", "\n")
    usual = agency_queries.find_agency(desk.who.agency_id, desk.session).citizen_address
    draft = draft_shown(
        desk,
        case,
        text,
        version=kept.version if kept else 0,
        template=_template(desk, kept),
        typed=typed,
        saved_at=kept.saved_at if kept else None,
        saved_by=one_line(author.full_name) if author else "",
    )
    now = address_in(draft.text, usual)
    template_id = kept.template_id if kept else None
    # While somebody types, only what changes with each letter is made anew.
    earlier = () if typed else earlier_of(desk, case, found.comment, template_id, draft.preview)
    forms = tuple(dict.fromkeys((usual, now, *ADDRESSES)))
    return replace(draft, address=now, addresses=forms, earlier=earlier)


def _save(desk: Desk, case_id: int, fields: Mapping[str, str]) -> int:
    """Save where something changed; the version that stands now."""
    kept = drafts_queries.draft_of(desk.who.agency_id, desk.session, case_id)
    text = fields.get("text", "").replace("\r\n", "\n")
    text = filled_in(text, _template(desk, kept), fields)
    if text == (kept.text if kept else ""):
        return kept.version if kept else 0
    version = row_id(fields.get("draft_version", ""))
    return drafts.save_draft(desk.session, desk.who, case_id, text, version=version).version


def _submitted(desk: Desk, case_id: int, fields: Mapping[str, str]) -> Event:
    version = _save(desk, case_id, fields)
    kept = drafts_queries.draft_of(desk.who.agency_id, desk.session, case_id)
    template = _template(desk, kept)
    public = as_public(kept.text, template) if kept else ""
    empty = blanks_of(public, template)
    if empty:
        names = ", ".join(f"“{field.label_vi}”" for field in empty)
        raise BadInputError(
            f"Câu trả lời còn ô trống: {names}. Chưa trình; hãy điền rồi trình lại."
        )
    if kept is not None and public != kept.text:
        saved = drafts.save_draft(desk.session, desk.who, case_id, public, version=version)
        version = saved.version
    kind = PublishKind.REPLY
    if fields.get("kind") == PublishKind.PRIVATE_REPLY:
        kind = PublishKind.PRIVATE_REPLY
    found = found_case(desk, case_id)
    able = CAPABILITIES[found.page.platform]
    refuse_out_of_reach(
        kind,
        found.comment,
        able,
        now=datetime.now(UTC),
        last_word_at=case_queries.last_word_at(desk.who.agency_id, desk.session, found.comment),
    )
    approvals.submit(
        desk.session,
        desk.who,
        case_id,
        draft_version=version,
        kind=kind,
        check=lambda case, text: blocking(desk, case, text, template, kind),
    )
    event = history_queries.last_event_of_case(desk.who.agency_id, desk.session, case_id)
    if event is None:
        raise ConflictError("Vụ việc vừa thay đổi. Hãy xem lại.")
    return event


def _template(desk: Desk, kept: Kept | None) -> Template | None:
    return template_of(desk.who.agency_id, desk.session, kept.template_id if kept else None)
