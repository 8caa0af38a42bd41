"""Getting in, staying in, and proving again who one is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import text

from moderation.database import Session
from moderation.errors import BadInputError, ConflictError, ForbiddenError, SignInError
from moderation.models import User
from moderation.people import accounts, programs, proofs, second_factors, staff
from moderation.people.accounts import Browser
from moderation.people.credentials import check_password, new_password
from moderation.policy import Permission, RoleGrant, Who
from moderation.queries import ways_in
from moderation.sealing import Keyring
from moderation.vocabulary import EventKind, Role
from tests.factories import PASSWORD, House

KEYS = Keyring({"one": bytes(32)})
IDLE, LASTS = timedelta(minutes=30), timedelta(hours=12)


def enter(house: House, role: Role, password: str = PASSWORD) -> Browser | None:
    """Try to sign in with a password."""
    with house.database.transaction(house.agency_id) as session:
        return accounts.sign_in(
            house.agency_id,
            session,
            house.usernames[role],
            password,
            user_agent="thử",
            lasts=LASTS,
        )


def entered(house: House, role: Role, password: str = PASSWORD) -> Browser:
    """Sign in with a password that is right."""
    browser = enter(house, role, password)
    assert browser is not None
    return browser


def known(house: House, browser: Browser) -> Who:
    """Who the house takes a browser for."""
    with house.database.transaction(house.agency_id) as session:
        return accounts.authenticate_session(house.agency_id, session, browser.token, idle=IDLE)


def enrol(house: House, role: Role) -> tuple[pyotp.TOTP, list[str]]:
    """Give a person an authenticator, and its codes on paper."""
    who = house.who(role)
    with house.database.transaction(house.agency_id) as session:
        made = second_factors.begin(session, who, who.actor_id or 0, "x", KEYS)
        totp = pyotp.TOTP(made.secret)
        codes = second_factors.confirm(session, who, who.actor_id or 0, totp.now(), KEYS)
    return totp, codes


def second(house: House, browser: Browser, code: str) -> Browser | None:
    """Give a code to a sign-in that waits for it."""
    with house.database.transaction(house.agency_id) as session:
        return accounts.give_second_factor(
            house.agency_id, session, browser.token, code, KEYS, lasts=LASTS
        )


def kinds(house: House, role: Role) -> list[str]:
    """What a person's history says, the oldest first."""
    with house.database.transaction(house.agency_id) as session:
        rows = session.execute(
            text("SELECT kind FROM events WHERE actor_id = :id ORDER BY id"),
            {"id": house.who(role).actor_id},
        )
        return [row.kind for row in rows]


def test_whoever_has_an_authenticator_gives_a_code_before_anything_else(house: House) -> None:
    """The password alone opens no page; the code does, under a new token."""
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        totp, _ = enrol(house, Role.SPOKESPERSON)
        clock.shift(60)
        waiting = entered(house, Role.SPOKESPERSON)
        assert waiting.is_pending
        with pytest.raises(SignInError):
            known(house, waiting)

        inside = second(house, waiting, totp.at(clock_now()))

        assert inside is not None
        assert inside.token != waiting.token
        assert known(house, inside).can(Permission.APPROVE)
        with pytest.raises(SignInError):
            second(house, waiting, totp.at(clock_now()))
    assert kinds(house, Role.SPOKESPERSON) == ["second_factor_set", "signed_in"]


def clock_now() -> datetime:
    """Now, as the stopped clock says."""
    return datetime.now(UTC)


def test_a_code_is_good_for_its_neighbours_and_never_twice(house: House) -> None:
    """One step early or late is a slow clock; two are not, and a used code is a seen one."""
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        totp, _ = enrol(house, Role.SPOKESPERSON)
        clock.shift(300)
        now = clock_now()
        waiting = entered(house, Role.SPOKESPERSON)
        assert second(house, waiting, totp.at(now - timedelta(seconds=60))) is None
        assert second(house, waiting, totp.at(now + timedelta(seconds=60))) is None
        late = totp.at(now - timedelta(seconds=30))
        assert second(house, waiting, late) is not None
        again = entered(house, Role.SPOKESPERSON)
        assert second(house, again, late) is None
        assert second(house, again, totp.at(now)) is not None
    assert kinds(house, Role.SPOKESPERSON).count("sign_in_failed") == 3


