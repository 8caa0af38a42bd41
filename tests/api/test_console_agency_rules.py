"""The agency's own rules at the console: written, tried, put to work, seen on a card."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from api.console import rule_trial
from moderation.models import AgencyRule
from moderation.queries import cases as case_queries
from moderation.queries import rules as queries
from moderation.queries.unread import Unread
from moderation.vocabulary import Label, Role, RuleState
from platforms import CommentEvent
from tests.api.seats import Seat
from tests.factories import NOW, House, event
from workers.agency_rules import caught_by_rules

TakeSeat = Callable[..., Seat]

FLOOD = "nghe nói vỡ đê rồi phải không ạ"
FORM = {
    "version": "0",
    "name": "Bão lũ",
    "lines": "vỡ đê\n/lũ cấp \\d/\nkhông: diễn tập",
    "label": "contrary_information",
    "priority": "urgent",
    "act": "save",
}


def take(house: House, *events: CommentEvent) -> None:
    """Bring comments in now: a trial looks back from today."""
    house.take(*events, received_at=datetime.now(UTC))


def kept(house: House) -> list[AgencyRule]:
    """The rules as they stand."""
    with house.database.transaction(house.agency_id) as session:
        return queries.agency_rules(house.agency_id, session)


def test_a_draft_shows_what_it_would_have_caught(house: House, seat: TakeSeat) -> None:
    """With examples in which the words are marked, and nothing is applied."""
    take(house, event("c1", FLOOD), event("c2", "diễn tập vỡ đê"), event("c3", "Chào cả nhà"))
    desk = seat(house, Role.MANAGER)

    answer = desk.post("/routing/rules", FORM)
    [rule] = kept(house)
    shown = desk.get(answer.headers["location"])

    assert answer.status_code == 303
    assert rule.state is RuleState.DRAFT
    assert "Quy tắc này sẽ khớp 1 trong 3 bình luận nhận trong 30 ngày qua." in shown.text
    assert '<mark class="mark-rule ">vỡ đê</mark>' in shown.text


def test_trying_a_rule_keeps_nothing(house: House, seat: TakeSeat) -> None:
    """Only a saved rule is a rule; what was typed stays in the form."""
    take(house, event("c1", FLOOD))

    answer = seat(house, Role.MANAGER).post("/routing/rules", {**FORM, "act": "try"})

    assert answer.status_code == 200
    assert "sẽ khớp 1 trong 1 bình luận" in answer.text
    assert "không: diễn tập" in answer.text
    assert kept(house) == []


def test_a_trial_ends_in_time(
    house: House, seat: TakeSeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chunk by chunk, the newest first; when time is up, the page says that it is not all."""
    monkeypatch.setattr(rule_trial, "_AT_ONCE", 2)
    take(house, *(event(f"c{n}", f"{FLOOD} {n}") for n in range(5)))
    desk = seat(house, Role.MANAGER)

    whole = desk.post("/routing/rules", {**FORM, "act": "try"})
    monkeypatch.setattr(rule_trial, "_SECONDS", 0.0)
    short = desk.post("/routing/rules", {**FORM, "act": "try"})

    assert "sẽ khớp 5 trong 5 bình luận" in whole.text
    assert "sẽ khớp 2 trong 2 bình luận" in short.text
    assert "chưa hết 30 ngày" in short.text


def test_a_rule_goes_to_work_and_rests(house: House, seat: TakeSeat) -> None:
    """By the buttons of its page; the list says which, and where it leads."""
    desk = seat(house, Role.MANAGER)
    desk.post("/routing/rules", {**FORM, "act": "publish"})
    [rule] = kept(house)
    assert rule.state is RuleState.LIVE
    listed = desk.get("/routing/rules").text
    assert "Đang dùng" in listed
    assert "vỡ đê, /lũ cấp \\d/, không: diễn tập" in listed
    assert "Thông tin trái chiều · Khẩn" in listed
    desk.post(f"/routing/rules/{rule.id}", {**FORM, "version": str(rule.version), "act": "off"})
    assert kept(house)[0].state is RuleState.OFF


