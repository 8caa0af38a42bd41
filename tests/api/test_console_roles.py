"""The agency's own table of permissions, and what is written down of refusals."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import text

from moderation.people import staff
from moderation.policy import MATRIX, Permission, RoleGrant, is_fixed, powers_with
from moderation.queries.people import grants_of
from moderation.vocabulary import Role
from tests.api.conftest import Call
from tests.api.seats import Seat
from tests.factories import House

TakeSeat = Callable[..., Seat]


def ticked(html: str) -> dict[str, str]:
    """The boxes that the page shows as ticked, as its form would send them."""
    boxes = re.findall(r'<input type="checkbox" name="([\w-]+)" value="1"[^>]*?( checked)?>', html)
    shown = {name: "1" for name, is_ticked in boxes if is_ticked}
    return {"seen": " ".join(shown), **shown}


def test_an_administrator_changes_who_may_do_what_at_once(
    house: House, neighbour: House, seat: TakeSeat
) -> None:
    """The next request knows it, here and nowhere else; every changed cell is an event."""
    admin, viewer = seat(house, Role.ADMINISTRATOR), seat(house, Role.VIEWER)
    assert viewer.get("/dashboard").status_code == 403
    boxes = ticked(admin.get("/people/roles").text)
    del boxes["triage-import"]

    saved = admin.post("/people/roles", {**boxes, "viewer-see_figures": "1"})

    assert ticked(saved.text).keys() == boxes.keys() | {"viewer-see_figures"}
    assert viewer.get("/dashboard").status_code == 200
    assert seat(house, Role.TRIAGE).get("/imports").status_code == 403
    assert seat(neighbour, Role.VIEWER).get("/dashboard").status_code == 403
    with house.database.transaction(house.agency_id) as session:
        told = session.execute(
            text("SELECT data FROM events WHERE data->>'setting' = 'role_power' ORDER BY id")
        ).scalars()
        assert {(one["role"], one["permission"], one["after"]) for one in told} == {
            ("triage", "import", False),
            ("viewer", "see_figures", True),
        }


def test_putting_a_cell_back_leaves_no_row(house: House, seat: TakeSeat) -> None:
    """The table holds only what differs from the first one."""
    admin = seat(house, Role.ADMINISTRATOR)
    boxes = ticked(admin.get("/people/roles").text)
    admin.post("/people/roles", {**boxes, "viewer-see_figures": "1"})
    admin.post("/people/roles", {**boxes, "seen": f"{boxes['seen']} viewer-see_figures"})

    with house.database.transaction(house.agency_id) as session:
        assert session.scalar(text("SELECT count(*) FROM role_powers")) == 0


def test_who_saves_an_old_table_takes_nothing_back(house: House, seat: TakeSeat) -> None:
    """A right that somebody withdrew meanwhile must not come back with another's tick."""
    admin = seat(house, Role.ADMINISTRATOR)
    old = ticked(admin.get("/people/roles").text)
    admin.post("/people/roles", {k: v for k, v in old.items() if k != "triage-import"})

    late = admin.post("/people/roles", {**old, "viewer-see_figures": "1"})

    assert late.status_code == 409
    assert "Người khác vừa đổi bảng quyền" in late.text
    assert "triage-import" not in ticked(late.text)
    assert seat(house, Role.TRIAGE).get("/imports").status_code == 403
    assert seat(house, Role.VIEWER).get("/dashboard").status_code == 403


def test_who_saves_old_roles_of_a_person_takes_nothing_back(house: House, seat: TakeSeat) -> None:
    """Nor does a role. Who holds one everywhere and on a page too can be saved all the same."""
    admin, person = seat(house, Role.ADMINISTRATOR), house.who(Role.DRAFTER).actor_id
    place = f"/people/{person}/roles"
    both = f"drafter-all drafter-{house.page_id}"
    with house.database.transaction(house.agency_id) as session:
        grants = [RoleGrant(Role.DRAFTER), RoleGrant(Role.DRAFTER, house.page_id)]
        staff.set_roles(session, house.who(Role.ADMINISTRATOR), person or 0, grants)
    assert f'name="seen" value="{both} "' in admin.get(f"/people/{person}").text
    assert admin.post(place, {"seen": both, "viewer-all": "1"}).status_code == 303

    late = admin.post(place, {"seen": both, "drafter-all": "1", "manager-all": "1"})

    assert late.status_code == 409
    assert "Người khác vừa đổi vai trò" in late.text
    with house.database.transaction(house.agency_id) as session:
        assert grants_of(house.agency_id, session, person or 0) == (RoleGrant(Role.VIEWER),)


def test_no_form_changes_what_is_fixed(house: House, seat: TakeSeat) -> None:
    """Nobody administers but administrators, and who watches or runs machines gets nothing."""
    admin = seat(house, Role.ADMINISTRATOR)
    everything = {f"{role}-{one}": "1" for role in Role for one in Permission}
    everything["seen"] = ticked(admin.get("/people/roles").text)["seen"]

    admin.post("/people/roles", everything)

    assert seat(house, Role.OPERATOR).get("/queues").status_code == 403
    assert seat(house, Role.MANAGER).get("/people").status_code == 403
    assert seat(house, Role.AUDITOR).get("/imports").status_code == 403
    admin.post("/people/roles", {"seen": ticked(admin.get("/people/roles").text)["seen"]})
    assert admin.get("/people").status_code == 200
    assert admin.post("/people/roles", {"viewer-triage": "1"}).status_code == 422


def test_the_table_keeps_its_fixed_cells_whatever_the_rows_say() -> None:
    """A row written past the screens opens nothing that is fixed; unknown words change nothing."""
    rows = [(role, one.value, True) for role in Role for one in Permission]
    made = powers_with([*rows, (Role.VIEWER, "fly", True)])
    for role in Role:
        for one in Permission:
            assert (one in made[role]) == (one in MATRIX[role] or not is_fixed(role, one))


def test_who_was_refused_what_is_in_the_log(
    house: House, seat: TakeSeat, caller: Callable[..., Call]
) -> None:
    """For people and programs alike, with the route and never with what was sent."""
    seat(house, Role.VIEWER).post("/cases/12/label", {"label": "spam", "note": "nguyễn văn bí mật"})
    caller(house, Role.VIEWER)("POST", "/imports")

    with house.database.transaction(house.agency_id) as session:
        rows = session.execute(
            text("SELECT actor, data FROM events WHERE kind = 'refused' ORDER BY id")
        ).all()
    assert [(row.actor, row.data) for row in rows] == [
        ("person", {"permission": "triage", "method": "POST", "path": "/cases/12/label"}),
        ("api_key", {"permission": "import", "method": "POST", "path": "/api/v1/imports"}),
    ]
    assert "Bị từ chối quyền" in seat(house, Role.AUDITOR).get("/audit?kind=refused").text
