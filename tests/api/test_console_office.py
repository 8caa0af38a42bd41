"""The calendar's, the limits' and the notifications' pages, through the console's routes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from moderation.models import CalendarShift, Case, DutyShift, EscalationRule
from moderation.queries import agencies
from moderation.timing import escalation
from moderation.timing.calendar import VIETNAM
from moderation.timing.clock import agency_calendar
from moderation.vocabulary import Role
from tests.api.seats import Seat, edition, fill, one, version
from tests.factories import House

Seated = Callable[..., Seat]


@pytest.fixture
def manager(seat: Seated, house: House) -> Seat:
    """A manager at the console."""
    return seat(house, Role.MANAGER)


def test_the_year_shows_its_holidays_with_their_source(manager: Seat) -> None:
    """Both in the month's sheet and in the list."""
    page = manager.get("/calendar?year=2026").text

    assert "Ngày Văn hóa Việt Nam" in page
    assert "12729/VPCP-KGVX" in page
    assert page.count('<table class="month">') == 12
    assert "Giỗ Tổ" in manager.get("/calendar?year=2027").text
    assert "2026" in manager.get("/calendar?year=nonsense").text


def test_a_day_is_shown_before_it_is_kept(manager: Seat, house: House) -> None:
    """A preview keeps nothing; a save does, and moves what it said."""
    fill(house, 3)
    with house.database.transaction(house.agency_id) as session:
        case = session.scalars(select(Case).order_by(Case.id)).first()
        assert case is not None
        day = case.due_at.astimezone(VIETNAM).date()
        before = case.due_at
    form = {"what": "set", "day": day.isoformat(), "works": "0", "name": "Bão", "source": "CĐ 01"}

    shown = manager.post("/calendar/days", {**form, "act": "preview"})

    assert shown.status_code == 200
    assert "dời hạn của 3 trong 3 vụ" in shown.text
    assert _due(house) == before
    kept = manager.post("/calendar/days", {**form, "act": "save"})
    assert kept.status_code == 303
    assert _due(house) > before
    back = {"what": "remove", "day": day.isoformat(), "act": "save"}
    assert manager.post("/calendar/days", back).status_code == 303
    assert _due(house) == before


def test_a_day_without_a_source_is_refused_beside_its_field(manager: Seat) -> None:
    """And so is a date that is none."""
    form = {"what": "set", "day": "2026-12-01", "works": "0", "name": "Bão", "source": ""}
    assert "căn cứ" in manager.post("/calendar/days", form | {"act": "save"}).text
    refused = manager.post("/calendar/days", form | {"day": "hôm qua", "act": "save"})
    assert (refused.status_code, "không đúng dạng" in refused.text) == (422, True)


def test_the_hours_of_the_week_are_saved_as_they_are_typed(manager: Seat, house: House) -> None:
    """Two shifts, one on Saturday; then a backwards one is refused and nothing changes."""
    form = {
        **edition(manager, "/calendar"),
        "shift-0-starts": "07:30", "shift-0-ends": "11:30",
        **{f"shift-0-day-{day}": "on" for day in range(6)},
        "shift-1-starts": "13:30", "shift-1-ends": "17:00", "shift-1-day-0": "on",
        "shift-1-from": "2026-04-15", "shift-1-to": "2026-10-14",
        "shift-2-starts": "", "shift-2-ends": "",
    }  # fmt: skip
    assert manager.post("/calendar/shifts", form | {"act": "preview"}).status_code == 200
    assert len(_shifts(house)) == 10
    assert manager.post("/calendar/shifts", form | {"act": "save"}).status_code == 303
    assert len(_shifts(house)) == 7
    bad = form | edition(manager, "/calendar") | {"shift-0-ends": "06:00", "act": "save"}
    assert manager.post("/calendar/shifts", bad).status_code == 422
    assert len(_shifts(house)) == 7
    assert 'value="07:30"' in manager.get("/calendar").text