def test_a_code_on_paper_stands_in_once(house: House) -> None:
    """Ten of them, written as they may be typed; only digests are kept."""
    _, codes = enrol(house, Role.SPOKESPERSON)
    assert len(set(codes)) == 10

    assert second(house, entered(house, Role.SPOKESPERSON), codes[0].upper()) is not None
    assert second(house, entered(house, Role.SPOKESPERSON), codes[0]) is None
    assert second(house, entered(house, Role.SPOKESPERSON), codes[1].replace("-", " ")) is not None

    with house.database.transaction(house.agency_id) as session:
        assert ways_in.count_recovery_codes(house.agency_id, session, me(house)) == 8
        stored = session.execute(text("SELECT code_sha256, '' FROM recovery_codes")).all()
        assert all(codes[0].encode() not in bytes(row[0]) for row in stored)


def me(house: House) -> int:
    """The spokesperson's number."""
    return house.who(Role.SPOKESPERSON).actor_id or 0


def test_an_agency_may_ask_a_second_factor_of_those_who_approve_and_administer(
    house: House,
) -> None:
    """Without it they read and write as before, and neither approve nor administer."""
    with house.database.transaction(house.agency_id) as session:
        staff.require_second_factor(session, house.who(Role.ADMINISTRATOR), required=True)

    bare = known(house, entered(house, Role.SPOKESPERSON))
    assert bare.can(Permission.DRAFT)
    assert not bare.can(Permission.APPROVE)
    assert bare.pages(Permission.APPROVE) == frozenset()
    with pytest.raises(ForbiddenError, match="hai lớp"):
        bare.require(Permission.APPROVE)
    _, codes = enrol(house, Role.SPOKESPERSON)
    proved = second(house, entered(house, Role.SPOKESPERSON), codes[0])
    assert proved is not None
    assert known(house, proved).can(Permission.APPROVE)


def test_a_session_ends_when_left_alone_and_in_any_case_after_its_time(house: House) -> None:
    """Thirty minutes unused, twelve hours at most, however busy."""
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        browser = entered(house, Role.TRIAGE)
        clock.shift(timedelta(minutes=29))
        known(house, browser)
        clock.shift(timedelta(minutes=29))
        known(house, browser)
        clock.shift(timedelta(minutes=31))
        with pytest.raises(SignInError, match="đã hết"):
            known(house, browser)

        busy = entered(house, Role.TRIAGE)
        for _ in range(25):
            clock.shift(timedelta(minutes=28))
            known(house, busy)
        clock.shift(timedelta(minutes=28))
        with pytest.raises(SignInError, match="đã hết"):
            known(house, busy)


def test_a_grave_act_asks_for_a_fresh_proof_which_renews_the_session(house: House) -> None:
    """Ten minutes after the last proof the password is asked again; the old token is then dead."""
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        browser = entered(house, Role.SPOKESPERSON)
        with house.database.transaction(house.agency_id) as session:
            proofs.require_fresh(house.agency_id, session, browser.token)
        clock.shift(timedelta(minutes=11))
        with (
            house.database.transaction(house.agency_id) as session,
            pytest.raises(ForbiddenError) as asked,
        ):
            proofs.require_fresh(house.agency_id, session, browser.token)
        assert asked.value.code == "fresh"
        with house.database.transaction(house.agency_id) as session:
            assert prove(house, session, browser, "sai-mật-khẩu") is None
            renewed = prove(house, session, browser, PASSWORD)
        assert renewed is not None
        assert renewed.token != browser.token
        with house.database.transaction(house.agency_id) as session:
            proofs.require_fresh(house.agency_id, session, renewed.token)
        with pytest.raises(SignInError):
            known(house, browser)


def prove(house: House, session: Session, browser: Browser, proof: str) -> Browser | None:
    """Prove again."""
    return proofs.prove(house.agency_id, session, browser.token, proof, KEYS)


