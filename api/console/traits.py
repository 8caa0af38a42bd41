"""What cases are about beside their label: corrected on the card, counted, and who reads what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.console.acting import answered_with_card, carry_out
from api.console.answers import page, saved
from api.console.list_query import SeenForm
from api.console.shell import shell_of
from api.console.words import one_line, say_in
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from api.view_models.about import LanguageLine, TraitFigures, TraitsPage
from api.view_models.duties import DutyCard, DutyCount
from api.view_models.parts import Choice
from moderation.casework import traits
from moderation.casework.routing import VULNERABLE
from moderation.models import User
from moderation.policy import Permission
from moderation.queries import people
from moderation.queries import traits as queries
from moderation.queries.traits import TraitCount
from moderation.vocabulary import LANGUAGES_VI, TRAITS_VI, Language, Trait

__all__ = ["router", "traits_card"]

router = APIRouter()

_DAYS = 30
_Reader = Annotated[Desk, desk(Permission.SEE_FIGURES)]
_Triage = Annotated[Desk, desk(Permission.TRIAGE)]
_Editor = Annotated[Desk, desk(Permission.EDIT_ROUTING)]


@router.post("/cases/{case_id}/traits")
def change(
    case_id: PathId,
    request: Request,
    seen: SeenForm,
    desk: _Triage,
    trait: Annotated[list[Trait] | None, Form()] = None,
) -> Response:
    """Say what the case is about."""
    return carry_out(
        desk,
        request,
        seen,
        case_id,
        lambda: traits.change_traits(
            desk.session, desk.who, case_id, trait or (), version=seen.version
        ),
        answered_with_card,
    )


@router.get("/duties/traits")
def show(request: Request, desk: _Reader) -> HTMLResponse:
    """Figures by trait, and who reads which language."""
    say, found = say_in(desk.locale), _counts(desk)
    view = TraitsPage(
        shell=shell_of(desk, request, "duties"),
        days=_DAYS,
        figures=tuple(
            TraitFigures(
                one.trait,
                say(TRAITS_VI[one.trait]),
                one.opened,
                one.answered,
                one.waiting,
                one.late,
            )
            for one in found
        ),
        readers=_readers(desk),
        may_edit=desk.who.can(Permission.EDIT_ROUTING),
    )
    return page(desk, view)


@router.post("/duties/traits/readers/{user_id}")
def set_readers(
    user_id: PathId,
    desk: _Editor,
    language: Annotated[list[Language] | None, Form()] = None,
) -> Response:
    """Say which languages a person reads."""
    traits.set_readers(desk.session, desk.who, user_id, language or ())
    return saved("/duties/traits#readers")


def traits_card(desk: Desk) -> DutyCard | None:
    """Open cases of people to take heed of, and of what the law has a limit for."""
    if not desk.who.can(Permission.SEE_FIGURES):
        return None
    say, found = say_in(desk.locale), _counts(desk)
    heeded = [one for one in found if one.trait in VULNERABLE]
    waiting, late = sum(one.waiting for one in heeded), sum(one.late for one in found)
    return DutyCard(
        say("Người cần quan tâm, việc luật định"),
        "/duties/traits",
        say("Trẻ em, người yếu thế, tiếng dân tộc, khiếu nại, tố cáo, yêu cầu theo luật."),
        "A15, A24",
        (
            DutyCount(waiting, say("lượt người cần quan tâm đang chờ"), is_late=False),
            DutyCount(late, say("lượt quá hạn"), bool(late)),
        ),
    )


def _counts(desk: Desk) -> list[TraitCount]:
    now = datetime.now(UTC)
    return queries.counts(
        desk.who.agency_id,
        desk.session,
        since=now - timedelta(days=_DAYS),
        now=now,
        page_ids=desk.who.pages(Permission.SEE_FIGURES),
    )


def _readers(desk: Desk) -> tuple[LanguageLine, ...]:
    reads: dict[int, set[Language]] = {}
    for user, language in queries.readers(desk.who.agency_id, desk.session):
        reads.setdefault(user.id, set()).add(language)
    everybody = [one for one in people.users(desk.who.agency_id, desk.session) if one.active]
    return tuple(_line(desk, user, reads.get(user.id, set())) for user in everybody)


def _line(desk: Desk, user: User, reads: set[Language]) -> LanguageLine:
    say = say_in(desk.locale)
    return LanguageLine(
        user.id,
        one_line(user.full_name),
        tuple(Choice(one.value, say(LANGUAGES_VI[one]), one in reads) for one in Language),
        ", ".join(say(LANGUAGES_VI[one]) for one in Language if one in reads),
    )
