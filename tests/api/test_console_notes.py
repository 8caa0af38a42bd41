"""Notes, files and sending back, as a browser does it."""

from __future__ import annotations

import re
from collections.abc import Callable

from moderation.vocabulary import Role
from tests.api.seats import Seat, fill, one, version
from tests.factories import House
from tests.moderation.test_notes import PNG

TakeSeat = Callable[..., Seat]


def test_a_note_answers_with_its_part_and_a_bell_rings(house: House, seat: TakeSeat) -> None:
    """Only the notes are replaced, so that a draft beside them is not lost."""
    [case_id] = fill(house, 1)
    lan, minh = seat(house, Role.TRIAGE), seat(house, Role.SPOKESPERSON)
    called = house.who(Role.SPOKESPERSON).actor_id
    form = {"text": "<b>Chờ</b> địa chính", "to": str(called), **version(house, case_id)}

    answer = lan.post(f"/cases/{case_id}/notes", form, htmx="talk")

    assert answer.text.lstrip().startswith('<section id="talk"')
    assert "&lt;b&gt;Chờ&lt;/b&gt;" in answer.text
    assert f"gọi anh/chị tới vụ {case_id}" in minh.get("/notifications").text


def test_a_file_only_ever_leaves_as_a_download(house: House, seat: TakeSeat) -> None:
    """Named for what it is, in a sandbox, and never guessed at."""
    [case_id] = fill(house, 1)
    lan = seat(house, Role.TRIAGE)
    added = lan.post(
        f"/cases/{case_id}/files",
        version(house, case_id),
        htmx="talk",
        files={"file": ("ảnh chụp.gif", PNG, "text/html")},
    )
    [path] = re.findall(r'href="(/cases/\d+/files/\d+)"', added.text)

    got = seat(house, Role.VIEWER).get(path)

    assert got.content == PNG
    assert got.headers["content-type"] == "image/png"
    assert got.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in got.headers["content-security-policy"]
    assert got.headers["x-content-type-options"] == "nosniff"


def test_what_is_no_evidence_is_told_in_words(house: House, seat: TakeSeat) -> None:
    """An HTML page with a picture's name is refused and nothing is kept."""
    [case_id] = fill(house, 1)
    lan = seat(house, Role.TRIAGE)
    refused = lan.post(
        f"/cases/{case_id}/files",
        version(house, case_id),
        htmx="talk",
        files={"file": ("anh.png", b"<html>", "image/png")},
    )
    assert refused.status_code == 422
    assert "xét theo nội dung" in refused.text
    assert "/files/" not in lan.get(f"/cases/{case_id}").text.replace(f'/{case_id}/files"', "")


def test_a_manager_sends_a_case_back_from_its_card(house: House, seat: TakeSeat) -> None:
    """The card says where it was passed to; the reason stands among its notes."""
    [case_id] = fill(house, 1)
    lan, hoa = seat(house, Role.TRIAGE), seat(house, Role.MANAGER)
    asked = {"to": "manager", "note": "Có nêu tên cán bộ", **version(house, case_id)}
    assert lan.post(f"/cases/{case_id}/escalate", asked).status_code == 303
    card = hoa.get(f"/cases/{case_id}").text
    assert "Đã chuyển cấp tới:" in card
    assert "Có nêu tên cán bộ" in card

    back = {"reason": "Phường trả lời được", **version(house, case_id)}
    assert hoa.post(f"/cases/{case_id}/send-back", back).status_code == 303

    assert one(house, case_id).case.escalated_to is None
    assert "Phường trả lời được" in lan.get(f"/cases/{case_id}").text
