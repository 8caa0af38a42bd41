"""Limits of duties are told of before they run out and once they have: once each, to the right."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from moderation.duties import incidents, referrals, reviews
from moderation.duties.incidents import IncidentChange
from moderation.duties.referrals import Letter
from moderation.duties.reminders import remind
from moderation.models import (
    Agency,
    Event,
    Hiding,
    Incident,
    Notification,
    Referral,
    ReviewRequest,
)
from moderation.privacy import requests
from moderation.privacy.requests import Details
from moderation.replies import hiding
from moderation.vocabulary import (
    CaseNews,
    Duty,
    EventKind,
    HideReason,
    HideVerdict,
    IncidentKind,
    Label,
    Platform,
    RequestKind,
    Role,
)
from platforms import CAPABILITIES
from tests.api.seats import fill
from tests.api.test_console_hiding import case_on, let_it_be_done
from tests.factories import House
from tests.moderation.test_clock_cases import at


def told(house: House, moment: str) -> list[tuple[Role, Duty, str, int]]:
    """Whom a run at this moment tells, of which duty, how."""
    roles = {who.actor_id: role for role, who in house.people.items()}
    with house.database.transaction(house.agency_id) as session:
        before = set(session.scalars(select(Notification.id)))
        remind(house.agency_id, session, now=at(moment))
        fresh = session.scalars(
            select(Notification).where(Notification.id.not_in(before)).order_by(Notification.id)
        )
        return sorted(
            (roles[each.user_id], each.duty, each.news.value, each.cases_count)
            for each in fresh
            if each.duty is not None and each.news is not None
        )


@pytest.fixture
def quiet(house: House) -> House:
    """An agency that was made lately, so that no look for pages is due yet."""
    with house.database.transaction(house.agency_id) as session:
        session.execute(update(Agency).values(created_at=at("2026-11-16T08:00")))
    return house


def test_an_incident_is_told_of_before_each_limit_and_when_it_is_over(quiet: House) -> None:
    """Seen on Wednesday at 08:00: the network within four hours, the authority within a day."""
    who = quiet.who(Role.SPOKESPERSON)
    with quiet.database.transaction(quiet.agency_id) as session:
        change = IncidentChange(
            quiet.page_id, IncidentKind.MISUSED, "Bài lạ", at("2026-11-18T08:00")
        )
        made = incidents.open_incident(session, who, change)
        session.execute(update(Incident).values(detected_at=at("2026-11-18T08:00")))
        session.refresh(made)
        number = made.id

    soon, late = CaseNews.DUTY_SOON.value, CaseNews.DUTY_LATE.value
    assert told(quiet, "2026-11-18T10:30") == []
    assert told(quiet, "2026-11-18T11:00") == [
        (Role.MANAGER, Duty.INCIDENT_NOTICE, soon, 1),
        (Role.SPOKESPERSON, Duty.INCIDENT_NOTICE, soon, 1),
    ]
    assert told(quiet, "2026-11-18T11:05") == []
    assert told(quiet, "2026-11-18T12:30") == []  # at lunch nobody is told
    assert told(quiet, "2026-11-18T13:30")[0] == (Role.MANAGER, Duty.INCIDENT_NOTICE, late, 1)
    with quiet.database.transaction(quiet.agency_id) as session:
        incidents.close(session, who, number, "Đã gỡ")
        kinds = session.scalars(select(Event.kind).order_by(Event.id)).all()
        assert kinds.count(EventKind.NOTICE_SENT) == 2
    assert told(quiet, "2026-11-20T13:30") == []


def test_referrals_requests_and_looks_are_told_of_too(quiet: House) -> None:
    """A limit on a Sunday is told of on Friday; a look that is long overdue once."""
    case_id = fill(quiet, 1, Label.ILLEGAL_CONTENT)[0]
    triage, boss = quiet.who(Role.TRIAGE), quiet.who(Role.MANAGER)
    with quiet.database.transaction(quiet.agency_id) as session:
        letter = Letter("Công an tỉnh", "12/CV", referrals.today() - timedelta(days=1))
        referrals.refer(session, triage, case_id, letter)
        session.execute(
            update(Referral).values(sent_on=date(2026, 11, 16), due_on=date(2026, 11, 22))
        )
    assert told(quiet, "2026-11-19T09:00") == []
    assert told(quiet, "2026-11-20T09:00") == [
        (Role.MANAGER, Duty.REFERRAL, "duty_soon", 1),
        (Role.TRIAGE, Duty.REFERRAL, "duty_soon", 1),
    ]

    with quiet.database.transaction(quiet.agency_id) as session:
        requests.receive(
            session, boss, RequestKind.ACCESS, quiet.page_id, Details("Người dân", "0900"),
            received_at=at("2026-11-16T08:00"),
        )  # fmt: skip
    found = told(quiet, "2026-12-30T09:00")
    assert (Role.MANAGER, Duty.DATA_REQUEST, "duty_late", 2) in found
    assert (Role.MANAGER, Duty.PAGE_SCAN, "duty_late", 1) in found
    assert (Role.TRIAGE, Duty.PAGE_SCAN, "duty_late", 1) not in found


def test_an_authors_request_is_told_of_at_once_and_has_its_limit(quiet: House) -> None:
    """Never to whoever hid it; late after three working days, the 24th being a holiday."""
    case_id = case_on(quiet, Platform.FACEBOOK)
    triage, boss = quiet.who(Role.TRIAGE), quiet.who(Role.MANAGER)
    with quiet.database.transaction(quiet.agency_id) as session:
        hiding.hide(
            session, triage, case_id, reason=HideReason.INSULT, able=CAPABILITIES[Platform.FACEBOOK]
        )
    let_it_be_done(quiet)
    with quiet.database.transaction(quiet.agency_id) as session:
        asked = reviews.ask(
            quiet.agency_id, session, session.scalars(select(Hiding)).one(), "Tôi không xúc phạm"
        )
        session.execute(update(ReviewRequest).values(asked_at=at("2026-11-18T10:00")))
        [notice] = session.scalars(select(Notification)).all()
        number, aware = asked.id, (notice.user_id, notice.news, notice.case_id)

    assert aware == (boss.actor_id, CaseNews.REVIEW_ASKED, case_id)
    assert told(quiet, "2026-11-20T09:00") == []
    assert told(quiet, "2026-11-23T15:00") == [(Role.MANAGER, Duty.HIDDEN_REVIEW, "duty_soon", 1)]
    assert told(quiet, "2026-11-25T08:00") == [(Role.MANAGER, Duty.HIDDEN_REVIEW, "duty_late", 1)]
    with quiet.database.transaction(quiet.agency_id) as session:
        reviews.decide(session, boss, case_id, number, HideVerdict.UPHELD, "Lời này xúc phạm")
    assert told(quiet, "2026-11-26T09:00") == []
