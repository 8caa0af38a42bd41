"""Contributions of citizens: what became of each, the period's list with its CSV, consultations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.acting import answered_with_card, carry_out
from api.console.answers import page, saved
from api.console.case_card import found_case
from api.console.case_rows import comment_excerpt
from api.console.dates import day_or_none, read_date
from api.console.forms import Fields, FormText, row_id
from api.console.list_query import SeenForm
from api.console.shell import shell_of
from api.console.spreadsheets import guarded_csv
from api.console.words import one_line, say_in
from api.rest.schemas.values import PathId
from api.security import Desk, desk, fresh
from api.view_models.duties import (
    ConsultationLine,
    ContributionLine,
    ContributionsPage,
    DutyCard,
    DutyCount,
)
from api.view_models.parts import Choice, FieldError
from api.words import OUTCOMES_VI
from moderation.duties import contributions
from moderation.errors import BadInputError
from moderation.events import record
from moderation.models import Consultation, Contribution
from moderation.policy import Permission
from moderation.queries import contributions as queries
from moderation.queries.contributions import ContributionSet, FoundContribution
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import ContributionOutcome, EventKind

__all__ = ["contributions_card", "router"]

router = APIRouter()

_LISTED, _MOST_ROWS = 200, 20_000
_UNDECIDED = "undecided"
_COLUMNS = (
    "Số vụ", "Trang", "Viết lúc", "Đã trả lời", "Kết quả", "Lý do", "Người ghi", "Ghi lúc",
)  # fmt: skip
_Reader = Annotated[Desk, desk(Permission.SEE_FIGURES)]
_Taker = Annotated[Desk, fresh(Permission.SEE_FIGURES)]
_Keeper = Annotated[Desk, desk(Permission.KEEP_RULES)]
_Decider = Annotated[Desk, desk(Permission.TRIAGE)]


@router.post("/cases/{case_id}/contribution")
def decide(
    case_id: PathId,
    request: Request,
    seen: SeenForm,
    desk: _Decider,
    outcome: FormText = "",
    reason: FormText = "",
    consultation: FormText = "",
) -> Response:
    """What became of it; the card shows it with the history."""
    found_case(desk, case_id)

    def act() -> Contribution:
        if outcome not in set(ContributionOutcome):
            raise BadInputError("Chọn đã tiếp thu hay chưa.")
        return contributions.decide(
            desk.session,
            desk.who,
            case_id,
            ContributionOutcome(outcome),
            reason=reason,
            consultation_id=row_id(consultation) or None,
        )

    return carry_out(desk, request, seen, case_id, act, answered_with_card)


@router.get("/duties/contributions")
def show(request: Request, desk: _Reader) -> HTMLResponse:
    """This quarter's, or those of the days, the outcome and the consultation that are asked."""
    return page(desk, _page(desk, request))


@router.get("/duties/contributions.csv")
def export(request: Request, desk: _Taker) -> Response:
    """The list as CSV, without anybody's words."""
    say = say_in(desk.locale)
    wanted, _ = _asked(desk, request.query_params)
    found = queries.list_contributions(desk.who.agency_id, desk.session, wanted, limit=_MOST_ROWS)
    record(desk.session, desk.who, EventKind.EXPORTED, what="contributions", rows=len(found))
    body = guarded_csv([say(each) for each in _COLUMNS], [_cells(desk, one) for one in found])
    head = {"content-disposition": 'attachment; filename="gop-y.csv"'}
    return Response(body, media_type="text/csv; charset=utf-8", headers=head)


@router.post("/duties/consultations")
def open_consultation(request: Request, fields: Fields, desk: _Keeper) -> Response:
    """Ask for opinions on something."""
    name, tag, since, until = (fields.get(each, "") for each in ("name", "tag", "from", "to"))
    try:
        with desk.session.begin_nested():
            first = read_date(since, "from") or datetime.now(VIETNAM).date()
            contributions.open_consultation(
                desk.session, desk.who, name, tag, since=first, until=read_date(until, "to")
            )
    except BadInputError as error:
        field = {"until": "to"}.get(given := str(error.facts.get("field", "name")), given)
        view = replace(
            _page(desk, request),
            form=(name, tag, since, until),
            errors=(FieldError(field, error.message),),
        )
        return page(desk, view, 422)
    return saved("/duties/contributions#consultations")


def contributions_card(desk: Desk) -> DutyCard | None:
    """Of this quarter, how many there are and of how many nobody has said what became of them."""
    if not desk.who.can(Permission.SEE_FIGURES):
        return None
    say, (wanted, _) = say_in(desk.locale), _asked(desk, {})
    found = queries.count_contributions(desk.who.agency_id, desk.session, wanted)
    return DutyCard(
        say("Góp ý, phản biện của người dân"),
        "/duties/contributions",
        say("Đã tiếp thu hay chưa, vì sao; các đợt lấy ý kiến; báo cáo từng kỳ."),
        "A08",
        (
            DutyCount(found.received, say("góp ý trong quý này")),
            DutyCount(found.undecided, say("chưa ghi kết quả"), bool(found.undecided)),
        ),
    )


