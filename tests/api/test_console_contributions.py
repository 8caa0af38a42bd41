"""Contributions at the console: said on the card, listed by period, taken as CSV."""

from __future__ import annotations

from collections.abc import Callable

from moderation.vocabulary import Label, Role
from tests.api.seats import Seat, fill
from tests.factories import House

TakeSeat = Callable[..., Seat]


def test_what_became_of_a_contribution_is_said_on_its_card_and_listed(
    house: House, seat: TakeSeat
) -> None:
    """The card asks for it, the history tells it, the list and the file count it."""
    first, second = fill(house, 2, Label.FEEDBACK)
    lan, manager, at = seat(house), seat(house, Role.MANAGER), "?since=2026-11-01&until=2026-11-30"
    refused = lan.post(f"/cases/{first}/contribution", {"outcome": "not_adopted"}, htmx="case")
    said = lan.post(
        f"/cases/{first}/contribution",
        {"outcome": "not_adopted", "reason": "=Chưa đủ kinh phí"},
        htmx="case",
    ).text
    listed = manager.get(f"/duties/contributions{at}").text
    left = manager.get(f"/duties/contributions{at}&outcome=undecided").text
    file = manager.get(f"/duties/contributions.csv{at}").content.decode("utf-8-sig")

    assert "phải ghi lý do" in refused.text
    assert "ghi kết quả góp ý: chưa tiếp thu (quy tắc A08" in said
    assert "Chưa đủ kinh phí" in listed
    assert (f'href="/cases/{first}"' in left, f'href="/cases/{second}"' in left) == (False, True)
    assert '"\'=Chưa đủ kinh phí"' in file
    assert "Hỏi feedback" not in file
    assert "chưa ghi kết quả" in manager.get("/duties").text


def test_a_manager_opens_a_consultation(house: House, seat: TakeSeat) -> None:
    """A fault is told by its field, with what was typed."""
    manager, form = seat(house, Role.MANAGER), {"name": "Quy hoạch chợ", "from": "2026-11-01"}

    refused = manager.post("/duties/consultations", {**form, "tag": "x"})
    manager.post("/duties/consultations", {**form, "tag": "GopYCho"})
    listed = manager.get("/duties/contributions").text

    assert refused.status_code == 422
    assert 'value="Quy hoạch chợ"' in refused.text
    assert "#GopYCho" in listed
    assert seat(house).post("/duties/consultations", form).status_code == 403