def test_with_an_authenticator_a_password_is_no_fresh_proof(house: House) -> None:
    """Whoever found the desk unlocked and knows the password still lacks the phone."""
    _, codes = enrol(house, Role.SPOKESPERSON)
    inside = second(house, entered(house, Role.SPOKESPERSON), codes[0])
    assert inside is not None
    with house.database.transaction(house.agency_id) as session:
        assert prove(house, session, inside, PASSWORD) is None
        assert prove(house, session, inside, codes[1]) is not None


def test_failures_make_the_next_attempt_wait_and_lock_nobody_out(house: House) -> None:
    """Four are free; then the wait doubles, up to a quarter of an hour."""
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        for _ in range(5):
            assert enter(house, Role.VIEWER, "sai-mật-khẩu-rồi") is None
        with pytest.raises(SignInError) as hurried:
            enter(house, Role.VIEWER)
        assert hurried.value.code == "wait"
        clock.shift(3)
        assert enter(house, Role.VIEWER) is not None
    assert kinds(house, Role.VIEWER) == ["sign_in_failed"] * 5 + ["signed_in"]


@pytest.mark.parametrize(
    "password",
    [
        "ngắn quá",
        "123456789012",
        "matkhau123456",
        "Mật khẩu 2026!",
        "P@ssw0rd2026",
        "aaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "abcdefghijklmn",
        "qwertyuiop12",
        "123qweasdzxc",
        "q1w2e3r4t5y6",
        "qazwsxedcrfv",
        "hoamai-rat-dep-toi-nay",
        "toi la quantri-7 day nhe",
        "Lê Thanh Hà 1990 abcxyz",
        "Anh Yêu Em 2025",
        "UBND phuong 2026",
        "vietnam@123456",
        "rongden123456",
        "x" * 129,
    ],
)
def test_easily_guessed_passwords_are_refused(password: str) -> None:
    """Patterns, the agency's and the person's own words; accents and look-alikes hide nothing."""
    with pytest.raises(BadInputError):
        check_password(password, "quantri-7", "Lê Thanh Hà", "UBND phường Hoa Mai", "hoa-mai")


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "ngựa pin đúng kẹp giấy", "bảy con mèo xanh ngủ", "Kx7#pQz9vLm2", "x9-k2-m4-q7-w1"],
)
def test_long_odd_passwords_are_taken_as_they_are(password: str) -> None:
    """No rule asks for capitals, digits or signs; what the machine makes passes too."""
    check_password(password, "quantri-7", "Lê Thanh Hà", "UBND phường Hoa Mai", "hoa-mai")
    check_password(new_password(), "quantri-7", "Lê Thanh Hà", "UBND phường Hoa Mai", "hoa-mai")


def test_a_reset_password_lets_in_once_and_must_be_changed(house: House) -> None:
    """The administrator's slip of paper opens nothing but the form for a new password."""
    admin, drafter = house.who(Role.ADMINISTRATOR), house.who(Role.DRAFTER)
    before = entered(house, Role.DRAFTER)
    with house.database.transaction(house.agency_id) as session:
        slip = staff.reset_password(session, admin, drafter.actor_id or 0)
    with pytest.raises(SignInError):
        known(house, before)

    browser = entered(house, Role.DRAFTER, slip)
    assert not known(house, browser).can(Permission.READ_CASES)
    with house.database.transaction(house.agency_id) as session:
        accounts.change_password(
            session,
            known(house, browser),
            slip,
            "bảy con mèo xanh ngủ",
            token=browser.token,
        )

    assert known(house, browser).can(Permission.DRAFT)
    assert entered(house, Role.DRAFTER, "bảy con mèo xanh ngủ")


