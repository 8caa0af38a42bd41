"""`phanhoi agency`, `page` and `user`: from nothing to somebody who can sign in."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from commands.embedded import EmbeddedPostgres
from commands.running import Running, write_running
from moderation.database import Database
from moderation.people import accounts, programs
from moderation.policy import RoleGrant
from moderation.queries import doors
from moderation.vocabulary import Role
from tests.commands.conftest import Phanhoi
from tests.factories import House


def agency_of(database: Database, username: str) -> int:
    """The agency in which a name signs in."""
    with database.doorway() as door:
        found = doors.agency_of_username(door, username)
    assert found is not None
    return found


def signs_in(database: Database, username: str, password: str) -> accounts.Browser | None:
    """Sign in as that person."""
    agency_id = agency_of(database, username)
    with database.transaction(agency_id) as session:
        return accounts.sign_in(
            agency_id, session, username, password, user_agent="", lasts=timedelta(hours=1)
        )


def printed_password(out: str) -> str:
    """The password that a command printed once."""
    found = re.search(r"Mật khẩu: (\S+)", out)
    assert found is not None
    return found.group(1)


def test_an_agency_with_its_first_administrator_is_made_by_commands(
    phanhoi: Phanhoi, database: Database
) -> None:
    """Three lines lead from an empty system to a page and a person who signs in."""
    assert phanhoi("agency", "add", "xa-an-binh", "UBND xã An Bình").code == 0
    assert "xa-an-binh\tUBND xã An Bình" in phanhoi("agency", "list").out

    page = ("page", "add", "--agency", "xa-an-binh", "--platform", "facebook", "777", "Xã An Bình")
    number = re.search(r"số (\d+)", phanhoi(*page).out)
    assert number is not None
    listed = phanhoi("page", "list", "--agency", "xa-an-binh").out
    assert f"{number.group(1)}\tfacebook\tXã An Bình" in listed
    assert phanhoi(*page).code == 1

    said = phanhoi(
        "user", "add", "--agency", "xa-an-binh", "--role", "administrator", "quan.tri", "Lê Thị An"
    )  # fmt: skip
    browser = signs_in(database, "quan.tri", printed_password(said.out))
    assert browser is not None
    assert browser.who.grants == (RoleGrant(Role.ADMINISTRATOR),)
    listed = phanhoi("user", "list", "--agency", "xa-an-binh").out
    assert "quan.tri\tLê Thị An\tadministrator" in listed


def test_a_new_password_replaces_the_old_one(
    phanhoi: Phanhoi, house: House, database: Database
) -> None:
    """The old one opens nothing any more."""
    slug, name = f"phuong-{house.agency_id}", f"moi-{house.agency_id}"
    added = phanhoi("user", "add", "--agency", slug, "--role", "viewer", name, "Trần Văn Bé")
    old = printed_password(added.out)

    new = printed_password(phanhoi("user", "password", name).out)

    assert signs_in(database, name, old) is None
    assert signs_in(database, name, new) is not None


def test_a_role_on_a_page_alone_is_given_and_shown(
    phanhoi: Phanhoi, house: House, neighbour: House
) -> None:
    """The page must be the agency's own."""
    slug, name = f"phuong-{house.agency_id}", f"trang-{house.agency_id}"
    words = ("user", "add", "--agency", slug, "--role", "triage", name, "Trần Văn Bé", "--page")

    assert phanhoi(*words, neighbour.page_id).code == 1
    assert phanhoi(*words, house.page_id).code == 0
    listed = phanhoi("user", "list", "--agency", slug).out
    assert f"{name}\tTrần Văn Bé\ttriage (trang {house.page_id})" in listed


def test_a_key_is_printed_alone_once_and_opens_the_api(
    phanhoi: Phanhoi, house: House, database: Database
) -> None:
    """The first line of output is the key, for a script to take."""
    said = phanhoi(
        "user", "key", "--agency", f"phuong-{house.agency_id}", "--role", "triage", "Cổng"
    )

    with database.transaction(house.agency_id) as session:
        who = programs.authenticate_key(house.agency_id, session, said.out.strip())
    assert (who.name, who.grants) == ("Cổng", (RoleGrant(Role.TRIAGE),))
    assert "một lần" in said.err


@pytest.mark.parametrize(
    "words",
    [
        ("agency", "add", "Không Hợp Lệ", "Tên"),
        ("agency", "add", "phuong-{agency}", "Trùng tên ngắn"),
        ("user", "add", "--agency", "khong-co", "--role", "viewer", "ai-do", "Ai Đó"),
        (
            "user",
            "add",
            "--agency",
            "phuong-{agency}",
            "--role",
            "viewer",
            "viewer-{agency}",
            "X Y",
        ),
        ("user", "password", "khong-ai"),
        ("user", "key", "--agency", "khong-co", "--role", "viewer", "Cổng"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    phanhoi: Phanhoi, house: House, words: tuple[str, ...]
) -> None:
    """No traceback, nothing on standard output, exit code 1."""
    said = phanhoi(*(word.format(agency=house.agency_id) for word in words))

    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("✗ ")
    assert len(said.err.splitlines()) == 1


def test_the_running_system_is_found_by_its_data_folder(
    offline: Phanhoi, house: House, postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    """What `phanhoi up` notes is enough; without it the command says what to do."""
    assert "phanhoi up" in offline("agency", "list", "--data", tmp_path).err
    running = Running(pid=1, address="", port=0, database_url=postgres.app_url)
    write_running(tmp_path, running)

    assert f"phuong-{house.agency_id}" in offline("agency", "list", "--data", tmp_path).out


def test_a_spokesperson_without_a_decision_is_told_what_they_lack(
    phanhoi: Phanhoi, house: House
) -> None:
    """And how to give it; with the decision at once, nothing is missing."""
    slug, name = f"phuong-{house.agency_id}", f"noi-{house.agency_id}"
    words = ("user", "add", "--agency", slug, "--role", "spokesperson", name, "Lê Văn Nói")
    first = phanhoi(*words)
    given = phanhoi("user", "authority", name, "12/QĐ-UBND")
    other = phanhoi("user", "add", "--agency", slug, "--role", "spokesperson", "--decision",
                    "13/QĐ-UBND", f"{name}-2", "Lê Thị Nói")  # fmt: skip

    assert f"phanhoi user authority {name}" in first.out
    assert (given.code, other.code) == (0, 0)
    assert not any("Chưa có quyết định" in said.out for said in (given, other))
    assert phanhoi("user", "authority", name, " ").code == 1
