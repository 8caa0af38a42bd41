"""Official reports: asked for, taken as files, and how they are headed and signed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved, see_other
from api.console.dates import read_day
from api.console.forms import Fields, FormText
from api.console.shell import shell_of
from api.console.words import Say, one_line, say_in
from api.rest.schemas.values import PathId
from api.security import Desk, desk, fresh
from api.view_models.parts import Choice, FieldError
from api.view_models.reports import ReportForm, ReportLine, ReportsPage
from moderation.errors import BadInputError, NotFoundError
from moderation.events import record
from moderation.models import ReportSettings
from moderation.policy import Permission
from moderation.queries import agencies
from moderation.queries import reports as queries
from moderation.reporting import official
from moderation.reporting.book import day_of
from moderation.reporting.official import ReportChange
from moderation.vocabulary import EventKind, ReportKind

__all__ = ["router"]

router = APIRouter(prefix="/reports")

_Manager = Annotated[Desk, desk(Permission.SEE_FIGURES)]
_Taker = Annotated[Desk, fresh(Permission.SEE_FIGURES)]
_Editor = Annotated[Desk, desk(Permission.EDIT_ROUTING)]
_BACK = {ReportKind.MONTHLY: 12, ReportKind.QUARTERLY: 4}
_ROMAN = ("I", "II", "III", "IV")


@router.get("")
def show_reports(request: Request, desk: _Manager) -> HTMLResponse:
    """The reports and what they are made by."""
    return page(desk, _page(desk, request))


@router.post("")
def ask(request: Request, desk: _Manager, period: FormText = "") -> Response:
    """Ask for the report of a month or quarter."""
    kind, _, day = period.partition(":")
    try:
        official.ask_for(desk.session, desk.who, ReportKind(kind), read_day(day))
    except BadInputError as error:
        errors = (FieldError("period", error.message),)
        return page(desk, _page(desk, request, errors=errors), 422)
    except ValueError:
        errors = (FieldError("period", "Hãy chọn kỳ báo cáo trong danh sách."),)
        return page(desk, _page(desk, request, errors=errors), 422)
    return see_other("/reports")


@router.post("/settings")
def change_settings(fields: Fields, desk: _Editor) -> Response:
    """Keep how reports are headed and signed, and what is public."""
    texts = {name: fields.get(name, "") for name in _TEXTS}
    official.change_settings(
        desk.session,
        desk.who,
        ReportChange(
            **texts,
            monthly="monthly" in fields,
            quarterly="quarterly" in fields,
            is_public="is_public" in fields,
        ),
    )
    return saved("/reports#settings")


@router.post("/{report_id}/retry")
def retry(report_id: PathId, desk: _Manager) -> Response:
    """Write a report again that failed."""
    official.try_again(desk.session, desk.who, report_id)
    return see_other("/reports")


@router.get("/{report_id}.pdf")
def take(report_id: PathId, desk: _Taker) -> Response:
    """The file."""
    if desk.who.pages(Permission.SEE_FIGURES) is not None:
        raise NotFoundError("Không có báo cáo này. Hãy chọn lại trong danh sách báo cáo.")
    found = queries.find_report(desk.who.agency_id, desk.session, report_id, with_content=True)
    if found is None or found.content is None:
        raise NotFoundError(
            "Không có báo cáo này, hoặc báo cáo chưa lập xong. Hãy đợi một lát rồi tải lại danh "
            "sách."
        )
    record(desk.session, desk.who, EventKind.EXPORTED, report_id=report_id)
    name = f"bao-cao-{found.kind.value}-{found.since:%Y-%m}.pdf"
    return Response(
        found.content,
        media_type="application/pdf",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


_TEXTS = ("superior", "symbol", "place", "recipients", "signer_title", "signer_name")


def _page(desk: Desk, request: Request, *, errors: tuple[FieldError, ...] = ()) -> ReportsPage:
    agency_id, session = desk.who.agency_id, desk.session
    say = say_in(desk.locale)
    sees_all = desk.who.pages(Permission.SEE_FIGURES) is None
    found = queries.reports(agency_id, session) if sees_all else ()
    return ReportsPage(
        shell=shell_of(desk, request, "dashboard"),
        lines=tuple(
            ReportLine(
                one.id,
                _name(one.kind, one.since, say),
                one.state,
                one.made_at,
                f"/reports/{one.id}.pdf" if one.made_at else "",
            )
            for one in found
        ),
        periods=_periods(say) if sees_all else (),
        form=_form(queries.report_settings(agency_id, session)),
        public_path=f"/minh-bach/{agencies.find_agency(agency_id, session).slug}",
        may_edit=desk.who.pages(Permission.EDIT_ROUTING) is None,
        errors=errors,
    )


def _periods(say: Say) -> tuple[Choice, ...]:
    """The months and quarters that are over, the newest first."""
    made = []
    for kind, back in _BACK.items():
        since = official.begins(kind, day_of(datetime.now(UTC)))
        for _ in range(back):
            since = official.last_begins(kind, since)
            made.append(Choice(f"{kind.value}:{since.isoformat()}", _name(kind, since, say)))
    return tuple(made)


def _name(kind: ReportKind, since: date, say: Say) -> str:
    if kind is ReportKind.MONTHLY:
        return say("Tháng %(month)s năm %(year)s") % {"month": since.month, "year": since.year}
    quarter = _ROMAN[since.month // 3]
    return say("Quý %(quarter)s năm %(year)s") % {"quarter": quarter, "year": since.year}


def _form(row: ReportSettings | None) -> ReportForm:
    if row is None:
        return ReportForm("", "BC", "", "", "", "", monthly=False, quarterly=False, is_public=False)
    return ReportForm(
        one_line(row.superior, 300),
        one_line(row.symbol, 300),
        one_line(row.place, 300),
        row.recipients,
        one_line(row.signer_title, 300),
        one_line(row.signer_name, 300),
        monthly=row.monthly,
        quarterly=row.quarterly,
        is_public=row.public_since is not None,
    )
