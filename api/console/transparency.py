"""The page on which an agency shows anybody how it listens and answers, where it has said so.

Computed once in ten minutes for each agency and process, whoever asks and however often; the limits
of strangers hold here as everywhere (`api.rate_limits`).
"""

from __future__ import annotations

import time
from collections import OrderedDict
from datetime import UTC, datetime
from threading import Lock

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.console.words import say_in
from api.i18n import Locale
from api.state import State, state_of
from api.view_models.reports import PublicHidden, PublicMonthView, TransparencyPage
from api.words import HIDE_REASONS_VI
from moderation.errors import NotFoundError
from moderation.queries import doors
from moderation.reporting.transparency import (
    PublicFigures,
    PublicMonth,
    is_public,
    public_figures,
)

__all__ = ["router"]

router = APIRouter(prefix="/minh-bach")

_KEPT_SECONDS = 600
_MOST_KEPT = 500
_kept: OrderedDict[tuple[int, int], tuple[float, PublicFigures]] = OrderedDict()
_lock = Lock()


@router.get("/{slug}")
def show(slug: str, request: Request) -> HTMLResponse:
    """Numbers alone, for anybody."""
    state = state_of(request)
    figures = _figures(state, slug[:100])
    if figures is None:
        raise NotFoundError("Không có trang minh bạch ở địa chỉ này.")
    locale: Locale = "en" if request.cookies.get("locale") == "en" else "vi"
    view = TransparencyPage(
        figures.agency, figures.as_of, tuple(_month(one, locale) for one in figures.months)
    )
    answer = HTMLResponse(state.pages.page(view, locale=locale))
    answer.headers["cache-control"] = f"public, max-age={_KEPT_SECONDS}"
    answer.headers["vary"] = "cookie"
    return answer


def _figures(state: State, slug: str) -> PublicFigures | None:
    with state.database.doorway() as door:
        agency_id = next((id_ for id_, name in doors.agencies(door) if name == slug), None)
    if agency_id is None:
        return None
    key, now = (id(state), agency_id), time.monotonic()
    with _lock, state.database.transaction(agency_id) as session:
        if not is_public(agency_id, session):
            _kept.pop(key, None)
            return None
        kept = _kept.get(key)
        if kept is not None and kept[0] > now:
            return kept[1]
        found = public_figures(agency_id, session, now=datetime.now(UTC))
        _kept[key] = (now + _KEPT_SECONDS, found)
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
        return found


def _month(one: PublicMonth, locale: Locale) -> PublicMonthView:
    say, office = say_in(locale), one.answers.office
    return PublicMonthView(
        since=one.since,
        received=one.received,
        opened=one.opened,
        answered=one.answers.n,
        within_percent=round(100 * one.answers.within / one.answers.n) if office else None,
        median=round(office[0]) if office else None,
        p90=round(office[1]) if office else None,
        hidden=tuple(
            PublicHidden(say(HIDE_REASONS_VI[each.reason]), each.hidden, each.undone)
            for each in one.hidden
        ),
        hidden_count=sum(each.hidden for each in one.hidden),
        undone_count=sum(each.undone for each in one.hidden),
    )
