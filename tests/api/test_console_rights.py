"""What a role may not do, and what belongs to another agency."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from api import console, rest
from moderation.intake import endpoints, imports
from moderation.models import Authority
from moderation.people import programs
from moderation.policy import MATRIX, Permission
from moderation.privacy import requests as data_requests
from moderation.privacy.requests import Details
from moderation.sealing import Keyring
from moderation.vocabulary import RequestKind, Role
from tests.api.conftest import new_key
from tests.api.seats import Seat, fill, take_seat
from tests.architecture.test_routes import desks_of, routes_of
from tests.factories import NOW, House

TakeSeat = Callable[..., Seat]

GUARDED = [
    (method, route.path, next(iter(desks_of(route.dependant))).permission)
    for route in routes_of(console.router)
    for method in sorted(route.methods or ())
    if any(seat.permission for seat in desks_of(route.dependant))
]
FOR_PROGRAMS = [
    (method, f"{rest.router.prefix}{route.path.removeprefix(rest.router.prefix)}", seat.permission)
    for route in routes_of(rest.router)
    for method in sorted(route.methods or ())
    for seat in desks_of(route.dependant)
    if seat.permission
]
PLACES = {
    "{template_id}": "khong-co",
    "{event_id}": "999999999",
    "{case_id}": "999999999",
    "{approval_id}": "999999999",
    "{bulk_id}": "999999999",
    "{view_id}": "999999999",
    "{import_id}": "999999999",
    "{delivery_id}": "999999999",
    "{file_id}": "999999999",
    "{look_id}": "999999999",
    "{page_id}": "999999999",
    "{request_id}": "999999999",
    "{review_id}": "999999999",
    "{referral_id}": "999999999",
    "{officer_id}": "999999999",
    "{endpoint_id}": "999999999",
    "{user_id}": "999999999",
    "{key_id}": "999999999",
    "{duty_id}": "999999999",
    "{device_id}": "999999999",
    "{letter_id}": "999999999",
    "{verification_id}": "999999999",
    "{incident_id}": "999999999",
    "{suspect_id}": "999999999",
    "{to}": "provider",
    "{key}": "all",
}


def ask(desk: Seat, method: str, path: str, places: dict[str, str]) -> Response:
    """Use a route as far as its address goes, with an empty form."""
    for name, value in places.items():
        path = path.replace(name, value)
    if path == "/live":
        path = "/live/poll"
    return desk.get(path) if method == "GET" else desk.post(path)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_refused_exactly_where_its_permission_ends(
    house: House, console_app: FastAPI, role: Role
) -> None:
    """Every route of the console against the table of permissions."""
    desk = take_seat(TestClient(console_app, follow_redirects=False), house, role)
    for method, path, permission in GUARDED:
        answer = ask(desk, method, path, PLACES)
        assert isinstance(permission, Permission)
        if permission in MATRIX[role]:
            assert answer.status_code in {200, 204, 303, 404, 409, 422}, (method, path)
        else:
            assert answer.status_code == 403, (method, path)


@pytest.mark.parametrize("role", list(Role))
def test_a_key_is_refused_exactly_where_its_roles_permission_ends(
    house: House, console_app: FastAPI, role: Role
) -> None:
    """Every route of the API against the table of permissions."""
    bearer = {"authorization": f"Bearer {new_key(house, role)}", "if-match": "*"}
    client = TestClient(console_app)
    for method, path, permission in FOR_PROGRAMS:
        address = path
        for name, value in PLACES.items():
            address = address.replace(name, value)
        answer = client.request(method, address, headers=bearer)
        assert isinstance(permission, Permission)
        refused = permission not in MATRIX[role]
        assert (answer.status_code == 403) == refused, (method, path, answer.text[:200])
        assert answer.status_code < 500


def foreign(neighbour: House) -> dict[str, str]:
    """What a stranger could name of a house: the places of an address, with numbers that exist."""
    [case_id] = fill(neighbour, 1)
    who = neighbour.who(Role.ADMINISTRATOR)
    with neighbour.database.transaction(neighbour.agency_id) as session:
        made = imports.start(session, who, neighbour.page_id, "a.csv", b"text\nabc")
        endpoint, _ = endpoints.add_endpoint(
            session, who, neighbour.page_id, Keyring({"one": b"0" * 32})
        )
        key, _ = programs.new_api_key(session, who, "Cổng dữ liệu", Role.VIEWER)
        about = Details(name="Trần Văn Thử", contact="hộp thư 12")
        asked = data_requests.receive(
            session, who, RequestKind.ERASE, neighbour.page_id, about, received_at=NOW
        )
        authority_id = session.scalars(select(Authority.id)).one()
    return {
        "{case_id}": str(case_id),
        "{import_id}": str(made.id),
        "{page_id}": str(neighbour.page_id),
        "{endpoint_id}": str(endpoint.id),
        "{user_id}": str(neighbour.who(Role.TRIAGE).actor_id),
        "{key_id}": str(key.id),
        "{request_id}": str(asked.id),
        "{authority_id}": str(authority_id),
        "{file_id}": "999999999",
        "{incident_id}": "999999999",
        "{review_id}": "999999999",
        "{suspect_id}": "999999999",
        "{to}": "provider",
        "{verification_id}": "999999999",
    }


def address_of(path: str, places: dict[str, str]) -> str:
    """The address of a route that names one of these; empty where it names none."""
    if not any(name in path for name in places):
        return ""
    for name, value in places.items():
        path = path.replace(name, value)
    return path


def test_a_key_finds_nothing_of_another_agency(
    house: House, neighbour: House, console_app: FastAPI
) -> None:
    """Every route of the API that names a thing, with a key of every role."""
    places, client = foreign(neighbour), TestClient(console_app)
    bodies = {
        "relabel": {"label": "spam"}, "dismiss": {"reason": "noted"},
        "escalate": {"to": "manager"}, "template": {"template_id": "can-cuoc-noi-lam"},
        "draft": {"text": "Chào anh/chị", "version": 0}, "answered": {},
        "reveal": {"reason": "answer"},
        "pause": {"reason": "citizen", "until": "2030-01-01T00:00:00Z"},
    }  # fmt: skip
    for role in Role:
        bearer = {"authorization": f"Bearer {new_key(house, role)}", "if-match": '"1"'}
        for method, path, permission in FOR_PROGRAMS:
            if address := address_of(path, places):
                body = bodies.get(path.rsplit("/", 1)[-1])
                answer = client.request(method, address, headers=bearer, json=body)
                expected = 404 if permission in MATRIX[role] else 403
                assert answer.status_code == expected, (role, method, path, answer.text[:200])


def test_what_belongs_to_another_agency_is_not_there(
    house: House, neighbour: House, seat: TakeSeat
) -> None:
    """Every route that names a thing, from every role's seat: as if there were no such thing.

    Whoever may not use the route at all hears that, and no more.
    """
    places = foreign(neighbour)
    forms = {
        "/cases/{case_id}/label": {"label": "spam"},
        "/cases/{case_id}/dismiss": {"reason": "noted"},
        "/cases/{case_id}/reveal": {"reason": "answer"},
        "/cases/{case_id}/hide/review": {"verdict": "upheld"},
        "/cases/{case_id}/hide/decide": {"is_allowed": "true"},
        "/cases/{case_id}/reviews/{review_id}": {"verdict": "upheld"},
        "/cases/{case_id}/escalate": {"to": "manager"},
        "/cases/{case_id}/template": {"template_id": "can-cuoc-noi-lam"},
        "/pages/{page_id}/officers": {"role": "spokesperson", "name": "An", "title": "Cán bộ"},
    }
    for role in Role:
        desk = seat(house, role)
        for method, path, permission in GUARDED:
            if address := address_of(path, places):
                form = forms.get(path, {"is_there": "true"})
                answer = desk.get(address) if method == "GET" else desk.post(address, form)
                expected = 404 if permission in MATRIX[role] else 403
                assert answer.status_code == expected, (role, method, path, answer.text[:200])


def test_an_undo_of_another_agencys_event_finds_nothing(
    house: House, neighbour: House, seat: TakeSeat
) -> None:
    """Event numbers are one row over the installation; the wall holds all the same."""
    [case_id] = fill(neighbour, 1)
    seat(neighbour).post(f"/cases/{case_id}/label", {"label": "spam"})

    for event_id in range(1, 60):
        answer = seat(house).post("/undo", {"event_id": str(event_id)})
        assert answer.status_code == 404
