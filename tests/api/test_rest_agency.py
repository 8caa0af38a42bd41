"""`/api/v1`: who a key is, what it may do, queues, pages, templates, figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from moderation.casework import cases
from moderation.people import programs
from moderation.policy import MATRIX, Permission
from moderation.queries.cases import CaseFilter, list_cases
from moderation.queries.people import api_keys
from moderation.vocabulary import Label, Role
from tests.api.conftest import Call, new_key
from tests.api.problems import as_problem
from tests.factories import House, event

Caller = Callable[..., Call]

ROUTES = [
    ("GET", "/cases", Permission.READ_CASES),
    ("GET", "/cases/1", Permission.READ_CASES),
    ("POST", "/cases/1/relabel", Permission.TRIAGE),
    ("POST", "/cases/1/dismiss", Permission.TRIAGE),
    ("POST", "/cases/1/escalate", Permission.TRIAGE),
    ("POST", "/cases/1/answered", Permission.TRIAGE),
    ("POST", "/cases/1/template", Permission.DRAFT),
    ("POST", "/cases/1/draft", Permission.DRAFT),
    ("POST", "/events/1/undo", Permission.READ_CASES),
    ("GET", "/queues", Permission.READ_CASES),
    ("GET", "/pages", Permission.READ_CASES),
    ("GET", "/templates", Permission.READ_CASES),
    ("GET", "/templates/x", Permission.READ_CASES),
    ("POST", "/templates/x/fill", Permission.READ_CASES),
    ("POST", "/imports", Permission.IMPORT),
    ("GET", "/imports/1", Permission.IMPORT),
    ("GET", "/imports/1/problems", Permission.IMPORT),
    ("GET", "/figures", Permission.SEE_FIGURES),
]


@pytest.mark.parametrize("role", Role)
def test_a_key_may_do_what_its_role_may_and_no_more(
    house: House, caller: Caller, role: Role
) -> None:
    """403 exactly where the table of permissions says no."""
    call = caller(house, role)

    refused = {(m, path) for m, path, _ in ROUTES if call(m, path).status_code == 403}

    assert refused == {(m, path) for m, path, needs in ROUTES if needs not in MATRIX[role]}
    me = call("GET", "/me").json()
    assert me["roles"] == [role.value]
    assert set(me["permissions"]) == {one.value for one in MATRIX[role]}
    assert me["agency_id"] == house.agency_id


@pytest.mark.parametrize(("method", "path", "_needs"), [*ROUTES, ("GET", "/me", None)])
def test_without_a_live_key_every_route_is_closed(
    client: TestClient, method: str, path: str, _needs: object
) -> None:
    """No key, a wrong one and another scheme alike; a session's cookie opens nothing here."""
    for headers in (
        {},
        {"authorization": "Bearer ph_khong-co-khoa-nay"},
        {"authorization": "Basic cGg6cGg="},
        {"cookie": "phanhoi=abc"},
    ):
        answer = client.request(method, f"/api/v1{path}", headers=headers)
        as_problem(answer, 401)
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_revoked_key_opens_nothing(house: House, client: TestClient) -> None:
    """From the next request on."""
    headers = {"authorization": f"Bearer {new_key(house, Role.TRIAGE)}"}
    assert client.get("/api/v1/me", headers=headers).status_code == 200
    with house.database.transaction(house.agency_id) as session:
        key = api_keys(house.agency_id, session)[0]
        programs.revoke_api_key(session, house.who(Role.ADMINISTRATOR), key.id)

    as_problem(client.get("/api/v1/me", headers=headers), 401)


def test_queues_come_in_order_with_what_waits_in_each(house: House, caller: Caller) -> None:
    """An empty queue is listed too."""
    long_ago = datetime.now(UTC) - timedelta(days=30)
    house.take(event("c1", "Đường ngập quá", at=long_ago), event("c2", "Đèn hỏng", at=long_ago))
    house.triage(lambda _: Label.FEEDBACK)

    queues = caller(house)("GET", "/queues").json()["items"]

    counts = {queue["key"]: (queue["count"], queue["late"]) for queue in queues}
    assert counts["feedback"] == (2, 2)
    assert counts["spam"] == (0, 0)
    assert queues[0]["name_vi"] == "Trái chiều"


