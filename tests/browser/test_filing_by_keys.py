"""Cases filed by keys alone, over every label, with a slip and a conflict between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from moderation.casework import cases
from moderation.queries import cases as queries
from moderation.queries.cases import CaseFilter
from moderation.vocabulary import Label, Role
from tests.browser.living import Person
from tests.factories import House, event

pytestmark = pytest.mark.browser

SignIn = Callable[..., Person]

# The order of the digits on every card.
LABELS = (
    Label.CONTRARY_INFORMATION,
    Label.POLICY_QUESTION,
    Label.ILLEGAL_CONTENT,
    Label.FEEDBACK,
    Label.SPAM,
    Label.OTHER,
)


def open_cases(house: House) -> Counter[Label]:
    """How many open cases bear each label."""
    with house.database.transaction(house.agency_id) as session:
        found = queries.list_cases(house.agency_id, session, CaseFilter(), limit=500)
        return Counter(one.case.label for one in found if one.case.certainty == 1.0)


class Keys:
    """A keyboard, and a clock that jumps over the moment in which a fresh card takes no key."""

    def __init__(self, person: Person) -> None:
        self.page = person.page

    def shown(self) -> str:
        """The case on the card."""
        return self.page.locator("#case").get_attribute("data-case") or ""

    def press(self, *keys: str) -> None:
        """Press keys, each as late as a person is who has read the card."""
        for key in keys:
            self.page.clock.fast_forward(320)
            self.page.keyboard.press(key)

    def file(self, label: Label) -> str:
        """File the case on the card, and wait for the next one; the case that was filed."""
        before = self.shown()
        self.press(str(LABELS.index(label) + 1))
        if label is Label.ILLEGAL_CONTENT:  # asks for the reason: the first of the list
            self.page.wait_for_selector("#reasons[open]")
            self.press("Space", "Enter")
        self.page.wait_for_function(
            "before => document.querySelector('#case')?.dataset.case !== before", arg=before
        )
        return before


@pytest.mark.parametrize(
    "count", [18, pytest.param(200, marks=[pytest.mark.long, pytest.mark.timeout(900)])]
)
def test_cases_are_filed_by_keys_alone(house: House, person: SignIn, count: int) -> None:
    """One key each, but the one that needs a reason; what went wrong is seen and mended by keys."""
    house.take(*(event(f"c{n}", f"Bình luận số {n} về việc của phường") for n in range(count)))
    house.triage(lambda _: Label.OTHER)
    lan = person(house, Role.TRIAGE)
    lan.page.clock.install()
    lan.open("/queues/new")
    keys, filed = Keys(lan), Counter[Label]()

    for number in range(count):
        label = LABELS[number % len(LABELS)]
        if number == count // 3:  # a slip, taken back at once
            slip = keys.file(Label.SPAM)
            keys.press("z")
            lan.page.wait_for_selector(f'#case[data-case="{slip}"]')
        if number == count * 2 // 3:  # somebody else was first
            taken = int(keys.shown())
            with house.database.transaction(house.agency_id) as session:
                cases.relabel(session, house.who(Role.MANAGER), taken, label)
            keys.press(str(LABELS.index(label) + 1))
            if label is Label.ILLEGAL_CONTENT:
                keys.press("Space", "Enter")
            lan.page.wait_for_selector("#notice [data-answer]")
            lan.faults.clear()  # the browser notes the refusal's status by itself
            assert "đã thay đổi từ lúc anh/chị mở" in lan.page.locator("#notice").inner_text()
            lan.page.wait_for_selector(f'#case[data-case="{taken}"] .certainty')
        keys.file(label)
        filed[label] += 1

    assert open_cases(house) == filed
    assert sum(filed.values()) == count
    assert "Đã xử lý hết" in lan.page.locator("#list").inner_text()
    assert lan.faults == []
