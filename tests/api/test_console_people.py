"""Accounts, people and the audit log through the console's routes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator

import pyotp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text, update

from api.console import audit
from moderation.events import record
from moderation.models import Grant
from moderation.people import accounts, staff
from moderation.vocabulary import EventKind, Role
from tests.api.seats import Seat
from tests.factories import PASSWORD, House, event

TakeSeat = Callable[..., Seat]


@pytest.fixture
def browser(console_app: FastAPI) -> Iterator[TestClient]:
    """A browser that nobody has signed in with."""
    with TestClient(console_app, follow_redirects=False) as made:
        yield made


def stale(house: House, desk: Seat) -> None:
    """Let the last proof of a desk's person be long ago."""
    with house.database.transaction(house.agency_id) as session:
        session.execute(
            text(
                "UPDATE sign_in_sessions SET fresh_at = now() - interval '11 minutes'"
                " WHERE token_sha256 = :digest"
            ),
            {"digest": accounts.digest(desk.token)},
        )


def enrolled(desk: Seat) -> tuple[pyotp.TOTP, list[str]]:
    """Turn the second factor on through the pages."""
    shown = desk.post("/account/second-factor/begin").text
    secret = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", shown)
    assert secret is not None
    totp = pyotp.TOTP(secret[1].replace(" ", ""))
    assert desk.post("/account/second-factor/confirm", {"code": "000000x"}).status_code == 422
    done = desk.post("/account/second-factor/confirm", {"code": totp.now()})
    codes = re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", done.text)
    assert len(codes) == 10
    return totp, codes


def test_a_person_turns_the_second_factor_on_and_is_asked_for_it(
    house: House, seat: TakeSeat, browser: TestClient
) -> None:
    """After the password comes the code; until then no page opens."""
    _, codes = enrolled(seat(house, Role.SPOKESPERSON))
    form = {"username": house.usernames[Role.SPOKESPERSON], "password": PASSWORD}

    first = browser.post("/sign-in", data={**form, "next": "/queues"})
    assert first.headers["location"] == "/sign-in/code?next=%2Fqueues"
    assert browser.get("/queues").headers["location"].startswith("/sign-in")
    token = browser.cookies["phanhoi"]
    csrf = {"csrf_token": accounts.csrf_token(token), "next": "/queues"}
    assert browser.post("/sign-in/code", data={**csrf, "code": "12345"}).status_code == 401
    second = browser.post("/sign-in/code", data={**csrf, "code": codes[0]})

    assert second.headers["location"] == "/queues"
    assert browser.cookies["phanhoi"] != token
    assert browser.get("/queues").status_code == 303


def test_a_grave_act_leads_to_the_proof_and_back(house: House, seat: TakeSeat) -> None:
    """The cookie is renewed by the proof; the act is then done without asking again."""
    desk = seat(house, Role.AUDITOR)
    stale(house, desk)

    asked = desk.get("/audit/export?kind=signed_in")
    assert asked.headers["location"] == ("/account/prove?next=%2Faudit%2Fexport%3Fkind%3Dsigned_in")
    assert desk.post("/account/prove", {"proof": "sai-mật-khẩu-rồi"}).status_code == 422
    done = desk.post("/account/prove", {"proof": PASSWORD, "next": "/audit/export"})
    renewed = Seat(desk.client, done.cookies["phanhoi"])

    assert done.headers["location"] == "/audit/export"
    assert renewed.get("/audit/export").status_code == 200
    assert desk.get("/account").headers["location"].startswith("/sign-in")


def test_one_sees_and_ends_ones_other_sessions(house: House, seat: TakeSeat) -> None:
    """Each is listed with when it was used; one's own is marked."""
    here, there = seat(house, Role.DRAFTER), seat(house, Role.DRAFTER)
    handle = accounts.digest(there.token).hex()
    assert handle in here.get("/account").text

    here.post("/account/sessions/end", {"handle": handle})

    assert there.get("/account").headers["location"].startswith("/sign-in")
    assert here.get("/account").status_code == 200


def test_an_administrator_adds_changes_and_closes_a_person(
    house: House, seat: TakeSeat, browser: TestClient
) -> None:
    """The first password is shown once; roles are per page; closing ends the session at once."""
    desk = seat(house, Role.ADMINISTRATOR)
    name = f"lan.tran-{house.agency_id}"
    assert desk.post("/people", {"username": name, "full_name": "Trần Ngọc Lan"}).status_code == 422
    made = desk.post(
        "/people",
        {"username": name, "full_name": "Trần Ngọc Lan", f"triage-{house.page_id}": "1"},
    ).text
    password = re.search(r"<code class=\"secret\">([a-z0-9-]+)</code>", made)
    place = re.search(r"/people/(\d+)/roles", made)
    assert password is not None
    assert place is not None
    entered = browser.post("/sign-in", data={"username": name, "password": password[1]})
    assert entered.status_code == 303
    assert browser.get("/queues").status_code == 403

    person = f"/people/{place[1]}"
    assert password[1] not in desk.get(person).text
    assert desk.post(f"{person}/roles", {"viewer-all": "1"}).status_code == 303
    assert "Người xem" in desk.get("/people").text
    desk.post(f"{person}/close")
    assert browser.get("/account").headers["location"].startswith("/sign-in")


