"""The file of a case for an authority: whole, checkable by a stranger, written down each time."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from moderation.chain import COLUMNS
from moderation.duties.referrals import today
from moderation.models import LegalHold, Referral
from moderation.queries.history import case_events
from moderation.vocabulary import EventKind, Label, ReferralOutcome, Role
from tests.api.seats import Seat, listed
from tests.factories import House, event

SeatOf = Callable[..., Seat]

TEXT = "Bán bằng giả\u202e #let x = 1 \\ *đậm* $x$ <b>, ib Zalo 0912345678 nha cả nhà"
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(20)


def unlawful_case(house: House) -> int:
    """A case of forged papers, whose words try to be markup of every kind."""
    house.take(event("vi-pham", TEXT, author="ke-ban-bang"))
    house.triage(lambda _: Label.ILLEGAL_CONTENT, reasons=("prohibited_goods",))
    return listed(house)[0].case.id


def test_the_zip_holds_the_very_words_and_can_be_checked_by_a_stranger(
    seat: SeatOf, house: House
) -> None:
    """Every file has its digest, every event hashes to what the log says it hashes to."""
    case_id = unlawful_case(house)
    desk = seat(house, Role.TRIAGE)
    desk.post(f"/cases/{case_id}/files", files={"file": ("anh.png", PICTURE)})

    answer = desk.get(f"/cases/{case_id}/file.zip")

    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    sums = archive.read("SHA256SUMS")
    for line in sums.decode().splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    names = set(archive.namelist())
    [words] = [name for name in names if name.startswith("noi-dung/binh-luan-")]
    assert archive.read(words).decode() == TEXT
    assert any(name.startswith("chung-cu/") for name in names)
    assert archive.read("ho-so.pdf").startswith(b"%PDF")
    assert archive.read("noi-dung/hinh-dung-lai.png").startswith(b"\x89PNG")
    for one in json.loads(archive.read("lich-su.json")):
        plain = {name: one[name] for name in COLUMNS}
        plain["at"] = datetime.fromisoformat(one["at"]).astimezone(UTC).isoformat()
        written = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(written.encode()).hexdigest() == one["entry_sha256"]

    with house.database.transaction(house.agency_id) as session:
        last = case_events(house.agency_id, session, case_id)[-1][0]
    assert last.kind is EventKind.EXPORTED
    assert last.data["sha256"] == hashlib.sha256(sums).hexdigest()


def test_who_may_not_see_personal_data_gets_no_file(seat: SeatOf, house: House) -> None:
    """The file is in the clear, so reading cases is not enough."""
    case_id = unlawful_case(house)

    for role in (Role.VIEWER, Role.DRAFTER, Role.AUDITOR, Role.ADMINISTRATOR):
        assert seat(house, role).get(f"/cases/{case_id}/file.pdf").status_code == 403
    page = seat(house, Role.VIEWER).get(f"/cases/{case_id}/file")
    assert page.status_code == 200
    assert "file.zip" not in page.text
    assert "0912345678" not in page.text


def test_a_case_is_referred_held_and_answered(seat: SeatOf, house: House) -> None:
    """To whom, number, dates, what came of it; nothing of it may be erased meanwhile."""
    case_id = unlawful_case(house)
    desk = seat(house, Role.MANAGER)
    desk.get(f"/cases/{case_id}/file.zip")
    sent = today() - timedelta(days=5)
    letter = {
        "body": "Phòng An ninh mạng", "number": "12/UBND-VX", "sent_on": sent.isoformat(),
        "due_on": (sent + timedelta(days=3)).isoformat(),
    }  # fmt: skip

    bad = desk.post(f"/cases/{case_id}/referrals", {**letter, "due_on": "2020-01-01"})
    kept = desk.post(f"/cases/{case_id}/referrals", letter)

    assert bad.status_code == 422
    assert "Hạn trả lời phải từ ngày gửi trở đi." in bad.text
    assert kept.status_code == 303
    with house.database.transaction(house.agency_id) as session:
        [row] = session.query(Referral).all()
        assert (row.body, row.file_sha256 is not None) == ("Phòng An ninh mạng", True)
        assert session.query(LegalHold).one().case_id == case_id
        referral_id = row.id
    register = seat(house, Role.VIEWER).get("/duties/referrals").text
    assert "quá hạn 2 ngày" in register

    way = f"/duties/referrals/{referral_id}/answer"
    said = {"outcome": ReferralOutcome.HANDLED.value, "answered_on": today().isoformat()}
    assert seat(house, Role.VIEWER).post(way, said).status_code == 403
    assert desk.post(way, {**said, "outcome": "x"}).status_code == 422
    assert desk.post(way, said).status_code == 303
    assert desk.post(way, said).status_code == 409
    text = seat(house, Role.AUDITOR).get("/duties/referrals.csv").content.decode("utf-8-sig")
    assert "Đã xử lý người vi phạm" in text
    assert "12/UBND-VX" in text


def test_the_case_of_a_neighbour_has_no_file_here(
    seat: SeatOf, house: House, neighbour: House
) -> None:
    """Neither to read nor to refer."""
    case_id = unlawful_case(neighbour)
    desk = seat(house, Role.MANAGER)

    for path in (f"/cases/{case_id}/file", f"/cases/{case_id}/file.zip"):
        assert desk.get(path).status_code == 404
    assert desk.post(f"/cases/{case_id}/referrals", {"body": "X"}).status_code == 404
