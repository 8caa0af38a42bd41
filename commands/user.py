"""`phanhoi user`: who signs in, and the keys of programs."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from commands.installation import DATA, agency_named, open_database, operator
from commands.steps import say
from moderation.database import Database
from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.people import programs, staff
from moderation.policy import RoleGrant
from moderation.queries import doors, people
from moderation.queries.agencies import find_page
from moderation.replies.authorities import (
    LACKS_AUTHORITY,
    AuthorityChange,
    give_authority,
    lacks,
)
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import AuthorityBasis, Role

app = typer.Typer(no_args_is_help=True)

_Data = Annotated[Path, typer.Option(help="Thư mục dữ liệu của `phanhoi up`.")]
_Agency = Annotated[str | None, typer.Option(help="Tên ngắn của cơ quan.")]
_Ask = Annotated[bool, typer.Option("--ask", help="Gõ mật khẩu thay vì để máy đặt.")]


@app.command("add", help="Thêm người dùng; mật khẩu do máy đặt được in ra một lần.")
def add(
    username: Annotated[str, typer.Argument(help="Tên đăng nhập.")],
    full_name: Annotated[str, typer.Argument(help="Họ và tên.")],
    role: Annotated[list[Role], typer.Option(help="Vai trò; nhắc lại để thêm vai trò.")],
    page: Annotated[
        list[int] | None, typer.Option(help="Chỉ trên trang này; bỏ trống là mọi trang.")
    ] = None,
    *,
    decision: Annotated[
        str, typer.Option(help="Số quyết định giao thẩm quyền phát ngôn, ví dụ 12/QĐ-UBND.")
    ] = "",
    agency: _Agency = None,
    ask: _Ask = False,
    data: _Data = DATA,
) -> None:
    """Add a person with their roles; with a decision, their authority to speak besides."""
    if not username.strip() or username != username.strip() or not full_name.strip():
        raise BadInputError("Cần tên đăng nhập không có khoảng trắng ở hai đầu, và họ tên.")
    database = open_database(data)
    agency_id = agency_named(database, agency)
    if _agency_of(database, username) is not None:
        raise ConflictError(f"Tên đăng nhập “{username}” đã có người dùng.")
    password = _password(ask=ask)
    places: list[int | None] = [*page] if page else [None]
    with database.transaction(agency_id) as session:
        for place in places:
            if place is not None and find_page(agency_id, session, place) is None:
                raise NotFoundError(f"Cơ quan này không có trang số {place}.")
        grants = [RoleGrant(one, place) for one in dict.fromkeys(role) for place in places]
        made = staff.add_user(session, operator(agency_id), username, full_name, password, grants)
        if decision.strip():
            give_authority(session, operator(agency_id), _spokesperson(made.id, decision))
        missing = lacks(agency_id, session, made.id)
    say(f"✓ Đã thêm {username} ({full_name.strip()}).")
    _tell(password, ask=ask)
    _tell_lacks(username, missing)


@app.command("authority", help="Ghi thẩm quyền phát ngôn của một người, theo quyết định.")
def add_authority(
    username: Annotated[str, typer.Argument(help="Tên đăng nhập.")],
    decision: Annotated[str, typer.Argument(help="Số quyết định, ví dụ 12/QĐ-UBND.")],
    data: _Data = DATA,
) -> None:
    """Let a person approve sensitive matters from today on."""
    database = open_database(data)
    agency_id = _agency_of(database, username)
    if agency_id is None:
        raise NotFoundError(f"Không có người dùng “{username}”.")
    with database.transaction(agency_id) as session:
        user = people.user_by_username(agency_id, session, username)
        if user is None:
            raise NotFoundError(f"Không có người dùng “{username}”.")
        give_authority(session, operator(agency_id), _spokesperson(user.id, decision))
        missing = lacks(agency_id, session, user.id)
    say(f"✓ Đã ghi thẩm quyền phát ngôn của {username} theo {decision.strip()}.")
    _tell_lacks(username, missing)


@app.command("password", help="Đặt lại mật khẩu và kết thúc mọi phiên đăng nhập của người đó.")
def reset_password(
    username: Annotated[str, typer.Argument(help="Tên đăng nhập.")],
    ask: _Ask = False,
    data: _Data = DATA,
) -> None:
    """Give a person a new password."""
    database = open_database(data)
    agency_id = _agency_of(database, username)
    if agency_id is None:
        raise NotFoundError(f"Không có người dùng “{username}”.")
    password = _password(ask=ask)
    with database.transaction(agency_id) as session:
        staff.set_password(session, operator(agency_id), username, password)
    say(f"✓ Đã đặt lại mật khẩu của {username}.")
    _tell(password, ask=ask)


@app.command("second-factor", help="Bỏ xác thực hai lớp của người mất điện thoại.")
def remove_second_factor(
    username: Annotated[str, typer.Argument(help="Tên đăng nhập.")], data: _Data = DATA
) -> None:
    """Take a person's authenticator away and end their sessions."""
    database = open_database(data)
    agency_id = _agency_of(database, username)
    if agency_id is None:
        raise NotFoundError(f"Không có người dùng “{username}”.")
    with database.transaction(agency_id) as session:
        user = people.user_by_username(agency_id, session, username)
        if user is not None:
            staff.remove_second_factor(session, operator(agency_id), user.id)
    say(f"✓ Đã bỏ xác thực hai lớp của {username}; hãy bật lại sau khi đăng nhập.")