@pytest.mark.parametrize(
    ("fault", "told", "field"),
    [
        ({"lines": "/(/"}, "ký tự thứ 1", "lines"),
        ({"lines": ""}, "cụm từ", "lines"),
        ({"lines": "không: a"}, "khớp cả bình luận trống", "lines"),
        ({"name": " "}, "Đặt tên", "name"),
        ({"label": "", "priority": ""}, "Chọn nhãn", "label"),
        ({"valid_from": "hôm qua"}, "Ngày không đúng dạng", "valid_from"),
        ({"hours_from": "25:00"}, "Giờ không đúng dạng", "hours_from"),
        ({"hours_from": "08:00"}, "Ghi cả giờ", "main"),
        ({"page": "999999999"}, "Trang đã chọn không còn", "main"),
        ({"queue": "lạ"}, "Hàng đợi đã chọn không còn", "main"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    house: House, seat: TakeSeat, fault: dict[str, str], told: str, field: str
) -> None:
    """And what was typed is still there; nothing is kept."""
    answer = seat(house, Role.MANAGER).post("/routing/rules", {**FORM, **fault})

    assert answer.status_code == 422
    assert told in answer.text
    assert f'href="#{field}"' in answer.text
    assert kept(house) == []


def test_who_saved_second_is_shown_the_conflict(house: House, seat: TakeSeat) -> None:
    """What they typed stays; saving once more is then a decision."""
    desk = seat(house, Role.MANAGER)
    desk.post("/routing/rules", FORM)
    [rule] = kept(house)
    desk.post(f"/routing/rules/{rule.id}", {**FORM, "version": "1", "name": "Thứ nhất"})

    answer = desk.post(f"/routing/rules/{rule.id}", {**FORM, "version": "1", "name": "Thứ hai"})

    assert answer.status_code == 409
    assert 'value="Thứ hai"' in answer.text
    assert 'name="version" value="2"' in answer.text
    assert kept(house)[0].name == "Thứ nhất"


def test_who_may_not_edit_the_routing_reads_the_list_alone(house: House, seat: TakeSeat) -> None:
    """No form, no way to send one."""
    desk = seat(house, Role.TRIAGE)

    assert desk.get("/routing/rules").status_code == 200
    assert "/routing/rules/new" not in desk.get("/routing/rules").text
    assert desk.get("/routing/rules/new").status_code == 403
    assert desk.post("/routing/rules", FORM).status_code == 403


def test_a_neighbours_rule_has_no_page_here(house: House, neighbour: House, seat: TakeSeat) -> None:
    """Its number finds nothing."""
    seat(neighbour, Role.MANAGER).post("/routing/rules", FORM)
    [rule] = kept(neighbour)
    desk = seat(house, Role.MANAGER)

    assert desk.get(f"/routing/rules/{rule.id}").status_code == 404
    assert desk.post(f"/routing/rules/{rule.id}", FORM).status_code == 404


def test_the_card_names_the_rule_and_marks_its_words(house: House, seat: TakeSeat) -> None:
    """Why a case is here is never a riddle."""
    seat(house, Role.MANAGER).post("/routing/rules", {**FORM, "act": "publish"})
    take(house, event("c1", FLOOD))
    with house.database.transaction(house.agency_id) as session:
        rules = queries.live_rules(house.agency_id, session)
    [caught] = caught_by_rules([Unread(1, 1, FLOOD, "", house.page_id, NOW)], rules)
    house.triage(lambda _: Label.POLICY_QUESTION, caught=caught)
    with house.database.transaction(house.agency_id) as session:
        wanted = case_queries.CaseFilter()
        [found] = case_queries.list_cases(house.agency_id, session, wanted)

    card = seat(house).get(f"/cases/{found.case.id}").text

    assert "Quy tắc “Bão lũ”" in card
    assert '<mark class="mark-rule ">vỡ đê</mark>' in card
    assert "Quy tắc xếp:" in card
