"""`/xem-lai/{link}`: the author of a hidden comment is told why, and asks for another look once.

Whoever holds the link is taken for the author; it says nothing of them and does not repeat their
words. Strangers are counted by address (`api.rate_limits`). The trap is a field that people do not
see and programs fill in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.console.forms import FormText
from api.console.words import one_line
from api.i18n import pick_locale
from api.security import guard_origin
from api.state import State, state_of
from api.view_models.acts import PublicReviewPage
from api.view_models.parts import FieldError
from moderation.conduct import cited_for, rules
from moderation.database import Session
from moderation.duties import reviews
from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.models import Comment, Hiding, Page
from moderation.queries import agencies, asked_reviews, doors
from moderation.queries import hidings as queries
from moderation.timing.clock import agency_clocks

__all__ = ["router"]

router = APIRouter(
    prefix="/xem-lai", include_in_schema=False, dependencies=[Depends(guard_origin)]
)  # fmt: skip

_LONGEST_LINK = 64
_Found = tuple[Hiding, Comment, Page]


@router.get("/{link}")
def show(link: str, request: Request) -> HTMLResponse:
    """Why it was hidden, and how the request stands."""
    state = state_of(request)
    with _opened(state, link) as (session, found):
        view = _view(session, found, link)
    return _html(state, request, view)


@router.post("/{link}")
def ask(link: str, request: Request, words: FormText = "", website: FormText = "") -> Response:
    """Take it once; what was typed comes back where something is missing."""
    state = state_of(request)
    with _opened(state, link) as (session, found):
        try:
            _refuse_programs(website)
            with session.begin_nested():
                reviews.ask(found[0].agency_id, session, found[0], words)
        except (BadInputError, ConflictError) as error:
            faults = (FieldError(str(error.facts.get("field", "words")), error.message),)
            view = _view(session, found, link, typed=words[: reviews.LONGEST], errors=faults)
            return _html(state, request, view, 422)
    return RedirectResponse(f"/xem-lai/{link}", 303)


def _refuse_programs(trap: str) -> None:
    """Say so where the trap was filled in: a browser may have done it for somebody honest."""
    if trap:
        raise BadInputError("Ô cuối phải để trống. Hãy xóa chữ trong đó.", field="website")


@contextmanager
def _opened(state: State, link: str) -> Iterator[tuple[Session, _Found]]:
    """What the link is about; a link that leads nowhere and one that is closed look the same."""
    with state.database.doorway() as door:
        agency_id = doors.agency_of_review(door, link[:_LONGEST_LINK].replace("\x00", ""))
    if agency_id is None:
        raise NotFoundError("Không có trang ở địa chỉ này. Hãy kiểm tra lại địa chỉ đã mở.")
    with state.database.transaction(agency_id) as session:
        found = queries.hiding_by_token(agency_id, session, link)
        if found is None or not reviews.is_open(agency_id, session):
            raise NotFoundError("Không có trang ở địa chỉ này. Hãy kiểm tra lại địa chỉ đã mở.")
        yield session, found


def _view(
    session: Session,
    found: _Found,
    link: str,
    *,
    typed: str = "",
    errors: tuple[FieldError, ...] = (),
) -> PublicReviewPage:
    hiding, comment, page = found
    asked = asked_reviews.review_of(hiding.agency_id, session, hiding.id)
    rule = rules()[cited_for(hiding.reason)]
    return PublicReviewPage(
        agency=one_line(agencies.find_agency(hiding.agency_id, session).name),
        page_name=one_line(page.name),
        path=f"/xem-lai/{link}",
        hidden_at=hiding.hidden_at,
        reason=hiding.reason,
        rule=f"{rule.id}: {rule.name}",
        is_hidden=comment.hidden_at is not None,
        code=asked.code if asked else "",
        verdict=asked.verdict if asked else None,
        answer=asked.answer if asked else "",
        due_at=reviews.due_of(asked, page.id, agency_clocks(page.agency_id, session))
        if asked
        else None,
        typed=typed,
        errors=errors,
    )


def _html(
    state: State, request: Request, view: PublicReviewPage, status: int = 200
) -> HTMLResponse:
    locale = pick_locale(request.cookies.get("language"))
    headers = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex"}
    return HTMLResponse(state.pages.page(view, locale=locale), status, headers=headers)
