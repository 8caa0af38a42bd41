"""The agency's people and programs: who is here, with which roles, and who is no longer.

Every act is an event with what stood before. Nobody closes themselves out, and an agency keeps
at least one person who can administer it.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from moderation.events import record
from moderation.models import Grant, RolePower, SignInRule, User
from moderation.people import passkeys, second_factors
from moderation.people.changes import tell_owner
from moderation.people.credentials import check_password, hash_password, new_password
from moderation.people.failures import forget_failures
from moderation.policy import MATRIX, Permission, Powers, RoleGrant, Who, is_fixed
from moderation.queries import people as queries
from moderation.queries.agencies import find_agency, find_page
from moderation.vocabulary import CaseNews, EventKind, Role

__all__ = [
    "add_user",
    "end_sessions",
    "remove_second_factor",
    "require_second_factor",
    "reset_password",
    "set_active",
    "set_password",
    "set_powers",
    "set_roles",
]

_LONGEST_NAME = 100


def add_user(
    session: Session,
    who: Who,
    username: str,
    full_name: str,
    password: str,
    roles: Iterable[RoleGrant],
    *,
    is_one_time: bool = False,
) -> User:
    """Add a person with their roles.

    Raises BadInputError for a weak password or a bad name, ConflictError for a name in use.
    """
    who.require(Permission.MANAGE_PEOPLE)
    username, full_name = username.strip(), " ".join(full_name.split())
    if not 0 < len(username) <= _LONGEST_NAME or not username.isprintable() or " " in username:
        raise BadInputError("Tên đăng nhập cần có, không có khoảng trắng, tối đa 100 ký tự.")
    if not 0 < len(full_name) <= _LONGEST_NAME:
        raise BadInputError("Cần họ và tên, tối đa 100 ký tự.", field="full_name")
    _check_password(session, who, username, full_name, password)
    user = User(
        agency_id=who.agency_id,
        username=username,
        full_name=full_name,
        password_hash=hash_password(password),
        must_change_password=is_one_time,
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        raise ConflictError(f"Tên đăng nhập “{username}” đã có người dùng.") from error
    wanted = _checked(session, who, roles)
    _grant(session, user, wanted)
    record(session, who, EventKind.USER_ADDED, user_id=user.id, roles=_written(wanted))
    return user


def set_roles(
    session: Session,
    who: Who,
    user_id: int,
    roles: Iterable[RoleGrant],
    *,
    seen: Iterable[RoleGrant] | None = None,
) -> None:
    """Give a person these roles and no others; their sessions end, to begin anew with them.

    `seen` are the roles that the choice was made from; ConflictError where they changed since.
    """
    user = _person(session, who, user_id)
    _hold_people(session, who)
    session.refresh(user)
    before = queries.grants_of(who.agency_id, session, user.id)
    if seen is not None and set(seen) != set(before):
        raise ConflictError(
            "Người khác vừa đổi vai trò của người này nên chưa có gì được lưu. Các ô dưới đây là"
            " bản mới; hãy chọn lại rồi lưu."
        )
    wanted = _checked(session, who, roles)
    if set(before) == set(wanted):
        return
    if _is_self(who, user) and RoleGrant(Role.ADMINISTRATOR) not in wanted:
        raise ConflictError("Anh/chị không thể tự bỏ quyền quản trị của mình; hãy nhờ người khác.")
    queries.drop_grants(who.agency_id, session, user.id)
    _grant(session, user, wanted)
    if not _is_self(who, user):
        queries.end_sessions(who.agency_id, session, user_id=user.id)
    record(
        session,
        who,
        EventKind.USER_CHANGED,
        user_id=user.id,
        before=_written(before),
        roles=_written(wanted),
    )


def set_active(session: Session, who: Who, user_id: int, *, active: bool) -> None:
    """Let a person in, or out at once and everywhere."""
    user = _person(session, who, user_id)
    _hold_people(session, who)
    session.refresh(user)
    if user.active == active:
        return
    if not active and _is_self(who, user):
        raise ConflictError("Anh/chị không thể tự khóa tài khoản của mình; hãy nhờ người khác.")
    user.active = active
    if not active:
        queries.end_sessions(who.agency_id, session, user_id=user.id)
    record(session, who, EventKind.USER_CHANGED, user_id=user.id, active=active)


def reset_password(session: Session, who: Who, user_id: int) -> str:
    """Give a person a password for one sign-in; it is returned once, and must be changed."""
    user = _person(session, who, user_id)
    password = new_password()
    _put_password(session, who, user, password)
    user.must_change_password = True
    return password


def set_password(session: Session, who: Who, username: str, password: str) -> None:
    """Give a person a password by name and end all their sessions: for whoever holds the server."""
    who.require(Permission.MANAGE_PEOPLE)
    user = queries.user_by_username(who.agency_id, session, username)
    if user is None:
        raise NotFoundError(f"Không có người dùng “{username}”.")
    _check_password(session, who, username, user.full_name, password)
    _put_password(session, who, user, password)
    user.must_change_password = False


def remove_second_factor(session: Session, who: Who, user_id: int) -> None:
    """For a lost phone: take authenticator and passkeys away and end the sessions."""
    user = _person(session, who, user_id)
    second_factors.remove(session, who, user.id)
    passkeys.drop_all(session, who, user.id)
    queries.end_sessions(who.agency_id, session, user_id=user.id)


def end_sessions(session: Session, who: Who, user_id: int) -> None:
    """Sign a person out everywhere."""
    user = _person(session, who, user_id)
    queries.end_sessions(who.agency_id, session, user_id=user.id)
    record(session, who, EventKind.SESSION_ENDED, user_id=user.id)


def require_second_factor(session: Session, who: Who, *, required: bool) -> None:
    """Whether approving and administering ask for a second factor in this agency."""
    who.require(Permission.MANAGE_PEOPLE)
    rule = session.get(SignInRule, who.agency_id)
    before = rule is not None and rule.second_factor_required
    if rule is None:
        session.add(SignInRule(agency_id=who.agency_id, second_factor_required=required))
    else:
        rule.second_factor_required = required
    session.flush()
    if before != required:
        record(
            session,
            who,
            EventKind.SETTING_CHANGED,
            setting="second_factor",
            before=before,
            after=required,
        )


def set_powers(session: Session, who: Who, wanted: Powers, *, seen: Powers | None = None) -> None:
    """Let each role do exactly this from the next request on; fixed cells stay as they are.

    One event for each cell that changed, so that the log can be asked who opened what. `seen` is
    the table that the choice was made from; ConflictError where it changed since.
    """
    who.require(Permission.MANAGE_PEOPLE)
    _hold_people(session, who)
    before = queries.powers_of(who.agency_id, session)
    if seen is not None and _own_cells(seen) != _own_cells(before):
        raise ConflictError(
            "Người khác vừa đổi bảng quyền nên chưa có gì được lưu. Bảng dưới đây là bản mới; hãy"
            " đánh dấu lại rồi lưu."
        )
    for role in Role:
        for permission in Permission:
            allowed = permission in wanted.get(role, frozenset())
            if is_fixed(role, permission) or allowed == (permission in before[role]):
                continue
            _put_power(session, who, role, permission, allowed=allowed)
            record(
                session,
                who,
                EventKind.SETTING_CHANGED,
                setting="role_power",
                role=role.value,
                permission=permission.value,
                before=not allowed,
                after=allowed,
            )


def _put_power(
    session: Session, who: Who, role: Role, permission: Permission, *, allowed: bool
) -> None:
    """A cell that is as everybody begins with needs no row."""
    row = session.get(RolePower, (who.agency_id, role, permission.value))
    if row is not None:
        session.delete(row)
        session.flush()
    if allowed != (permission in MATRIX[role]):
        session.add(
            RolePower(
                agency_id=who.agency_id, role=role, permission=permission.value, allowed=allowed
            )
        )
        session.flush()


def _own_cells(powers: Powers) -> set[tuple[Role, Permission]]:
    """What an agency lets its roles do, of what is its own to decide."""
    return {
        (role, one) for role, given in powers.items() for one in given if not is_fixed(role, one)
    }


def _hold_people(session: Session, who: Who) -> None:
    """One change of who may do what at a time, by somebody who still may.

    Two administrators who close each other at once would otherwise leave nobody.
    """
    queries.lock_people(who.agency_id, session)
    person = who.person_id
    if person is not None and not queries.administers(who.agency_id, session, person):
        raise ForbiddenError(
            "Người khác vừa khóa tài khoản hoặc bỏ quyền quản trị của anh/chị nên chưa có gì thay"
            " đổi."
        )


def _person(session: Session, who: Who, user_id: int) -> User:
    who.require(Permission.MANAGE_PEOPLE)
    user = queries.find_user(who.agency_id, session, user_id)
    if user is None:
        raise NotFoundError(
            "Không có người dùng này; chưa có gì thay đổi. Hãy tải lại danh sách người dùng."
        )
    return user


def _is_self(who: Who, user: User) -> bool:
    return who.person_id == user.id


def _put_password(session: Session, who: Who, user: User, password: str) -> None:
    user.password_hash = hash_password(password)
    forget_failures(user)
    queries.end_sessions(who.agency_id, session, user_id=user.id)
    record(session, who, EventKind.PASSWORD_SET, user_id=user.id)
    tell_owner(session, who, user.id, CaseNews.PASSWORD_CHANGED)


def _check_password(
    session: Session, who: Who, username: str, full_name: str, password: str
) -> None:
    agency = find_agency(who.agency_id, session)
    check_password(password, username, full_name, agency.name, agency.slug)


def _checked(session: Session, who: Who, roles: Iterable[RoleGrant]) -> list[RoleGrant]:
    wanted = list(dict.fromkeys(roles))
    for grant in wanted:
        if grant.page_id is not None and find_page(who.agency_id, session, grant.page_id) is None:
            raise NotFoundError(f"Cơ quan này không có trang số {grant.page_id}.")
    return wanted


def _grant(session: Session, user: User, roles: Iterable[RoleGrant]) -> None:
    session.add_all(
        Grant(agency_id=user.agency_id, user_id=user.id, role=one.role, page_id=one.page_id)
        for one in roles
    )
    session.flush()


def _written(grants: Iterable[RoleGrant]) -> list[dict[str, object]]:
    return [{"role": one.role.value, "page_id": one.page_id} for one in grants]
