"""What a person may do in this agency today, in one question, since every request asks it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import (
    BigInteger,
    Boolean,
    CompoundSelect,
    Date,
    Integer,
    String,
    bindparam,
    cast,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from moderation.models import Authority, Grant, RolePower, SignInRule
from moderation.policy import Powers, RoleGrant, powers_with
from moderation.queries.authorities import stands
from moderation.vocabulary import AuthorityBasis, Role

__all__ = ["Standing", "standing_of"]

_GRANTED, _ACTING, _CHANGED, _ASKED = range(4)


@dataclass(frozen=True, slots=True)
class Standing:
    """Roles, those in which somebody stands in among them, and what each role may do here."""

    grants: tuple[RoleGrant, ...]
    powers: Powers
    second_factor_required: bool


def standing_of(agency_id: int, session: Session, user_id: int, *, today: date) -> Standing:
    """Never kept from one request to the next: a right that was taken away is gone at once."""
    given = {"agency": agency_id, "person": user_id, "today": today}
    granted, acting, changes, asked = [], [], [], False
    for kind, role, page, word, allowed in session.execute(_question(), given):
        if kind == _GRANTED:
            granted.append(RoleGrant(Role(role), page))
        elif kind == _ACTING:
            acting.append(RoleGrant(Role.SPOKESPERSON, page, acting=True))
        elif kind == _CHANGED:
            changes.append((Role(role), word, allowed))
        else:
            asked = allowed
    return Standing((*granted, *acting), powers_with(changes), second_factor_required=asked)


@lru_cache(maxsize=1)
def _question() -> CompoundSelect[int, str, int, str, bool]:
    agency = bindparam("agency", type_=BigInteger())
    person = bindparam("person", type_=BigInteger())
    none = (
        cast(null(), String),
        cast(null(), Integer),
        cast(null(), String),
        cast(null(), Boolean),
    )
    return union_all(
        select(literal(_GRANTED), cast(Grant.role, String), Grant.page_id, none[2], none[3]).where(
            Grant.agency_id == agency, Grant.user_id == person
        ),
        select(literal(_ACTING), none[0], Authority.page_id, none[2], none[3])
        .where(
            Authority.agency_id == agency,
            Authority.user_id == person,
            Authority.basis == AuthorityBasis.DELEGATION,
            stands(bindparam("today", type_=Date())),
        )
        .distinct(),
        select(
            literal(_CHANGED), cast(RolePower.role, String), none[1],
            cast(RolePower.permission, String), RolePower.allowed,
        ).where(RolePower.agency_id == agency),
        select(
            literal(_ASKED), none[0], none[1], none[2], SignInRule.second_factor_required
        ).where(SignInRule.agency_id == agency),
    )  # fmt: skip