def test_a_programs_key_is_shown_once_and_revoked(house: House, seat: TakeSeat) -> None:
    """The list names it by its first letters."""
    desk = seat(house, Role.ADMINISTRATOR)
    shown = desk.post("/keys", {"name": "Cổng dữ liệu", "role": "viewer"}).text
    secret = re.search(r"ph_[\w-]{30,}", shown)
    assert secret is not None
    bearer = {"authorization": f"Bearer {secret[0]}"}
    assert desk.client.get("/api/v1/me", headers=bearer).status_code == 200
    listed = desk.get("/people").text
    assert secret[0] not in listed
    revoke = re.search(r"/keys/\d+/revoke", listed)
    assert revoke is not None

    desk.post(revoke[0])

    assert desk.client.get("/api/v1/me", headers=bearer).status_code == 401


def test_the_log_is_filtered_and_paged_without_gaps(house: House, seat: TakeSeat) -> None:
    """By person, kind, case and day; every line stands on exactly one page."""
    who = house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        made = [record(session, who, EventKind.SETTING_CHANGED, n=n).id for n in range(120)]
    desk, found, place = seat(house, Role.AUDITOR), [], f"/audit?person={who.actor_id}"
    while place:
        html = desk.get(place).text
        found += [int(one) for one in re.findall(r'class="sub num">(\d+)<', html)]
        older = re.search(r'rel="next" href="([^"]+)"', html)
        place = older[1].replace("&amp;", "&") if older else ""
    assert found == sorted(made, reverse=True)
    far_off = "2099-01-01"
    for asked in (f"since={far_off}", "kind=undone", "case=999999", "until=2001-01-01"):
        assert "Không có việc nào khớp" in desk.get(f"/audit?{asked}").text
    for odd in ("since=xx", "person=-1", "kind=%00", "case=9" * 60, "until=0001-01-01"):
        assert desk.get(f"/audit?{odd}").status_code == 200


def test_what_people_did_is_read_without_what_machines_did(house: House, seat: TakeSeat) -> None:
    """Most of the log is comments that came and were read; an auditor looks for acts of people."""
    house.take(event("nhieu", "Phường cho hỏi mấy giờ mở cửa ạ"))
    with house.database.transaction(house.agency_id) as session:
        record(session, house.who(Role.TRIAGE), EventKind.SETTING_CHANGED, n=1)
    desk = seat(house, Role.AUDITOR)

    def actors(place: str) -> set[str]:
        return set(re.findall(r'data-label="Ai">([^<]+)<', desk.get(place).text))

    assert "Nguồn" in actors("/audit")
    assert actors("/audit?person=people") == {"Chị triage"}


def test_the_log_is_not_for_who_reads_the_log_of_one_page(house: House, seat: TakeSeat) -> None:
    """It tells of every page; whoever may not open it is not offered it either."""
    desk = seat(house, Role.AUDITOR)
    assert 'href="/audit"' in desk.get("/corrections").text
    with house.database.transaction(house.agency_id) as session:
        auditor = house.who(Role.AUDITOR).actor_id
        session.execute(update(Grant).where(Grant.user_id == auditor).values(page_id=house.page_id))
    assert 'href="/audit"' not in desk.get("/corrections").text
    assert [desk.get(f"/audit{path}").status_code for path in ("", "/export")] == [403, 403]


def test_the_exported_log_is_guarded_and_logged(house: House, seat: TakeSeat) -> None:
    """No cell is a formula, the digest stands beside each line, and the export is an event."""
    desk = seat(house, Role.AUDITOR)
    with house.database.transaction(house.agency_id) as session:
        session.execute(text("UPDATE users SET full_name = '=cmd|''x'''"))
        record(session, house.who(Role.TRIAGE), EventKind.SETTING_CHANGED, setting="@x")

    answer = desk.get("/audit/export")

    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows[0]) == 8
    assert all(cell[:1] not in set("=+-@\t\r") for row in rows for cell in row)
    assert "Xuất dữ liệu" in desk.get("/audit").text


def test_an_export_holds_every_line_however_many(
    house: House, seat: TakeSeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read piece by piece, and ends before the export's own line."""
    monkeypatch.setattr(audit, "_AT_ONCE", 7)
    with house.database.transaction(house.agency_id) as session:
        made = [
            record(session, house.who(Role.TRIAGE), EventKind.SETTING_CHANGED, n=n).id
            for n in range(50)
        ]

    answer = seat(house, Role.AUDITOR).get("/audit/export?kind=setting_changed")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {int(row[0]) for row in rows[1:]} >= set(made)
    assert [int(row[0]) for row in rows[1:]] == sorted(
        (int(row[0]) for row in rows[1:]), reverse=True
    )
    with house.database.transaction(house.agency_id) as session:
        data = session.scalar(text("SELECT data FROM events WHERE kind = 'exported'"))
    assert data == {"what": "audit", "rows": len(rows) - 1}


def test_a_required_second_factor_can_not_be_taken_off(house: House, seat: TakeSeat) -> None:
    """Where the agency asks for it, whoever approves keeps it; others may do without."""
    enrolled(seat(house, Role.SPOKESPERSON))
    with house.database.transaction(house.agency_id) as session:
        staff.require_second_factor(session, house.who(Role.ADMINISTRATOR), required=True)
    spokesperson, drafter = seat(house, Role.SPOKESPERSON), seat(house, Role.DRAFTER)
    enrolled(drafter)

    assert spokesperson.post("/account/second-factor/remove").status_code == 409
    assert drafter.post("/account/second-factor/remove").status_code == 303
