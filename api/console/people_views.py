"""People, keys and the table of permissions as their pages show them."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import Request

from api.console.shell import shell_of
from api.console.words import one_line, say_in
from api.security import Desk
from api.view_models.parts import Choice, FieldError
from api.view_models.people import GrantRow, MatrixRow, PeoplePage, PersonLine, ProgramKey
from api.words import PERMISSIONS_VI, ROLES_VI
from moderation.models import User
from moderation.policy import Permission, RoleGrant
from moderation.queries import agencies, people, ways_in

__all__ = ["grant_rows", "people_page", "person_line"]


def people_page(
    desk: Desk, request: Request, *, new_key: str = "", errors: tuple[FieldError, ...] = ()
) -> PeoplePage:
    """Everybody, and what the roles mean."""
    agency_id, session, say = desk.who.agency_id, desk.session, say_in(desk.locale)
    powers = desk.who.powers
    return PeoplePage(
        shell=shell_of(desk, request, "people"),
        people=tuple(person_line(desk, user) for user in people.users(agency_id, session)),
        keys=tuple(
            ProgramKey(
                id=key.id,
                name=one_line(key.name),
                prefix=key.prefix,
                role=say(ROLES_VI[key.role]),
                made_at=key.created_at,
                used_at=key.used_at,
                is_revoked=key.revoked_at is not None,
            )
            for key in people.api_keys(agency_id, session)
        ),
        may_manage_keys=desk.who.can(Permission.MANAGE_API_KEYS),
        roles=tuple(Choice(role.value, say(name)) for role, name in ROLES_VI.items()),
        matrix=tuple(
            MatrixRow(say(name), tuple(permission in powers[role] for role in ROLES_VI))
            for permission, name in PERMISSIONS_VI.items()
        ),
        is_second_factor_required=ways_in.second_factor_required(agency_id, session),
        new_key=new_key,
        errors=errors,
    )


def person_line(desk: Desk, user: User) -> PersonLine:
    """A person with their roles in words."""
    agency_id, session, say = desk.who.agency_id, desk.session, say_in(desk.locale)
    pages = {page.id: one_line(page.name) for page in agencies.pages(agency_id, session)}
    factor = ways_in.second_factor_of(agency_id, session, user.id)
    seen = [one.seen_at for one in people.sessions_of(agency_id, session, user.id)]
    return PersonLine(
        id=user.id,
        full_name=one_line(user.full_name),
        username=one_line(user.username),
        roles=tuple(
            say(ROLES_VI[grant.role])
            + ("" if grant.page_id is None else f" ({pages.get(grant.page_id, '?')})")
            for grant in people.grants_of(agency_id, session, user.id)
        ),
        is_active=user.active,
        has_second_factor=factor is not None and factor.confirmed_at is not None,
        last_seen_at=max(seen, default=None),
    )


def grant_rows(desk: Desk, grants: Iterable[RoleGrant]) -> tuple[GrantRow, ...]:
    """A box for each role on all pages, and on each."""
    has, say = set(grants), say_in(desk.locale)
    pages = agencies.pages(desk.who.agency_id, desk.session)
    return tuple(
        GrantRow(
            say(name),
            (
                Choice(f"{role.value}-all", say("Mọi trang"), RoleGrant(role) in has),
                *(
                    Choice(
                        f"{role.value}-{page.id}",
                        one_line(page.name),
                        RoleGrant(role, page.id) in has,
                    )
                    for page in pages
                ),
            ),
        )
        for role, name in ROLES_VI.items()
    )