def test_pages_are_the_agencys_own(house: House, neighbour: House, caller: Caller) -> None:
    """Those of the neighbour are not among them."""
    pages = caller(house)("GET", "/pages").json()["items"]

    assert [page["id"] for page in pages] == [house.page_id]
    assert neighbour.page_id != house.page_id


def test_a_template_is_read_and_filled_without_being_kept(house: House, caller: Caller) -> None:
    """The agency's name comes by itself; a blank that is missing or unknown is named."""
    call = caller(house)
    templates = call("GET", "/templates").json()["items"]
    template = next(t for t in templates if "{{ co_quan }}" in t["body"])
    path = f"/templates/{template['id']}"
    needed = {f["name"]: "điền thử" for f in template["fields"] if f["required"]}
    needed.pop("co_quan")

    assert call("GET", path).json() == template
    filled = call("POST", f"{path}/fill", json={"values": needed})
    assert "UBND phường Hoa Mai" in filled.json()["text"]
    unknown = as_problem(call("POST", f"{path}/fill", json={"values": {"o_la": "x"}}), 422)
    assert unknown["field"] == "o_la"
    as_problem(call("GET", "/templates/khong-co"), 404)
    as_problem(call("POST", "/templates/khong-co/fill", json={}), 404)


def test_templates_are_narrowed_by_label(house: House, caller: Caller) -> None:
    """Each that comes carries the label."""
    items = caller(house)("GET", "/templates", params={"label": "feedback"}).json()["items"]

    assert items
    assert all("feedback" in template["labels"] for template in items)


def test_figures_hold_percentiles_back_where_too_little_stands_behind(
    house: House, caller: Caller
) -> None:
    """One answer is counted, and no median is made of it."""
    now = datetime.now(UTC)
    for number, text in enumerate(("Đường ngập quá", "Đèn hỏng rồi nhé"), start=2):
        one = event(f"c{number}", text, at=now - timedelta(hours=number))
        house.take(one, received_at=now)
    house.triage(lambda _: Label.FEEDBACK)
    with house.database.transaction(house.agency_id) as session:
        first = list_cases(house.agency_id, session, CaseFilter())[0].case
        cases.answer_recorded(session, house.who(Role.TRIAGE), first.id)

    figures = caller(house, Role.SPOKESPERSON)("GET", "/figures", params={"days": 2}).json()

    assert figures["waiting"] == 1
    total = figures["responses"][0]
    assert (total["queue"], total["n"], total["median"]) == (None, 1, None)
    assert sum(day["received"] for day in figures["days"]) == 2
    as_problem(caller(house)("GET", "/figures", params={"days": 0}), 422)


@pytest.mark.parametrize(
    ("method", "path", "request_", "status"),
    [
        ("GET", "/nowhere", {}, 404),
        ("DELETE", "/cases", {}, 405),
        ("GET", "/cases/0", {}, 422),
        ("GET", f"/cases/{2**63}", {}, 422),
        ("GET", "/cases?q=%00", {}, 422),
        ("GET", "/cases?due_before=2026-01-01T00:00:00", {}, 422),
        ("POST", "/cases/1/draft", {"content": b"{", "type": "application/json"}, 422),
        ("POST", "/cases/1/draft", {"content": b"\xff", "type": "application/json"}, 400),
        ("POST", "/cases/1/draft", {"content": b"[" * 90_000, "type": "application/json"}, 400),
        ("POST", "/cases/1/draft", {"content": b"x" * (2 << 20), "type": "text/plain"}, 413),
        ("POST", "/imports", {"content": b"x", "type": "multipart/form-data"}, 400),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_no_failure(
    house: House, caller: Caller, method: str, path: str, request_: dict[str, object], status: int
) -> None:
    """Unknown addresses, numbers beyond the database's, broken bodies and too large ones."""
    headers = {"content-type": request_["type"], "if-match": "*"} if request_ else {}
    answer = caller(house)(method, path, content=request_.get("content"), headers=headers)
    as_problem(answer, status)


def test_a_body_that_lies_about_its_length_is_stopped_on_the_way(
    house: House, client: TestClient
) -> None:
    """What is streamed without a length is counted as it comes."""
    headers = {"authorization": f"Bearer {new_key(house, Role.TRIAGE)}"}
    chunks = (b"x" * 65_536 for _ in range(40))

    answer = client.post("/api/v1/cases/1/draft", content=chunks, headers=headers)

    as_problem(answer, 413)
