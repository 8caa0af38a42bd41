"""Who may do what: one table, one question `can()`.

The table is the whole truth about permissions; every route names the permission it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from moderation.errors import ForbiddenError
from moderation.vocabulary import Actor, Priority, Role

__all__ = [
    "MATRIX",
    "NEEDS_SECOND_FACTOR",
    "SEVERITY",
    "Debt",
    "Permission",
    "Powers",
    "RoleGrant",
    "Who",
    "is_fixed",
    "powers_with",
]


class Permission(StrEnum):
    """What a route or command asks before it acts."""

    READ_CASES = "read_cases"
    TRIAGE = "triage"
    DRAFT = "draft"
    NOTE = "note"
    APPROVE = "approve"
    REVEAL = "reveal"
    PROTECT_DATA = "protect_data"
    KEEP_RULES = "keep_rules"
    HIDE = "hide"
    REVIEW_HIDDEN = "review_hidden"
    REFER = "refer"
    STOP_OUTGOING = "stop_outgoing"
    KEEP_DUTIES = "keep_duties"
    SEE_FIGURES = "see_figures"
    IMPORT = "import"
    EDIT_TEMPLATES = "edit_templates"
    EDIT_ROUTING = "edit_routing"
    EDIT_PAGES = "edit_pages"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_API_KEYS = "manage_api_keys"
    READ_AUDIT = "read_audit"


_P = Permission

Powers = Mapping[Role, frozenset[Permission]]
"""What each role may do in an agency."""

MATRIX: Powers = {
    Role.VIEWER: frozenset({_P.READ_CASES}),
    Role.TRIAGE: frozenset(
        {
            _P.READ_CASES,
            _P.TRIAGE,
            _P.DRAFT,
            _P.NOTE,
            _P.REVEAL,
            _P.IMPORT,
            _P.SEE_FIGURES,
            _P.HIDE,
            _P.REVIEW_HIDDEN,
            _P.REFER,
            _P.EDIT_TEMPLATES,
            _P.KEEP_DUTIES,
        }
    ),
    Role.DRAFTER: frozenset({_P.READ_CASES, _P.DRAFT, _P.NOTE, _P.REVEAL}),
    Role.SPOKESPERSON: frozenset(
        {
            _P.READ_CASES,
            _P.DRAFT,
            _P.APPROVE,
            _P.NOTE,
            _P.REVEAL,
            _P.STOP_OUTGOING,
            _P.KEEP_DUTIES,
            _P.SEE_FIGURES,
            _P.HIDE,
            _P.REVIEW_HIDDEN,
            _P.REFER,
            _P.EDIT_TEMPLATES,
        }
    ),
    Role.MANAGER: frozenset(
        {
            _P.READ_CASES,
            _P.TRIAGE,
            _P.NOTE,
            _P.REVEAL,
            _P.PROTECT_DATA,
            _P.KEEP_RULES,
            _P.REVIEW_HIDDEN,
            _P.REFER,
            _P.SEE_FIGURES,
            _P.EDIT_TEMPLATES,
            _P.EDIT_ROUTING,
            _P.KEEP_DUTIES,
            _P.READ_AUDIT,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            _P.READ_CASES,
            _P.NOTE,
            _P.PROTECT_DATA,
            _P.KEEP_RULES,
            _P.IMPORT,
            _P.SEE_FIGURES,
            _P.EDIT_TEMPLATES,
            _P.EDIT_ROUTING,
            _P.EDIT_PAGES,
            _P.STOP_OUTGOING,
            _P.KEEP_DUTIES,
            _P.MANAGE_PEOPLE,
            _P.MANAGE_API_KEYS,
            _P.READ_AUDIT,
        }
    ),
    Role.AUDITOR: frozenset({_P.READ_CASES, _P.SEE_FIGURES, _P.READ_AUDIT}),
    Role.OPERATOR: frozenset(),
}

_ADMINISTERS = frozenset({_P.MANAGE_PEOPLE, _P.MANAGE_API_KEYS})
_LOOKS = frozenset({_P.READ_CASES, _P.SEE_FIGURES, _P.READ_AUDIT})

NEEDS_SECOND_FACTOR = frozenset({_P.APPROVE, _P.EDIT_PAGES}) | _ADMINISTERS
"""What an agency that asks for a second factor asks it for."""

Debt = Literal["", "second_factor", "password"]
"""What a signed-in person still owes before they may do all that their roles allow."""

_WITHHELD: dict[Debt, frozenset[Permission]] = {
    "": frozenset(),
    "second_factor": NEEDS_SECOND_FACTOR,
    "password": frozenset(Permission),
}

_OWED_VI: dict[Debt, str] = {
    "second_factor": "Việc này cần xác thực hai lớp: hãy bật ở mục Tài khoản, rồi đăng nhập lại.",
    "password": "Hãy đặt mật khẩu mới ở mục Tài khoản trước khi làm việc.",
}

SEVERITY: dict[Priority, int] = {
    Priority.URGENT: 0,
    Priority.HIGH: 1,
    Priority.NORMAL: 2,
    Priority.LOW: 3,
}
"""The rank by which cases due at the same time are sorted."""


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """A role on one page, or on all when `page_id` is None; `acting` where it is delegated."""

    role: Role
    page_id: int | None = None
    acting: bool = False


@dataclass(frozen=True, slots=True)
class Who:
    """The one who acts: a person or a program, in one agency, with these grants."""

    agency_id: int
    actor: Actor
    actor_id: int | None
    name: str
    grants: tuple[RoleGrant, ...]
    language: str = "vi"
    owes: Debt = ""
    powers: Powers = field(default_factory=lambda: MATRIX, repr=False, compare=False)

    @property
    def person_id(self) -> int | None:
        """The person; None where a program or the machine acts, whose ids are of other tables."""
        return self.actor_id if self.actor is Actor.PERSON else None

    def can(self, permission: Permission, page_id: int | None = None) -> bool:
        """Whether a grant allows it, on this page or, with no page named, on any."""
        return permission not in _WITHHELD[self.owes] and any(
            grant.page_id is None or page_id in {None, grant.page_id}
            for grant in self._allowing(permission)
        )

    def require(self, permission: Permission, page_id: int | None = None) -> None:
        """Raise ForbiddenError where `can` says no."""
        if permission in _WITHHELD[self.owes]:
            raise ForbiddenError(
                _OWED_VI[self.owes], code=f"owes_{self.owes}", permission=permission.value
            )
        if not self.can(permission, page_id):
            raise ForbiddenError(
                "Tài khoản của anh/chị không có quyền làm việc này; chưa có gì thay đổi. Nếu "
                "cần, hãy nhờ người quản trị thêm vai trò.",
                permission=permission.value,
            )

    def pages(self, permission: Permission) -> frozenset[int] | None:
        """The pages on which this is allowed; None means every page of the agency."""
        if permission in _WITHHELD[self.owes]:
            return frozenset()
        allowed = self._allowing(permission)
        if any(grant.page_id is None for grant in allowed):
            return None
        return frozenset(grant.page_id for grant in allowed if grant.page_id is not None)

    def require_everywhere(self, permission: Permission) -> None:
        """Raise ForbiddenError unless they may do this on every page: it is the whole agency's."""
        self.require(permission)
        if self.pages(permission) is not None:
            raise ForbiddenError(
                "Việc này là của cả cơ quan, còn tài khoản của anh/chị chỉ được giao một số trang; "
                "chưa có gì thay đổi. Hãy nhờ người được giao mọi trang làm việc này.",
                permission=permission.value,
            )

    def _allowing(self, permission: Permission) -> list[RoleGrant]:
        """The grants that allow it. People and keys belong to no page: one page's never do."""
        return [
            grant
            for grant in self.grants
            if permission in self.powers[grant.role]
            and (grant.page_id is None or permission not in _ADMINISTERS)
        ]


