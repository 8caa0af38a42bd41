"""The agency's own table of permissions: read by whoever administers, changed after a proof."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.console.answers import page
from api.console.forms import Fields
from api.console.shell import shell_of
from api.console.words import say_in
from api.security import Desk, desk, fresh
from api.view_models.parts import FieldError
from api.view_models.people import PowerCell, PowerRow, RolesPage
from api.words import PERMISSIONS_VI, ROLES_VI
from moderation.errors import BadInputError, ConflictError
from moderation.people import staff
from moderation.policy import MATRIX, Permission, Powers, is_fixed
from moderation.queries import people
from moderation.vocabulary import Role

__all__ = ["router"]

router = APIRouter(prefix="/people/roles")

_Reader = Annotated[Desk, desk(Permission.MANAGE_PEOPLE)]
_Editor = Annotated[Desk, fresh(Permission.MANAGE_PEOPLE)]


@router.get("")
def show(request: Request, desk: _Reader) -> HTMLResponse:
    """Each cell as it is, and which differ from what everybody begins with."""
    return page(desk, _page(desk, request, desk.who.powers))


@router.post("")
def change(request: Request, fields: Fields, desk: _Editor) -> HTMLResponse:
    """Let each role do what is ticked, from the next request on.

    A form that lost its end on the way would take rights away, so its last field must be there.
    """
    if "seen" not in fields:
        raise BadInputError("Bảng quyền gửi lên không đủ nên chưa có gì thay đổi; hãy tải lại.")
    seen = _table(fields["seen"].split())
    refused: tuple[FieldError, ...] = ()
    try:
        staff.set_powers(desk.session, desk.who, _table(fields), seen=seen)
    except ConflictError as error:
        refused = (FieldError("table", error.message),)
    now = people.powers_of(desk.who.agency_id, desk.session)
    said = "" if refused else say_in(desk.locale)("Đã lưu. Quyền mới có hiệu lực ngay.")
    view = replace(_page(desk, request, now, said), errors=refused)
    return page(desk, view, 409 if refused else 200)


def _table(ticked: Collection[str]) -> Powers:
    return {
        role: frozenset(one for one in Permission if f"{role.value}-{one.value}" in ticked)
        for role in Role
    }


def _page(desk: Desk, request: Request, powers: Powers, said: str = "") -> RolesPage:
    say = say_in(desk.locale)
    return RolesPage(
        shell=shell_of(desk, request, "people"),
        roles=tuple(say(name) for name in ROLES_VI.values()),
        rows=tuple(
            PowerRow(
                say(name),
                tuple(
                    PowerCell(
                        role=say(role_name),
                        name="" if is_fixed(role, permission) else f"{role}-{permission}",
                        allowed=permission in powers[role],
                        is_changed=(permission in powers[role]) != (permission in MATRIX[role]),
                    )
                    for role, role_name in ROLES_VI.items()
                ),
            )
            for permission, name in PERMISSIONS_VI.items()
        ),
        said=said,
    )
