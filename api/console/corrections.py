"""What the machine got wrong of late, why, as a file to measure it on; and how people agree."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.comment_text import segments
from api.console.answers import is_htmx, page, see_other
from api.console.case_rows import excerpt
from api.console.forms import QueryText
from api.console.shell import shell_of
from api.console.words import Say, say_in
from api.masking import masked, masked_line
from api.rest.schemas.values import PathId
from api.security import Desk, desk, fresh
from api.view_models.parts import Choice
from api.view_models.quality import (
    AgreementView,
    Confusion,
    CorrectionLine,
    CorrectionsPage,
    QualityForm,
)
from api.words import CORRECTION_REASONS_VI
from moderation.events import record
from moderation.models import SecondLook
from moderation.policy import Permission
from moderation.quality.agreement import agreement
from moderation.quality.corrections import explain
from moderation.quality.looks import SAMPLE_PERCENT
from moderation.queries import quality as queries
from moderation.queries.quality import Correction
from moderation.vocabulary import CorrectionReason, EventKind, Label

__all__ = ["KAPPA_WORDS", "router"]

router = APIRouter(prefix="/corrections")

_Reader = Annotated[Desk, desk(Permission.SEE_FIGURES)]
_Taker = Annotated[Desk, fresh(Permission.SEE_FIGURES)]
_Decider = Annotated[Desk, desk(Permission.TRIAGE)]

_DAYS = (7, 30, 90)
_SHOWN = 50
_MOST_EXPORTED = 20_000
_EXCERPT = 300

# The bands of J. R. Landis and G. G. Koch, "The measurement of observer agreement for categorical
# data", Biometrics 33 (1977), 159-174.
KAPPA_WORDS = (
    (0.8, "đồng thuận rất cao"),
    (0.6, "đồng thuận cao"),
    (0.4, "đồng thuận vừa"),
    (0.2, "đồng thuận thấp"),
)
_LOWEST = "hầu như không đồng thuận"


@router.get("")
def show(request: Request, desk: _Reader, days: QueryText = "7") -> HTMLResponse:
    """The corrections of the last days, on the pages that the person reads."""
    span = int(days) if days in {str(one) for one in _DAYS} else _DAYS[0]
    since = datetime.now(UTC) - timedelta(days=span)
    say, pages = say_in(desk.locale), desk.who.pages(Permission.READ_CASES)
    agency_id, session = desk.who.agency_id, desk.session
    counts = queries.correction_counts(agency_id, session, since=since, page_ids=pages)
    wrong = {pair: count for pair, count in counts.items() if pair[0] is not pair[1]}
    looks = queries.decided_looks(agency_id, session, since=since, page_ids=pages)
    view = CorrectionsPage(
        shell=shell_of(desk, request, "quality"),
        days=span,
        judged=sum(counts.values()),
        wrong=sum(wrong.values()),
        confusions=tuple(
            Confusion(said, meant, count)
            for (said, meant), count in sorted(wrong.items(), key=lambda one: -one[1])
        ),
        lines=_lines(desk, since, pages, say),
        reasons=tuple(
            Choice(reason.value, say(name)) for reason, name in CORRECTION_REASONS_VI.items()
        ),
        people=_agreed([one for one in looks if one.golden_id is None], desk, say),
        golden=_agreed([one for one in looks if one.golden_id is not None], desk, say),
        form=_form(desk),
        may_look=desk.who.can(Permission.TRIAGE),
    )
    return page(desk, view)


@router.get("/export")
def export(desk: _Taker, days: QueryText = "90") -> Response:
    """A file for `phanhoi evaluate`: one line a correction, personal data masked; itself logged."""
    span = int(days) if days in {str(one) for one in _DAYS} else _DAYS[-1]
    found = queries.corrections(
        desk.who.agency_id,
        desk.session,
        since=datetime.now(UTC) - timedelta(days=span),
        page_ids=desk.who.pages(Permission.READ_CASES),
        limit=_MOST_EXPORTED,
    )
    record(desk.session, desk.who, EventKind.EXPORTED, what="corrections", rows=len(found))
    lines = (
        {"text": masked(one.text), "post": masked(one.post), "primary": one.meant.value,
         "machine": one.said.value}
        for one in found
    )  # fmt: skip
    body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    return Response(
        body,
        media_type="application/jsonl; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="sua-nhan.jsonl"'},
    )


@router.post("/{event_id}/reason")
def say_why(
    event_id: PathId,
    request: Request,
    reason: Annotated[CorrectionReason, Form()],
    desk: _Decider,
) -> Response:
    """Why one's own correction was needed."""
    explain(desk.session, desk.who, event_id, reason)
    return Response(status_code=204) if is_htmx(request) else see_other("/corrections")


def _lines(
    desk: Desk, since: datetime, pages: frozenset[int] | None, say: Say
) -> tuple[CorrectionLine, ...]:
    agency_id, session = desk.who.agency_id, desk.session
    found = queries.corrections(agency_id, session, since=since, page_ids=pages, limit=_SHOWN)
    why = queries.reasons_of(agency_id, session, [one.event_id for one in found], since=since)
    return tuple(_line(desk, one, why.get(one.event_id), say) for one in found)


def _line(desk: Desk, one: Correction, why: CorrectionReason | None, say: Say) -> CorrectionLine:
    shown = segments(masked_line(one.text, _EXCERPT), limit=_EXCERPT)
    return CorrectionLine(
        event_id=one.event_id,
        case_id=one.case_id,
        at=one.at,
        text=shown if one.text else excerpt(None, say),
        said=one.said,
        meant=one.meant,
        percent=round(100 * one.certainty),
        reason=why,
        is_own=one.by == desk.who.person_id and desk.who.can(Permission.TRIAGE, one.page_id),
    )


def _agreed(looks: list[SecondLook], desk: Desk, say: Say) -> AgreementView:
    pairs: list[tuple[Label, Label]] = [
        (one.first_label, one.second_label) for one in looks if one.second_label is not None
    ]
    made = agreement(pairs)
    if made.kappa is None:
        return AgreementView(made.n, made.same)
    kappa = made.kappa
    word = next((name for least, name in KAPPA_WORDS if kappa > least), _LOWEST)
    shown = f"{kappa:.2f}" if desk.locale == "en" else f"{kappa:.2f}".replace(".", ",")
    return AgreementView(made.n, made.same, shown, say(word))


def _form(desk: Desk) -> QualityForm | None:
    if desk.who.pages(Permission.EDIT_ROUTING) is not None:
        return None
    agency_id, session = desk.who.agency_id, desk.session
    rule = queries.find_rule(agency_id, session)
    return QualityForm(
        rule.sample_percent if rule else SAMPLE_PERCENT,
        rule.golden_percent if rule else 0,
        queries.golden_items(agency_id, session),
    )