def test_a_closed_account_is_out_at_once_and_everywhere(house: House) -> None:
    """The next request of every browser is refused; the key of a program likewise once revoked."""
    admin = house.who(Role.ADMINISTRATOR)
    browser = entered(house, Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        staff.set_active(session, admin, house.who(Role.TRIAGE).actor_id or 0, active=False)
    with pytest.raises(SignInError):
        known(house, browser)
    assert enter(house, Role.TRIAGE) is None


def test_nobody_takes_the_last_administration_from_themselves(house: House) -> None:
    """An administrator can neither close themselves nor drop their own role."""
    admin = house.who(Role.ADMINISTRATOR)
    with house.database.transaction(house.agency_id) as session:
        with pytest.raises(ConflictError):
            staff.set_active(session, admin, admin.actor_id or 0, active=False)
        with pytest.raises(ConflictError):
            staff.set_roles(session, admin, admin.actor_id or 0, [RoleGrant(Role.VIEWER)])


def test_two_administrators_who_close_each_other_at_once_leave_one(house: House) -> None:
    """The second waits for the first, and is nobody any more by then."""
    admin = house.who(Role.ADMINISTRATOR)
    with house.database.transaction(house.agency_id) as session:
        made = staff.add_user(
            session, admin, f"hai-{house.agency_id}", "Lê Văn Hai", "bảy con mèo xanh ngủ",
            [RoleGrant(Role.ADMINISTRATOR)],
        )  # fmt: skip
        other = replace(admin, actor_id=made.id)

    def close(who: Who, whom: Who) -> None:
        with house.database.transaction(house.agency_id) as session:
            staff.set_active(session, who, whom.actor_id or 0, active=False)

    with ThreadPoolExecutor(1) as beside:
        with house.database.transaction(house.agency_id) as session:
            staff.set_active(session, admin, made.id, active=False)
            late = beside.submit(close, other, admin)
        with pytest.raises(ForbiddenError, match="Người khác vừa khóa"):
            late.result()
    close(admin, other)  # who was first goes on


def test_every_change_of_people_is_an_event_without_a_secret(house: House) -> None:
    """Adding, roles, closing, passwords and keys; never the password or key itself."""
    admin = house.who(Role.ADMINISTRATOR)
    with house.database.transaction(house.agency_id) as session:
        made = staff.add_user(
            session, admin, f"moi-{house.agency_id}", "Trần Thị Mới", "bảy con mèo xanh ngủ",
            [RoleGrant(Role.TRIAGE, house.page_id)],
        )  # fmt: skip
        staff.set_roles(session, admin, made.id, [RoleGrant(Role.DRAFTER)])
        slip = staff.reset_password(session, admin, made.id)
        staff.set_active(session, admin, made.id, active=False)
        key, secret = programs.new_api_key(session, admin, "Cổng dữ liệu", Role.VIEWER)
        programs.revoke_api_key(session, admin, key.id)
    with house.database.transaction(house.agency_id) as session:
        rows = session.execute(
            text("SELECT kind, data::text AS data FROM events WHERE actor_id = :id ORDER BY id"),
            {"id": admin.actor_id},
        ).all()
    assert [row.kind for row in rows][-6:] == [
        EventKind.USER_ADDED, EventKind.USER_CHANGED, EventKind.PASSWORD_SET,
        EventKind.USER_CHANGED, EventKind.API_KEY_MADE, EventKind.API_KEY_REVOKED,
    ]  # fmt: skip
    everything = " ".join(row.data for row in rows)
    for hidden in (slip, secret, "mèo", "Trần Thị Mới"):
        assert hidden not in everything


def test_a_person_of_another_agency_is_nobody_here(house: House, neighbour: House) -> None:
    """Neither their roles nor their password can be touched, and their name stays taken."""
    theirs = neighbour.who(Role.TRIAGE).actor_id or 0
    admin = house.who(Role.ADMINISTRATOR)
    with house.database.transaction(house.agency_id) as session:
        assert session.get(User, (neighbour.agency_id, theirs)) is None
        for act in (
            lambda: staff.set_active(session, admin, theirs, active=False),
            lambda: staff.reset_password(session, admin, theirs),
            lambda: staff.set_roles(session, admin, theirs, []),
            lambda: staff.remove_second_factor(session, admin, theirs),
        ):
            with pytest.raises(Exception, match="Không có người dùng này"):
                act()
        with pytest.raises(ConflictError):
            staff.add_user(
                session, admin, neighbour.usernames[Role.TRIAGE], "Ai Đó", new_password(), []
            )
