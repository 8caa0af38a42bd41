"""The page of official reports, their settings, and the page for everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from moderation.models import Agency
from moderation.reporting import official
from moderation.vocabulary import ReportKind, Role
from tests.api.seats import Seat, fill
from tests.factories import House

Seated = Callable[..., Seat]
SETTINGS = {
    "superior": "UBND thành phố", "symbol": "BC-UBND", "place": "Hoa Mai",
    "recipients": "Như trên\nLưu: VT", "signer_title": "Chủ tịch", "signer_name": "Lê Thanh Hà",
}  # fmt: skip


def slug_of(house: House) -> str:
    """The agency's short name."""
    with house.database.transaction(house.agency_id) as session:
        return session.get_one(Agency, house.agency_id).slug


def test_a_manager_asks_for_a_report_once_and_waits_for_it(seat: Seated, house: House) -> None:
    """Asked again or for nonsense, the page says what is wrong."""
    manager = seat(house, Role.MANAGER)
    past = official.last_begins(ReportKind.MONTHLY, datetime.now(UTC).date())
    period = {"period": f"monthly:{past.isoformat()}"}

    assert manager.post("/reports", period, follow_redirects=False).status_code == 303
    page = manager.get("/reports").text

    assert "Đang lập" in page
    assert manager.post("/reports", period).status_code == 422
    assert manager.post("/reports", {"period": "monthly:x"}).status_code == 422
    assert manager.post("/reports", {}).status_code == 422


def test_a_file_that_is_not_written_is_not_there(seat: Seated, house: House) -> None:
    """Neither a number of nobody's nor one that waits."""
    assert seat(house, Role.MANAGER).get("/reports/999999.pdf").status_code == 404


def test_the_public_page_is_there_only_while_it_is_switched_on(seat: Seated, house: House) -> None:
    """No cookie, no name, no words: numbers; and gone at once when it is switched off."""
    fill(house, 3)
    manager, path = seat(house, Role.MANAGER), f"/minh-bach/{slug_of(house)}"
    client = manager.client
    assert client.get(path).status_code == 404

    manager.post("/reports/settings", {**SETTINGS, "is_public": "1"})
    shown = client.get(path)

    assert shown.status_code == 200
    assert shown.headers["cache-control"] == "public, max-age=600"
    assert "UBND phường Hoa Mai" in shown.text
    assert "Hỏi policy_question" not in shown.text
    assert "Người dân</" not in shown.text
    manager.post("/reports/settings", SETTINGS)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("role", [Role.VIEWER, Role.DRAFTER])
def test_only_those_who_may_see_figures_see_reports(seat: Seated, house: House, role: Role) -> None:
    """The page, the file and the asking."""
    stranger = seat(house, role)
    assert stranger.get("/reports").status_code == 403
    assert stranger.post("/reports", {"period": "x"}).status_code == 403
