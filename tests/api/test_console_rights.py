"""What a role may not do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from api import console, rest
from moderation.policy import MATRIX, Permission
from moderation.vocabulary import Role
from tests.api.conftest import new_key
from tests.api.seats import Seat, fill
from tests.architecture.test_routes import desks_of, routes_of
from tests.factories import House

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
    house: House, seat: TakeSeat, role: Role
) -> None:
    """Every route of the console against the table of permissions."""
    desk = seat(house, role)
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
    with TestClient(console_app) as client:
        for method, path, permission in FOR_PROGRAMS:
            address = path
            for name, value in PLACES.items():
                address = address.replace(name, value)
            answer = client.request(method, address, headers=bearer)
            assert isinstance(permission, Permission)
            refused = permission not in MATRIX[role]
            assert (answer.status_code == 403) == refused, (method, path, answer.text[:200])
            assert answer.status_code < 500


def test_an_undo_of_another_agencys_event_finds_nothing(
    house: House, neighbour: House, seat: TakeSeat
) -> None:
    """Event numbers are one row over the installation; the wall holds all the same."""
    [case_id] = fill(neighbour, 1)
    seat(neighbour).post(f"/cases/{case_id}/label", {"label": "spam"})

    for event_id in range(1, 60):
        answer = seat(house).post("/undo", {"event_id": str(event_id)})
        assert answer.status_code == 404