@app.command("list", help="Người dùng và khóa API của cơ quan.")
def list_people(agency: _Agency = None, data: _Data = DATA) -> None:
    """One line for each person and each live key: name, full name, roles."""
    database = open_database(data)
    agency_id = agency_named(database, agency)
    with database.transaction(agency_id) as session:
        for user in people.users(agency_id, session):
            grants = people.grants_of(agency_id, session, user.id)
            state = "" if user.active else "\t(đã khóa)"
            say(f"{user.username}\t{user.full_name}\t{', '.join(map(_named, grants))}{state}")
        for key in people.api_keys(agency_id, session):
            if key.revoked_at is None:
                say(f"{key.prefix}…\tkhóa API: {key.name}\t{key.role.value}")


@app.command("key", help="Tạo khóa API cho một chương trình; khóa được in ra một lần.")
def new_key(
    name: Annotated[str, typer.Argument(help="Tên chương trình.")],
    role: Annotated[Role, typer.Option(help="Vai trò của khóa.")],
    agency: _Agency = None,
    data: _Data = DATA,
) -> None:
    """Make a key; nothing but its digest is kept."""
    if not name.strip():
        raise BadInputError("Khóa cần có tên, để sau này biết chương trình nào dùng.")
    database = open_database(data)
    agency_id = agency_named(database, agency)
    with database.transaction(agency_id) as session:
        _, secret = programs.new_api_key(session, operator(agency_id), name.strip(), role)
    say(secret)
    typer.echo("Khóa chỉ hiện một lần này; hãy cất vào nơi an toàn.", err=True)


def _agency_of(database: Database, username: str) -> int | None:
    with database.doorway() as door:
        return doors.agency_of_username(door, username)


def _password(*, ask: bool) -> str:
    if not ask:
        return secrets.token_urlsafe(15)
    typed: str = typer.prompt("Mật khẩu", hide_input=True, confirmation_prompt="Gõ lại")
    return typed


def _tell(password: str, *, ask: bool) -> None:
    """Show a password that the person did not type; it stands nowhere else."""
    if not ask:
        say(f"  Mật khẩu: {password}")
        say("  Mật khẩu chỉ hiện một lần này.")


def _spokesperson(user_id: int, decision: str) -> AuthorityChange:
    if not decision.strip():
        raise BadInputError("Thẩm quyền cần số quyết định.")
    today = datetime.now(VIETNAM).date()
    return AuthorityChange(user_id, AuthorityBasis.SPOKESPERSON, today, number=decision.strip())


def _tell_lacks(username: str, missing: list[str]) -> None:
    """What somebody who approves still needs, and how it is given."""
    for sentence in missing:
        say(f"  ! {sentence}")
    if LACKS_AUTHORITY in missing:
        say(f"    Ghi: phanhoi user authority {username} SỐ_QUYẾT_ĐỊNH (hoặc trang Thẩm quyền)")


def _named(grant: RoleGrant) -> str:
    where = "" if grant.page_id is None else f" (trang {grant.page_id})"
    return f"{grant.role.value}{where}"