def machine(agency_id: int) -> Who:
    """The pipeline itself, whose acts are events like anybody's."""
    return Who(agency_id, Actor.MACHINE, None, "Máy", ())


def is_fixed(role: Role, permission: Permission) -> bool:
    """Whether no agency may change this cell of the table.

    People are administered by administrators and by nobody else, whoever watches over the others
    only looks, whoever runs the machines sees no content, and replies are approved by those whom
    the law lets speak.
    """
    return (
        permission in _ADMINISTERS
        or role is Role.OPERATOR
        or (role is Role.AUDITOR and permission not in _LOOKS)
        or (permission is _P.APPROVE and role not in {Role.SPOKESPERSON, Role.MANAGER})
    )


def powers_with(changes: Iterable[tuple[Role, str, bool]]) -> Powers:
    """The table as an agency has changed it, each change (role, permission, allowed).

    Words that are no permission (any more) and cells that are fixed change nothing.
    """
    made = dict(MATRIX)
    for role, word, allowed in changes:
        if word not in set(Permission) or is_fixed(role, Permission(word)):
            continue
        one = frozenset({Permission(word)})
        made[role] = made[role] | one if allowed else made[role] - one
    return made


def roles_of(grants: Iterable[RoleGrant]) -> frozenset[Role]:
    """The roles without their pages, for a screen that names them."""
    return frozenset(grant.role for grant in grants)
