"""Every route says what a person or program must be allowed before it does anything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api import console, rest
from api.security import _Desks, _KeyDesks

# Who comes here is not known yet, or may do nothing but leave.
OPEN = {
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("GET", "/sign-in/code"),
    ("POST", "/sign-in/code"),
    ("GET", "/sign-in/with/{slug}"),
    ("GET", "/sign-in/back"),
    ("POST", "/sign-in/passkey/ask"),
    ("POST", "/sign-in/passkey"),
    ("GET", "/api/v1/docs"),
    ("GET", "/minh-bach/{slug}"),
    ("GET", "/service-worker.js"),
}
FOR_ANYBODY_SEATED = {
    ("GET", "/"),
    ("POST", "/sign-out"),
    ("POST", "/language"),
    ("GET", "/me"),
    ("GET", "/status"),
    ("GET", "/account"),
    ("POST", "/account/password"),
    ("POST", "/account/recovery-codes"),
    ("POST", "/account/second-factor/begin"),
    ("POST", "/account/second-factor/confirm"),
    ("POST", "/account/second-factor/remove"),
    ("POST", "/account/sessions/end"),
    ("GET", "/account/prove"),
    ("GET", "/preferences"),
    ("POST", "/preferences"),
    ("POST", "/preferences/keys"),
    ("GET", "/tips"),
    ("GET", "/tips/new"),
    ("POST", "/tips"),
    ("GET", "/notifications/settings"),
    ("POST", "/notifications/settings"),
    ("POST", "/notifications/devices"),
    ("POST", "/notifications/devices/{device_id}/remove"),
    ("POST", "/notifications/try"),
    ("POST", "/notifications/letters/{letter_id}/retry"),
    ("POST", "/account/prove"),
    ("POST", "/account/prove/passkey"),
    ("POST", "/account/passkeys/new"),
    ("POST", "/account/passkeys"),
    ("POST", "/account/passkeys/{passkey_id}/remove"),
    ("POST", "/account/identities/{identity_id}/unlink"),
}
# What a person must have proved who they are for, within ten minutes.
GRAVE = {
    ("POST", "/authorities"),
    ("POST", "/authorities/{authority_id}/revoke"),
    ("POST", "/authorities/sensitive"),
    ("POST", "/account/recovery-codes"),
    ("POST", "/account/second-factor/begin"),
    ("POST", "/account/second-factor/confirm"),
    ("POST", "/account/second-factor/remove"),
    ("POST", "/account/passkeys/new"),
    ("POST", "/account/passkeys"),
    ("POST", "/account/passkeys/{passkey_id}/remove"),
    ("POST", "/account/identities/{identity_id}/unlink"),
    ("POST", "/people/identity"),
    ("POST", "/people"),
    ("POST", "/people/{user_id}/roles"),
    ("POST", "/people/{user_id}/close"),
    ("POST", "/people/{user_id}/open"),
    ("POST", "/people/{user_id}/password"),
    ("POST", "/people/{user_id}/second-factor/remove"),
    ("POST", "/people/{user_id}/sessions/end"),
    ("POST", "/sign-in-rule"),
    ("POST", "/keys"),
    ("POST", "/keys/{key_id}/revoke"),
    ("GET", "/audit/export"),
    ("POST", "/privacy/requests/{request_id}/export"),
    ("POST", "/privacy/requests/{request_id}/erase"),
    ("POST", "/privacy/retention/apply"),
    ("POST", "/privacy/holds/{case_id}/lift"),
    ("GET", "/corrections/export"),
    ("GET", "/dashboard/cases.xlsx"),
    ("GET", "/dashboard/cases.csv"),
    ("GET", "/dashboard/comments.xlsx"),
    ("GET", "/dashboard/comments.csv"),
    ("GET", "/reports/{report_id}.pdf"),
    ("GET", "/cases/{case_id}/file.zip"),
    ("GET", "/cases/{case_id}/file.pdf"),
    ("GET", "/duties/contributions.csv"),
    ("POST", "/people/roles"),
    ("POST", "/pages/{page_id}/connection"),
    ("POST", "/pages/{page_id}/disconnect"),
    ("GET", "/pages/{page_id}/endpoint"),
    ("POST", "/pages/{page_id}/endpoint"),
    ("GET", "/endpoints/{endpoint_id}/rotate"),
    ("POST", "/endpoints/{endpoint_id}/rotate"),
    ("POST", "/outgoing/resume"),
    ("POST", "/notifications/hook"),
    ("POST", "/approvals/{approval_id}/approve"),
}


def routes_of(router: APIRouter) -> Iterator[APIRoute]:
    """The routes of a router, those of routers within it too."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield route
        elif (inner := getattr(route, "original_router", None)) is not None:
            yield from routes_of(inner)


def desks_of(dependant: Dependant) -> Iterator[_Desks | _KeyDesks]:
    """The seats that a route asks for, itself or by what it depends on."""
    if isinstance(dependant.call, _Desks | _KeyDesks):
        yield dependant.call
    for needed in dependant.dependencies:
        yield from desks_of(needed)


ROUTES = [
    (method, route)
    for router in (console.router, rest.router)
    for route in routes_of(router)
    for method in sorted(route.methods or ())
]


def test_there_are_routes_to_judge() -> None:
    """A check of nothing would pass for ever."""
    assert len(ROUTES) > 50


def test_grave_acts_and_no_others_ask_for_a_fresh_proof() -> None:
    """Approving, exporting and whatever changes who may do what."""
    asking = {
        (method, route.path)
        for method, route in ROUTES
        if any(isinstance(one, _Desks) and one.is_fresh for one in desks_of(route.dependant))
    }
    assert asking == GRAVE


@pytest.mark.parametrize(
    ("method", "route"), ROUTES, ids=[f"{method} {route.path}" for method, route in ROUTES]
)
def test_a_route_declares_its_permission(method: str, route: APIRoute) -> None:
    """Whoever adds a route decides who may use it, in the route itself."""
    permissions = [seat.permission for seat in desks_of(route.dependant)]
    place = (method, route.path)

    if place in OPEN:
        assert permissions == []
    elif place in FOR_ANYBODY_SEATED:
        assert permissions == [None]
    else:
        assert len(permissions) == 1
        assert permissions[0] is not None
