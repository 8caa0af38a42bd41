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
    ("GET", "/api/v1/docs"),
}
FOR_ANYBODY_SEATED = {
    ("GET", "/"),
    ("POST", "/sign-out"),
    ("POST", "/language"),
    ("GET", "/me"),
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
