"""Who answers for a page (A01, A02, A05): charges with decision and dates, and who is missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, NotFoundError
from moderation.events import record
from moderation.models import PageOfficer
from moderation.policy import Permission, Who
from moderation.queries import agencies as queries
from moderation.vocabulary import EventKind, OfficerRole

__all__ = ["end_charge", "holders", "missing_roles", "set_dates"]


def holders(officers: Iterable[PageOfficer], day: date) -> list[PageOfficer]:
    """Those whose charge holds on a day, in the order of the roles; both dates count."""
    held = [
        one
        for one in officers
        if (one.valid_from is None or one.valid_from <= day)
        and (one.valid_to is None or day <= one.valid_to)
    ]
    return sorted(held, key=lambda one: (list(OfficerRole).index(one.role), one.id))


def missing_roles(officers: Iterable[PageOfficer], day: date) -> list[OfficerRole]:
    """The charges that nobody holds on a day: the page lacks a person it must name."""
    held = {one.role for one in holders(officers, day)}
    return [role for role in OfficerRole if role not in held]


def set_dates(officer: PageOfficer, *, since: date | None, until: date | None) -> None:
    """From when to when the charge holds; BadInputError where it would end before it began."""
    if since is not None and until is not None and until < since:
        raise BadInputError("Ngày thôi phụ trách không thể trước ngày bắt đầu.")
    officer.valid_from, officer.valid_to = since, until


def end_charge(session: Session, who: Who, officer_id: int, *, last_day: date) -> PageOfficer:
    """The person answers for the page up to this day; who it was stays in the register."""
    officer = queries.find_officer(who.agency_id, session, officer_id)
    if officer is None:
        raise NotFoundError(
            "Không có người phụ trách này; chưa có gì thay đổi. Hãy mở lại mục Trang."
        )
    who.require(Permission.EDIT_PAGES, officer.page_id)
    set_dates(officer, since=officer.valid_from, until=last_day)
    record(
        session,
        who,
        EventKind.SETTING_CHANGED,
        setting="officer",
        officer_id=officer.id,
        page_id=officer.page_id,
        change="ended",
    )
    return officer
