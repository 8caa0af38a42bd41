"""What belongs to another agency is not there: in no address, and in no form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text

from api import console
from moderation.policy import MATRIX, Permission
from moderation.vocabulary import Role
from response_templates.own import own_id
from tests.api.belongings import Belongings, belongings
from tests.api.conftest import new_key
from tests.api.seats import Seat
from tests.api.test_console_rights import FOR_PROGRAMS, GUARDED
from tests.architecture.test_routes import FOR_ANYBODY_SEATED, routes_of
from tests.factories import House

TakeSeat = Callable[..., Seat]

NAMES = re.compile(r"\{(\w+)\}")
WORDS = {"key": "all", "to": "provider", "slug": "tinh"}
EVERYBODYS = "/duties/rules/{rule_id}"  # the rulebook's own rules
ADDRESSES = [
    *GUARDED,
    *(
        (method, route.path, None)
        for route in routes_of(console.router)
        for method in sorted(route.methods or ())
        if (method, route.path) in FOR_ANYBODY_SEATED
    ),
]
FORMS: dict[str, dict[str, str]] = {
    "/cases/{case_id}/label": {"label": "spam"},
    "/cases/{case_id}/dismiss": {"reason": "noted"},
    "/cases/{case_id}/reveal": {"reason": "answer"},
    "/cases/{case_id}/hide/review": {"verdict": "upheld"},
    "/cases/{case_id}/hide/decide": {"is_allowed": "true"},
    "/cases/{case_id}/reviews/{review_id}": {"verdict": "upheld", "answer": "Vì"},
    "/cases/{case_id}/escalate": {"to": "manager"},
    "/cases/{case_id}/template": {"template_id": "can-cuoc-noi-lam"},
    "/pages/{page_id}/officers": {"role": "spokesperson", "name": "An", "title": "Cán bộ"},
    "/corrections/{event_id}/reason": {"reason": "sarcasm"},
    "/second-looks/{look_id}": {"label": "spam"},
}
ABSENT = {
    "/account/identities/{identity_id}/unlink": 303,
    "/account/passkeys/{passkey_id}/remove": 303,
    "/set-aside/{delivery_id}/read-again": 409,
}
"""Where the page itself says that there is no such thing, or what is gone already is no fault."""
BODIES: dict[str, dict[str, object]] = {
    "relabel": {"label": "spam"},
    "dismiss": {"reason": "noted"},
    "escalate": {"to": "manager"},
    "template": {"template_id": "can-cuoc-noi-lam"},
    "draft": {"text": "Chào anh/chị", "version": 0},
    "answered": {},
    "reveal": {"reason": "answer"},
    "pause": {"reason": "citizen", "until": "2030-01-01T00:00:00Z"},
    "fill": {"values": {}},
}


@pytest.fixture
def theirs(neighbour: House) -> Belongings:
    """Something of every kind next door."""
    return belongings(neighbour)


def address(path: str, places: Mapping[str, object]) -> str | None:
    """The address with these numbers; None where it names nothing that an agency has.

    KeyError for a name that nothing was made for: make it in `belongings`.
    """
    names = [name for name in NAMES.findall(path) if name not in WORDS]
    if not names or path.startswith(EVERYBODYS):
        return None
    for name in NAMES.findall(path):
        path = path.replace(f"{{{name}}}", WORDS.get(name) or str(places[name]))
    return path


def able(permission: Permission | None) -> list[Role]:
    """Who may use a route; anybody else is refused before anything is looked for."""
    return [role for role in Role if permission is None or permission in MATRIX[role]]


def standing(house: House) -> tuple[object, ...]:
    """What an act of a stranger would have moved: the log, and what goes without a word."""
    with house.database.transaction(house.agency_id) as session:
        return tuple(
            session.execute(
                text(
                    "SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM linked_identities)"
                    ", (SELECT count(*) FROM push_devices WHERE gone_at IS NULL)"
                    ", (SELECT count(*) FROM passkeys), (SELECT count(*) FROM saved_views)"
                )
            ).one()
        )


def send(desk: Seat, method: str, path: str, at: str) -> Response:
    """Use the route at this address with a form that it takes."""
    return desk.get(at) if method == "GET" else desk.post(at, FORMS.get(path, {"is_there": "true"}))


def test_no_address_leads_to_a_thing_of_another_agency(
    house: House, neighbour: House, seat: TakeSeat, theirs: Belongings
) -> None:
    """From every seat that may use the route: as if there were none, and nothing is moved."""
    desks = {role: seat(house, role) for role in Role}
    before, found = standing(neighbour), []
    for method, path, permission in ADDRESSES:
        if at := address(path, theirs.of(path)):
            for role in able(permission):
                status = send(desks[role], method, path, at).status_code
                if status != ABSENT.get(path, 404):
                    found.append((role, method, path, status))
    assert not found, found
    assert standing(neighbour) == before


def test_what_was_not_there_is_there_at_home(neighbour: House, seat: TakeSeat) -> None:
    """The numbers tried above name things: whoever works there opens each of their pages."""
    ours, lost = belongings(neighbour), []
    desks = {role: seat(neighbour, role) for role in Role}
    for method, path, permission in ADDRESSES:
        at = address(path, ours.of(path)) if method == "GET" else None
        if at and all(desks[role].get(at).status_code >= 400 for role in able(permission)):
            lost.append(at)
    assert not lost, lost


def test_a_part_of_a_thing_is_looked_for_in_that_thing(
    house: House, seat: TakeSeat, theirs: Belongings
) -> None:
    """One's own case, page, incident or suspect does not open another agency's file below it."""
    ours, tried = belongings(house), 0
    desks = {role: seat(house, role) for role in Role}
    for method, path, permission in ADDRESSES:
        first, *rest = NAMES.findall(path) or [""]
        if rest and rest[0] not in WORDS:
            at = address(path, {**theirs.of(path), first: ours.of(path)[first]}) or ""
            for role in able(permission):
                answer = send(desks[role], method, path, at)
                assert answer.status_code == 404, (role, method, path, answer.text[:200])
                tried += 1
    assert tried > 5


def test_a_key_finds_nothing_of_another_agency(
    house: House, console_app: FastAPI, theirs: Belongings
) -> None:
    """Every route of the API that names a thing, with a key of every role that may use it."""
    with TestClient(console_app) as client:
        for role in Role:
            bearer = {"authorization": f"Bearer {new_key(house, role)}", "if-match": '"1"'}
            for method, path, permission in FOR_PROGRAMS:
                places = theirs.of(path) | {"template_id": own_id(theirs.everywhere["template_id"])}
                at = address(path, places)
                if at and permission in MATRIX[role]:
                    body = BODIES.get(path.rsplit("/", 1)[-1])
                    answer = client.request(method, at, headers=bearer, json=body)
                    assert answer.status_code == 404, (role, method, path, answer.text[:200])