def test_a_duty_is_added_and_taken_off(manager: Seat, house: House) -> None:
    """It shows with its page and person; one that has begun stays."""
    person = house.who(Role.TRIAGE).actor_id
    begins = datetime.now(VIETNAM) + timedelta(days=1)
    form = {
        "page": str(house.page_id),
        "person": str(person),
        "starts": f"{begins:%Y-%m-%dT18:00}",
        "ends": f"{begins:%Y-%m-%dT22:00}",
    }
    assert manager.post("/calendar/duties", form).status_code == 303
    assert "Chị triage" in manager.get("/calendar").text
    assert manager.post("/calendar/duties", form | {"ends": "x"}).status_code == 422
    with house.database.transaction(house.agency_id) as session:
        duty = session.scalars(select(DutyShift)).one()
        assert agency_calendar(house.agency_id, session, page_id=house.page_id).is_open(
            duty.starts_at
        )
    assert manager.post(f"/calendar/duties/{duty.id}/remove").status_code == 303


def test_a_limit_shows_its_source_and_is_changed_from_a_day_on(manager: Seat, house: House) -> None:
    """The old version stays in the list with its last day."""
    page = manager.get("/clocks").text
    assert "Luật 91/2025/QH15" in page
    assert "Chưa xác nhận" in page
    form = {
        **edition(manager, "/clocks/policy_question"),
        "name": "Trả lời câu hỏi", "amount": "4", "unit": "working_days",
        "citation": "Quyết định 12/QĐ-UBND", "confidence": "own", "from_day": "2027-01-01",
    }  # fmt: skip
    shown = manager.post("/clocks/policy_question", form | {"act": "preview"})
    assert "không dời hạn" in shown.text
    assert manager.post("/clocks/policy_question", form | {"act": "save"}).status_code == 303
    page = manager.get("/clocks").text
    assert "4 ngày làm việc" in page
    assert "đến 31/12/2026" in page
    wrong = form | edition(manager, "/clocks/policy_question") | {"amount": "0"}
    assert manager.post("/clocks/policy_question", wrong).status_code == 422
    assert manager.get("/clocks/nothing").status_code == 404
    with house.database.transaction(house.agency_id) as session:
        assert agencies.clocks(house.agency_id, session)["policy_question"].amount == 4


def test_the_steps_are_saved(manager: Seat, house: House) -> None:
    """Half the limit; the second step off; a wrong share is refused."""
    with house.database.transaction(house.agency_id) as session:
        first, second, third = session.scalars(
            select(EscalationRule.id).order_by(EscalationRule.position)
        )
    form = {
        **edition(manager, "/clocks"),
        f"step-{first}-amount": "50",
        f"step-{first}-active": "on",
        f"step-{third}-amount": "60",
        f"step-{third}-person": str(house.who(Role.AUDITOR).actor_id),
        f"step-{third}-active": "on",
    }
    assert manager.post("/clocks/steps", form).status_code == 303
    form |= edition(manager, "/clocks")
    assert manager.post("/clocks/steps", form | {f"step-{first}-amount": "0"}).status_code == 422
    nobody = manager.post("/clocks/steps", form | {f"step-{third}-person": "999999"})
    assert "Hãy chọn người khác." in nobody.text
    with house.database.transaction(house.agency_id) as session:
        rules = {rule.id: rule for rule in session.scalars(select(EscalationRule))}
        assert (rules[first].amount, rules[second].active) == (50, False)
        assert rules[third].user_id == house.who(Role.AUDITOR).actor_id


def test_what_a_person_was_told_is_counted_until_it_is_seen(seat: Seated, house: House) -> None:
    """The bell counts; the list leads to the case; once seen it is not new."""
    (number,) = fill(house, 1)
    with house.database.transaction(house.agency_id) as session:
        due = session.scalars(select(Case.due_at)).one()
        opens = agency_calendar(house.agency_id, session).after_working_minutes(due, 1)
        escalation.send_notices(house.agency_id, session, now=opens - timedelta(seconds=30))
    manager = seat(house, Role.MANAGER)
    assert '<b class="num">1</b>' in manager.get("/queues/all").text
    told = manager.get("/notifications").text
    assert f'href="/cases/{number}"' in told
    assert "vừa quá hạn" in told
    assert '<b class="num">1</b>' not in manager.get("/queues/all").text


