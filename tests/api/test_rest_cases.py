"""`/api/v1/cases` for programs: finding, reading, deciding."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx2 import Response

from moderation.casework import claims
from moderation.vocabulary import Label, Role
from tests.api.conftest import Call
from tests.api.problems import as_problem
from tests.factories import NOW, House, event

Caller = Callable[..., Call]


def bring(house: House, *texts: str, label: Label = Label.POLICY_QUESTION) -> None:
    """One case for each text, a minute apart, the first the oldest."""
    start = NOW - timedelta(days=3)
    for number, text in enumerate(texts):
        house.take(event(f"{text}-{number}", text, at=start + timedelta(minutes=number)))
    house.triage(lambda _: label)


def first_id(call: Call) -> int:
    """The case on top of the list."""
    return int(call("GET", "/cases").json()["items"][0]["id"])


def decide(call: Call, case_id: int, act: str, body: dict[str, Any], version: str) -> Response:
    """Decide on a case as seen in a version."""
    return call("POST", f"/cases/{case_id}/{act}", json=body, headers={"if-match": version})


def test_a_case_is_listed_with_its_comment_page_and_clock(house: House, caller: Caller) -> None:
    """A line of the list tells all that a program needs to sort work."""
    bring(house, "Bộ phận một cửa mở thứ bảy không ạ")

    line = caller(house)("GET", "/cases").json()["items"][0]

    assert line["comment"]["text"] == "Bộ phận một cửa mở thứ bảy không ạ"
    assert line["comment"]["author_name"] == "N. D."
    assert line["page"]["name"] == "Phường Hoa Mai"
    assert line["queue"] == line["label"] == "policy_question"
    assert line["status"] == "open"
    assert line["due_at"] > line["opened_at"]


def test_a_list_is_narrowed_by_queue_page_label_due_time_and_words(
    house: House, caller: Caller
) -> None:
    """Every filter holds, and words without accents match words with them."""
    bring(house, "Đường Trần Phú ngập quá")
    bring(house, "Bán sim số đẹp nhé mọi người", label=Label.SPAM)
    call = caller(house)

    def found(**query: object) -> list[str]:
        answer = call("GET", "/cases", params=query)
        assert answer.status_code == 200, answer.text
        return [line["comment"]["text"] for line in answer.json()["items"]]

    assert found(queue="spam") == found(label="spam") == ["Bán sim số đẹp nhé mọi người"]
    assert found(q="duong tran phu") == ["Đường Trần Phú ngập quá"]
    assert found(q="dường") == []
    assert len(found(page_id=house.page_id)) == 2
    assert found(page_id=house.page_id + 10_000) == []
    assert found(due_before="2026-01-01T00:00:00+07:00") == []
    assert found(status="closed") == []


def test_paging_loses_nothing_while_cases_are_added(house: House, caller: Caller) -> None:
    """Every case that was there at the start is seen exactly once, whatever comes in between."""
    bring(house, *(f"Câu hỏi thứ {n} về đất đai" for n in range(7)))
    call = caller(house)
    before = {line["id"] for line in call("GET", "/cases").json()["items"]}
    seen: list[int] = []
    cursor = None
    for turn in range(20):
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = call("GET", "/cases", params=query).json()
        seen += [line["id"] for line in page["items"]]
        bring(house, f"Câu hỏi chen vào lượt {turn}")
        cursor = page["next"]
        if cursor is None or turn > 8:
            break

    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_a_cursor_that_we_never_gave_is_refused(house: House, caller: Caller) -> None:
    """A made-up place is said to be one, not taken as the start."""
    call = caller(house)
    for cursor in ("abc", "W10", "é", "eyJhIjoxfQ", "WyIyMDI2LTAxLTAxIiwxLDFd"):
        problem = as_problem(call("GET", "/cases", params={"cursor": cursor}), 422)
        assert problem["code"] == "bad_cursor"


def test_a_mistyped_filter_is_refused_by_name(house: House, caller: Caller) -> None:
    """A filter that does nothing would show too much."""
    problem = as_problem(caller(house)("GET", "/cases", params={"quue": "spam"}), 422)

    assert problem["fields"] == [{"field": "quue", "kind": "extra_forbidden"}]


def test_a_case_is_read_with_its_version_in_the_head(house: House, caller: Caller) -> None:
    """Comments, what the machine read, suggestions, draft and history come together."""
    bring(house, "Cho hỏi lệ phí làm căn cước là bao nhiêu ạ")
    call = caller(house)

    answer = call("GET", f"/cases/{first_id(call)}")

    detail = answer.json()
    assert answer.headers["etag"] == f'"{detail["case"]["version"]}"'
    assert [one["text"] for one in detail["comments"]] == [detail["case"]["comment"]["text"]]
    assert detail["prediction"]["label"] == "policy_question"
    assert detail["draft"] is None
    assert "case_opened" in [one["kind"] for one in detail["events"]]


def test_each_decision_moves_the_case_and_its_version(house: House, caller: Caller) -> None:
    """Relabel, escalate, answer: each names its event, by which it is undone."""
    bring(house, "Nghe nói phường thu phí xuất hóa đơn")
    call = caller(house)
    case_id = first_id(call)
    seen = call("GET", f"/cases/{case_id}").headers["etag"]

    relabelled = decide(call, case_id, "relabel", {"label": "contrary_information"}, seen)
    assert relabelled.status_code == 200, relabelled.text
    assert relabelled.json()["case"]["queue"] == "contrary_information"
    assert relabelled.headers["etag"] != seen

    escalated = decide(
        call, case_id, "escalate", {"to": "spokesperson"}, relabelled.headers["etag"]
    )
    assert escalated.json()["case"]["severity"] == 0

    answered = decide(call, case_id, "answered", {}, escalated.headers["etag"])
    assert answered.json()["case"]["status"] == "answered"

    undone = call("POST", f"/events/{answered.json()['event']['id']}/undo")
    assert undone.status_code == 200, undone.text
    assert undone.json()["case"]["status"] == "open"
    assert undone.json()["event"]["kind"] == "undone"


def test_who_decides_second_is_told_and_changes_nothing(house: House, caller: Caller) -> None:
    """The version that was seen guards against deciding blindly, and a repeat against doubling."""
    bring(house, "Bán sim số đẹp giá tốt", label=Label.SPAM)
    call = caller(house)
    case_id = first_id(call)
    seen = call("GET", f"/cases/{case_id}").headers["etag"]
    assert decide(call, case_id, "relabel", {"label": "feedback"}, seen).status_code == 200

    problem = as_problem(decide(call, case_id, "dismiss", {"reason": "spam"}, seen), 409)

    assert f'"{problem["version"]}"' == call("GET", f"/cases/{case_id}").headers["etag"]
    assert call("GET", f"/cases/{case_id}").json()["case"]["status"] == "open"


def test_a_decision_without_the_version_seen_is_refused(house: House, caller: Caller) -> None:
    """`*` must be said, not left out."""
    bring(house, "Bán sim số đẹp giá tốt", label=Label.SPAM)
    call = caller(house)
    case_id = first_id(call)

    as_problem(call("POST", f"/cases/{case_id}/dismiss", json={"reason": "spam"}), 422)
    as_problem(decide(call, case_id, "dismiss", {"reason": "spam"}, "3"), 422)
    assert decide(call, case_id, "dismiss", {"reason": "spam"}, "*").status_code == 200


def test_criticism_cannot_be_closed_as_a_nuisance_by_a_program(
    house: House, caller: Caller
) -> None:
    """The rule holds for keys as for people."""
    bring(house, "Phường làm việc chậm quá, dân khổ", label=Label.FEEDBACK)
    call = caller(house)

    problem = as_problem(decide(call, first_id(call), "dismiss", {"reason": "spam"}, "*"), 422)

    assert "được bảo vệ" in problem["title"]


def test_fields_that_a_decision_does_not_know_are_refused(house: House, caller: Caller) -> None:
    """Nobody sets what they were not asked for, and a typo is noticed."""
    bring(house, "Cho hỏi giờ làm việc của phường")
    call = caller(house)
    case_id = first_id(call)

    body = {"label": "feedback", "severity": 0, "agency_id": 1}
    as_problem(decide(call, case_id, "relabel", body, "*"), 422)
    half_a_letter = call(
        "POST",
        f"/cases/{case_id}/relabel",
        content=rb'{"label": "feedback", "\ud800": 1}',
        headers={"if-match": "*", "content-type": "application/json"},
    )
    as_problem(half_a_letter, 422)

    assert call("GET", f"/cases/{case_id}").json()["case"]["label"] == "policy_question"


def test_only_the_program_that_acted_takes_it_back(house: House, caller: Caller) -> None:
    """Another key's act is not one's own to undo."""
    bring(house, "Cho hỏi giờ làm việc của phường")
    call = caller(house)
    event_id = decide(call, first_id(call), "relabel", {"label": "feedback"}, "*").json()["event"][
        "id"
    ]

    as_problem(caller(house)("POST", f"/events/{event_id}/undo"), 409)
    assert call("POST", f"/events/{event_id}/undo").status_code == 200
    as_problem(call("POST", f"/events/{event_id}/undo"), 409)


def test_a_case_that_a_person_holds_is_left_to_them(house: House, caller: Caller) -> None:
    """A key can't claim, and does not decide over somebody's head."""
    bring(house, "Cho hỏi giờ làm việc của phường")
    call = caller(house)
    case_id = first_id(call)
    with house.database.transaction(house.agency_id) as session:
        claims.claim(session, house.who(Role.TRIAGE), case_id)

    problem = as_problem(decide(call, case_id, "relabel", {"label": "feedback"}, "*"), 409)

    assert problem["code"] == "claimed"
    assert call("GET", f"/cases/{case_id}").json()["case"]["claimed_by"] == "Chị triage"


def test_a_draft_is_saved_on_the_version_that_was_read(house: House, caller: Caller) -> None:
    """Whoever writes on an old version is told, and the newer text stands."""
    bring(house, "Cho hỏi giờ làm việc của phường")
    call = caller(house)
    path = f"/cases/{first_id(call)}/draft"

    first = call("POST", path, json={"text": "Dạ, từ 7 giờ 30.", "version": 0})
    assert first.json()["draft"]["version"] == 1
    as_problem(call("POST", path, json={"text": "Dạ, từ 8 giờ.", "version": 0}), 409)
    as_problem(call("POST", path, json={"text": "Dạ\x00", "version": 1}), 422)
    as_problem(call("POST", path, json={"text": "x" * 8_001, "version": 1}), 422)
    second = call("POST", path, json={"text": "Dạ, từ 8 giờ.", "version": 1})

    assert second.json()["draft"]["version"] == 2


def test_a_template_is_filled_into_a_draft_and_taken_back(house: House, caller: Caller) -> None:
    """What the agency is called comes by itself; the rest is given by name."""
    bring(house, "Cho hỏi lệ phí làm căn cước")
    call = caller(house)
    case_id = first_id(call)
    template = call("GET", "/templates").json()["items"][0]
    values = {
        field["name"]: field["hint"] or "x"
        for field in template["fields"]
        if field["required"] and field["name"] != "co_quan"
    }

    picked = call(
        "POST", f"/cases/{case_id}/template", json={"template_id": template["id"], "values": values}
    )

    assert picked.status_code == 200, picked.text
    assert picked.json()["draft"]["template_id"] == template["id"]
    assert picked.json()["case"]["status"] == "drafting"
    undone = call("POST", f"/events/{picked.json()['event']['id']}/undo")
    assert undone.json()["case"]["has_draft"] is False
    unknown = {"template_id": "khong-co", "values": {}}
    as_problem(call("POST", f"/cases/{case_id}/template", json=unknown), 404)


def test_a_clock_is_held_let_run_and_a_closed_case_reopened(house: House, caller: Caller) -> None:
    """The due time moves with the pause; what makes no sense as things stand is refused."""
    bring(house, "Cho hỏi giờ làm việc của phường")
    call = caller(house)
    case_id = first_id(call)
    due = call("GET", f"/cases/{case_id}").json()["case"]["due_at"]
    until = (datetime.now(UTC) + timedelta(days=8)).isoformat()
    held = {"reason": "other_body", "until": until}

    paused = call("POST", f"/cases/{case_id}/pause", json=held)

    assert paused.status_code == 200, paused.text
    assert paused.json()["case"]["due_at"] >= due  # what is late stays late
    as_problem(call("POST", f"/cases/{case_id}/pause", json=held), 409)
    assert call("POST", f"/cases/{case_id}/resume").status_code == 200
    as_problem(call("POST", f"/cases/{case_id}/resume"), 409)
    as_problem(decide(call, case_id, "reopen", {}, "*"), 409)
    assert decide(call, case_id, "answered", {}, "*").status_code == 200
    assert decide(call, case_id, "reopen", {}, "*").json()["case"]["status"] == "open"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/cases/{case}", None),
        ("POST", "/cases/{case}/relabel", {"label": "feedback"}),
        ("POST", "/cases/{case}/dismiss", {"reason": "no_answer_needed"}),
        ("POST", "/cases/{case}/escalate", {"to": "manager"}),
        ("POST", "/cases/{case}/answered", {}),
        ("POST", "/cases/{case}/reopen", None),
        ("POST", "/cases/{case}/resume", None),
        ("POST", "/cases/{case}/draft", {"text": "Dạ", "version": 0}),
        ("POST", "/cases/{case}/template", {"template_id": "can-cuoc-le-phi", "values": {}}),
        ("POST", "/events/{event}/undo", None),
    ],
)
def test_another_agencys_things_are_not_there(
    house: House, neighbour: House, caller: Caller, method: str, path: str, body: object
) -> None:
    """A number of another agency is as unknown as one that never was."""
    bring(neighbour, "Cho hỏi giờ làm việc của phường bên")
    theirs = caller(neighbour)
    case_id = first_id(theirs)
    event_id = decide(theirs, case_id, "relabel", {"label": "other"}, "*").json()["event"]["id"]

    answer = caller(house)(
        method,
        path.format(case=case_id, event=event_id),
        json=body,
        headers={"if-match": "*"},
    )

    as_problem(answer, 404)
    assert theirs("GET", f"/cases/{case_id}").json()["case"]["label"] == "other"


def test_of_two_programs_that_decide_at_once_one_is_told(house: House, caller: Caller) -> None:
    """Eight requests on one version, sent together: one decides, seven hear 409."""
    bring(house, "Bán sim số đẹp giá tốt", label=Label.SPAM)
    call = caller(house)
    case_id = first_id(call)
    seen = call("GET", f"/cases/{case_id}").headers["etag"]

    with ThreadPoolExecutor(8) as crowd:
        answers = crowd.map(
            lambda _: decide(call, case_id, "dismiss", {"reason": "spam"}, seen), range(8)
        )

    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 7]
    kinds = [one["kind"] for one in call("GET", f"/cases/{case_id}").json()["events"]]
    assert kinds.count("dismissed") == 1
