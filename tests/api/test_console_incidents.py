"""The register of incidents in the console: letters, proofs, who was told, the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import Role
from tests.api.seats import Seat
from tests.factories import House
from tests.moderation.test_notes import PNG

TakeSeat = Callable[..., Seat]


def opened(house: House, desk: Seat, kind: str = "lost") -> str:
    """The address of an incident that was written down an hour ago."""
    seen = datetime.now(VIETNAM) - timedelta(hours=1)
    sent = desk.post(
        "/incidents",
        {
            "page_id": house.page_id, "kind": kind, "summary": "Trang đăng bài <b>lạ</b>",
            "detected_at": f"{seen:%Y-%m-%dT%H:%M}",
        },
    )  # fmt: skip
    assert sent.status_code == 303
    return sent.headers["location"]


def test_an_incident_goes_from_the_first_word_to_its_end_on_the_screen(
    house: House, seat: TakeSeat
) -> None:
    """Each step stands in what was written down, with who took it."""
    desk = seat(house, Role.MANAGER)
    here = opened(house, desk)
    shown = desk.get(here)
    assert "Mọi việc gửi ra của trang này đang dừng" in shown.text
    assert "Trang đăng bài &lt;b&gt;lạ" in shown.text
    desk.post(f"{here}/files", files={"file": ("a.png", PNG, "image/png")})
    desk.post(f"{here}/provider", {"number": "MS 7781"})
    desk.post(f"{here}/authority", {"authority": "Công an tỉnh", "number": "12/CV"})
    desk.post(f"{here}/close", {"report": "Đã lấy lại quyền"})
    ended = desk.get(here).text

    for said in ("MS 7781", "Công an tỉnh", "Đã lấy lại quyền", "báo mạng xã hội", "a.png"):
        assert said in ended
    assert "đang dừng" not in ended
    assert "kết thúc" in desk.get("/incidents").text
    assert desk.post(f"{here}/provider", {}).status_code == 409
    assert "Xử lý sự cố của trang" in seat(house, Role.AUDITOR).get("/audit").text


def test_the_letters_are_there_to_copy_and_as_documents(house: House, seat: TakeSeat) -> None:
    """Of the English one there is no state document; of an unknown one nothing."""
    desk = seat(house, Role.SPOKESPERSON)
    here = opened(house, desk, "impersonated")
    letters = [desk.get(f"{here}/letters/{to}.pdf") for to in ("provider", "authority")]

    assert [one.content[:5] for one in letters] == [b"%PDF-", b"%PDF-"]
    assert desk.get(f"{here}/letters/provider-en.pdf").status_code == 404
    assert desk.get(f"{here}/letters/khac.pdf").status_code == 404
    assert "is being impersonated" in desk.get(here).text


def test_what_is_wrong_stands_by_its_own_field(house: House, seat: TakeSeat) -> None:
    """Of two forms with the same questions, only the one that was sent complains."""
    desk = seat(house, Role.TRIAGE)
    here = opened(house, desk, "misused")
    future = f"{datetime.now(VIETNAM) + timedelta(days=2):%Y-%m-%dT%H:%M}"
    wrong = desk.post(f"{here}/authority", {"authority": "Sở", "at": future})

    assert wrong.status_code == 422
    assert 'id="authority_at-error"' in wrong.text
    assert 'id="provider_at-error"' not in wrong.text
    assert 'id="authority-error"' in desk.post(f"{here}/authority", {"authority": " "}).text
    assert desk.post("/incidents", {"page_id": house.page_id, "kind": "x"}).status_code == 422
    assert desk.post("/incidents", {"page_id": 0, "kind": "lost"}).status_code == 422
    assert 'id="file-error"' in desk.post(f"{here}/files").text