def _page(desk: Desk, request: Request) -> ContributionsPage:
    agency_id, session, say = desk.who.agency_id, desk.session, say_in(desk.locale)
    asked = request.query_params if request.method == "GET" else {}
    wanted, (first, last) = _asked(desk, asked)
    counts = queries.count_contributions(
        agency_id, session, replace(wanted, outcome=None, undecided=False)
    )
    found = queries.list_contributions(agency_id, session, wanted, limit=_LISTED)
    total = queries.count_contributions(agency_id, session, wanted).received
    campaigns = queries.consultations(agency_id, session)
    chosen = wanted.consultation.id if wanted.consultation else 0
    state = _UNDECIDED if wanted.undecided else wanted.outcome.value if wanted.outcome else ""
    named = {**{one.value: name for one, name in OUTCOMES_VI.items()}, _UNDECIDED: "Chưa ghi"}
    return ContributionsPage(
        shell=shell_of(desk, request, "duties"),
        since=first.isoformat(),
        until=last.isoformat(),
        outcomes=tuple(Choice(key, say(name), key == state) for key, name in named.items()),
        consultations=tuple(
            Choice(str(one.id), one_line(one.name), one.id == chosen) for one in campaigns
        ),
        received=counts.received,
        answered=counts.answered,
        adopted=counts.adopted,
        not_adopted=counts.not_adopted,
        undecided=counts.undecided,
        lines=tuple(_line(desk, one) for one in found),
        more=total - len(found),
        csv_url="/duties/contributions.csv?" + urlencode(_query(first, last, state, chosen)),
        campaigns=tuple(_campaign(desk, one) for one in campaigns),
        may_keep=desk.who.can(Permission.KEEP_RULES),
    )


def _asked(desk: Desk, given: Mapping[str, str]) -> tuple[ContributionSet, tuple[date, date]]:
    """What the address asks for; the quarter so far where it names no days."""
    today = datetime.now(VIETNAM).date()
    first = day_or_none(given.get("since", "")) or date(
        today.year, (today.month - 1) // 3 * 3 + 1, 1
    )
    last = day_or_none(given.get("until", "")) or max(first, today)
    state = given.get("outcome", "")
    chosen = row_id(given.get("consultation", ""))
    found = queries.find_consultation(desk.who.agency_id, desk.session, chosen) if chosen else None
    return _between(
        desk,
        first,
        last,
        outcome=ContributionOutcome(state) if state in set(ContributionOutcome) else None,
        undecided=state == _UNDECIDED,
        consultation=found,
    ), (first, last)


def _between(
    desk: Desk,
    first: date,
    last: date,
    *,
    outcome: ContributionOutcome | None = None,
    undecided: bool = False,
    consultation: Consultation | None = None,
) -> ContributionSet:
    return ContributionSet(
        since=_midnight(first),
        until=_midnight(last + timedelta(days=1)),
        page_ids=desk.who.pages(Permission.SEE_FIGURES),
        outcome=outcome,
        undecided=undecided,
        consultation=consultation,
    )


def _campaign(desk: Desk, one: Consultation) -> ConsultationLine:
    last = one.until or max(one.since, datetime.now(VIETNAM).date())
    wanted = _between(desk, one.since, last, consultation=one)
    found = queries.count_contributions(desk.who.agency_id, desk.session, wanted)
    return ConsultationLine(
        id=one.id,
        name=one_line(one.name),
        tag=one_line(one.tag),
        since=one.since,
        until=one.until,
        received=found.received,
        adopted=found.adopted,
        not_adopted=found.not_adopted,
    )


def _line(desk: Desk, one: FoundContribution) -> ContributionLine:
    said = one.contribution
    return ContributionLine(
        case_id=one.case.id,
        words=comment_excerpt(one.comment, say_in(desk.locale)),
        page_name=one_line(one.page.name),
        at=one.case.opened_at,
        is_answered=one.case.first_response_at is not None,
        outcome=said.outcome if said else None,
        reason=said.reason if said else "",
        by=one_line(one.decided_by or ""),
    )


def _cells(desk: Desk, one: FoundContribution) -> list[str]:
    say, said, case = say_in(desk.locale), one.contribution, one.case
    return [
        str(case.id),
        one.page.name,
        _moment(case.opened_at),
        _moment(case.first_response_at) if case.first_response_at else "",
        say(OUTCOMES_VI[said.outcome]) if said else "",
        said.reason if said else "",
        one.decided_by or "",
        _moment(said.decided_at) if said else "",
    ]


def _query(first: date, last: date, state: str, consultation: int) -> dict[str, str]:
    pairs = {
        "since": first.isoformat(),
        "until": last.isoformat(),
        "outcome": state,
        "consultation": str(consultation) if consultation else "",
    }
    return {name: value for name, value in pairs.items() if value}


def _moment(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
