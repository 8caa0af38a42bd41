"""The page of the machine's errors, its file, and the blind second look in the browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from classifiers.examples import annotated
from moderation.quality import looks
from moderation.vocabulary import Label, Role
from tests.api.seats import Seat, fill, listed, version
from tests.factories import House, event

TakeSeat = Callable[..., Seat]


def test_corrections_are_told_explained_and_leave_as_a_file_that_measures(
    house: House, seat: TakeSeat, tmp_path: Path
) -> None:
    """One line a correction, personal data masked, in the shape that `phanhoi evaluate` reads."""
    house.take(event("c1", "Đèn ngõ hỏng, gọi 0912345678 không ai nghe"))
    house.triage()
    [case_id] = [found.case.id for found in listed(house)]
    lan = seat(house, Role.TRIAGE)
    form = {"label": "feedback", **version(house, case_id)}
    undo = lan.post(f"/cases/{case_id}/label", form, htmx="case", headers={"x-alone": "1"})
    assert undo.status_code == 200

    shown = lan.get("/corrections").text
    assert "Người sửa 1 trong 1 lần máy xếp (100%)" in shown
    [event_id] = re.findall(r'action="/corrections/(\d+)/reason"', shown)
    said = lan.post(f"/corrections/{event_id}/reason", {"reason": "dialect"})
    assert said.status_code == 303
    assert 'value="dialect" selected' in lan.get("/corrections").text

    got = lan.get("/corrections/export")
    path = tmp_path / "sua-nhan.jsonl"
    path.write_text(got.text, encoding="utf-8")
    [row] = annotated(path)
    assert row.labels[0] is Label.FEEDBACK
    assert "0912345678" not in got.text
    assert json.loads(got.text)["machine"] == "policy_question"


def test_the_second_look_hides_what_the_first_person_said(
    house: House, seat: TakeSeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No label, no case number, no name; one press and the next one comes."""
    monkeypatch.setattr(looks, "_falls", lambda _number, percent: percent > 0)
    [case_id] = fill(house, 1)
    lan, hoa = seat(house, Role.TRIAGE), seat(house, Role.MANAGER)
    lan.post(f"/cases/{case_id}/label", {"label": "spam", **version(house, case_id)})
    assert "Không có mục nào chờ anh/chị" in lan.get("/second-looks").text

    shown = hoa.get("/second-looks").text
    main = shown[shown.index("<main") : shown.index("</main>")]
    assert "Hỏi policy_question lần thứ 0" in main
    assert "is-suggested" not in main
    assert f"/cases/{case_id}" not in main
    assert house.who(Role.TRIAGE).name not in main
    [path] = re.findall(r'action="(/second-looks/\d+)"', main)
    assert hoa.post(path, {"label": "policy_question"}).status_code == 303

    assert hoa.post(path, {"label": "spam"}).status_code == 409
    assert "giống nhau 0 trong 1 lượt" in hoa.get("/corrections").text


def test_a_manager_sets_how_much_is_looked_at_twice(house: House, seat: TakeSeat) -> None:
    """What is chosen stands chosen; more than five per cent is no choice."""
    hoa = seat(house, Role.MANAGER)
    assert hoa.post("/second-looks/rule", {"sample": "5", "golden": "10"}).status_code == 303
    shown = hoa.get("/corrections").text
    assert '<option value="5" selected>5% số lần xếp' in shown
    assert hoa.post("/second-looks/rule", {"sample": "60", "golden": "0"}).status_code == 422


def test_a_manager_keeps_a_case_as_a_golden_item_from_its_card(
    house: House, seat: TakeSeat
) -> None:
    """Only once a person has given its label, and only for who sets how much is looked at twice."""
    [case_id] = fill(house, 1)
    lan, hoa = seat(house, Role.TRIAGE), seat(house, Role.MANAGER)
    assert "Giữ làm mục mẫu" not in hoa.get(f"/cases/{case_id}").text
    lan.post(f"/cases/{case_id}/label", {"label": "feedback", **version(house, case_id)})
    assert "Giữ làm mục mẫu" not in lan.get(f"/cases/{case_id}").text
    assert "Giữ làm mục mẫu" in hoa.get(f"/cases/{case_id}").text

    assert hoa.post(f"/cases/{case_id}/golden").status_code == 303

    assert "đang có 1" in hoa.get("/corrections").text