def test_a_viewer_sees_and_may_not_change(seat: Seated, house: House) -> None:
    """No button, and no way round it."""
    viewer = seat(house, Role.VIEWER)
    for path in ("/calendar", "/clocks"):
        assert '<button class="primary"' not in viewer.get(path).text
    day = {"what": "set", "day": "2026-12-01", "name": "a", "source": "b", "act": "save"}
    assert viewer.post("/calendar/days", day).status_code == 403
    assert viewer.get("/clocks/policy_question").status_code == 403
    assert viewer.post("/clocks/steps", {}).status_code == 403


_LIMIT = {
    "name": "Trả lời câu hỏi", "amount": "3", "unit": "working_days", "confidence": "own",
    "act": "save",
}  # fmt: skip
_HOURS = {"shift-0-ends": "11:30", "shift-0-day-2": "on", "act": "save"}


@pytest.mark.parametrize(
    ("path", "address", "field", "texts", "rest"),
    [
        ("/clocks", "/clocks/steps", r"step-\d+-amount", ("33", "44"), {}),
        ("/clocks/policy_question",) * 2 + ("citation", ("Công văn 5", "Công văn 6"), _LIMIT),
        ("/calendar", "/calendar/shifts", "shift-0-starts", ("06:45", "07:15"), _HOURS),
    ],
)
def test_two_who_set_the_same_thing_do_not_write_over_each_other_unseen(
    seat: Seated,
    house: House,
    path: str,
    address: str,
    field: str,
    texts: tuple[str, str],
    rest: dict[str, str],
) -> None:
    """The second is told, keeps what they typed, and may save it knowing."""
    first, second = seat(house, Role.MANAGER), seat(house, Role.MANAGER)
    seen, names = edition(first, path), re.findall(f'name="({field})"', first.get(path).text)
    one_way, another = (rest | dict.fromkeys(names, text) for text in texts)
    assert first.post(address, seen | one_way).status_code == 303

    told = second.post(address, seen | another)

    assert told.status_code == 409
    assert "vừa được người khác sửa" in told.text
    assert f'value="{texts[1]}"' in told.text
    assert f'value="{texts[1]}"' not in first.get(path).text
    assert second.post(address, edition(second, path) | another).status_code == 303


def _due(house: House) -> datetime:
    with house.database.transaction(house.agency_id) as session:
        return session.scalars(select(Case.due_at).order_by(Case.id)).first() or datetime.now(UTC)


def _shifts(house: House) -> list[CalendarShift]:
    with house.database.transaction(house.agency_id) as session:
        return list(session.scalars(select(CalendarShift)))


def test_a_clock_is_held_and_runs_again_from_the_card(seat: Seated, house: House) -> None:
    """The card says so; a pause without a reason or an end is refused."""
    (number,) = fill(house, 1)
    desk = seat(house, Role.TRIAGE)
    until = datetime.now(VIETNAM) + timedelta(days=2)
    form = {"reason": "other_body", "until": f"{until:%Y-%m-%dT%H:%M}", "queue": "all"}
    before = _due(house)

    assert desk.post(f"/cases/{number}/pause", form | {"reason": "x"}).status_code == 422
    assert desk.post(f"/cases/{number}/pause", form | {"until": ""}).status_code == 422
    assert desk.post(f"/cases/{number}/pause", form, htmx="case").status_code == 200
    page = desk.get(f"/cases/{number}").text
    assert f"/cases/{number}/resume" in page
    assert "due-paused" in page
    assert _due(house) >= before
    assert desk.post(f"/cases/{number}/resume", form, htmx="case").status_code == 200
    assert f"/cases/{number}/pause" in desk.get(f"/cases/{number}").text


def test_a_closed_case_is_opened_again_from_its_card(seat: Seated, house: House) -> None:
    """By one who decides; the button is on the closed card."""
    (number,) = fill(house, 1)
    desk = seat(house, Role.TRIAGE)
    desk.post(f"/cases/{number}/dismiss", {"reason": "noted"} | version(house, number))

    assert f"/cases/{number}/reopen" in desk.get(f"/cases/{number}").text
    assert desk.post(f"/cases/{number}/reopen", htmx="case").status_code == 200
    assert one(house, number).case.closed_at is None
    assert seat(house, Role.VIEWER).post(f"/cases/{number}/reopen").status_code == 403
