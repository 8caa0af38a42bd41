"""How long data are kept, as people set it in the console."""

from __future__ import annotations

import re
from collections.abc import Callable

from moderation.queries import retention
from moderation.vocabulary import DataClass, Role
from tests.api.seats import Seat
from tests.factories import House

Seated = Callable[..., Seat]


def form_of(shown: str) -> dict[str, str]:
    """What the form holds as it is shown."""
    part = shown.split('id="retention-form"')[1].split("</form>", maxsplit=1)[0]
    return {
        name: value
        for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', part)
        if not name.startswith("apply-")
    }


def kept(house: House, kind: DataClass) -> int | None:
    """For how many days a class is kept by a rule of the agency's."""
    with house.database.transaction(house.agency_id) as session:
        rule = retention.rules(house.agency_id, session).get(kind)
        return None if rule is None else rule.keep_days


def test_a_form_that_was_opened_before_a_colleague_saved_changes_nothing_back(
    house: House, seat: Seated
) -> None:
    """What was typed stays on the page to be compared."""
    first, second = seat(house, Role.MANAGER), seat(house, Role.ADMINISTRATOR)
    old = form_of(first.get("/privacy").text)
    answer = second.post("/privacy/retention", {**old, "days-words": "3650"})
    late = first.post("/privacy/retention", {**old, "days-authors": "200", "basis-authors": "QĐ 9"})

    assert answer.status_code == 303
    assert late.status_code == 422
    assert "vừa được người khác sửa" in late.text
    assert form_of(late.text)["days-authors"] == "200"
    assert (kept(house, DataClass.WORDS), kept(house, DataClass.AUTHORS)) == (3650, None)


def test_what_was_typed_wrongly_comes_back_to_be_mended(house: House, seat: Seated) -> None:
    """All of it, not only what was wrong."""
    desk = seat(house, Role.MANAGER)
    form = form_of(desk.get("/privacy").text)
    typed = {**form, "days-words": "0", "basis-words": "Quyết định 12"}
    answer = desk.post("/privacy/retention", typed)

    assert answer.status_code == 422
    assert "Ghi số ngày giữ" in answer.text
    again = form_of(answer.text)
    assert (again["days-words"], again["basis-words"]) == ("0", "Quyết định 12")
