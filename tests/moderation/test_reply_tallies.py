"""Topics, replies by template and replies with a source are what the rows say."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

from moderation.intake.readings import SuggestedTemplate
from moderation.models import Approval, Case, Draft, Suggestion
from moderation.replies import approvals, drafts
from moderation.reporting.adding_up import add_up_stale, prove, runs_of_days
from moderation.reporting.book import day_of, open_book
from moderation.vocabulary import ApprovalState, Role, Tally
from tests.factories import House, event

DAY = timedelta(days=1)
SOURCED = "Dạ, anh/chị nhận kết quả trong ba ngày, hồ sơ nộp tại https://dichvucong.gov.vn."
BARE = "Dạ, anh/chị mang giấy khai sinh đến bộ phận một cửa, phường trả trong ba ngày."
ALIKE = "Dạ, anh/chị xem khonggov.vn hoặc dichvucong.gov.vn.example, phường trả trong ba ngày."
OFFICIAL = re.compile(r"(?<![a-z0-9-])gov\.vn(?!\.?[a-z0-9-])", re.IGNORECASE)
KEYED = (Tally.TOPIC, Tally.REPLIED, Tally.SOURCED)


def read(house: House, number: int, *templates: str) -> int:
    """A case of its own with these suggestions, the best first."""
    words = f"Thủ tục số {number} làm ở đâu vậy phường ơi"
    house.take(event(f"c{number}", words, at=datetime.now(UTC)))
    house.triage(suggestions=tuple(SuggestedTemplate(one, 0.9, "") for one in templates))
    with house.database.transaction(house.agency_id) as session:
        return max(case.id for case in session.query(Case))


def reply(house: House, case_id: int, template: str, text: str, *, approved: bool = True) -> None:
    """Answer a case from a template, and have it approved."""
    with house.database.transaction(house.agency_id) as session:
        drafts.pick_template(session, house.who(Role.DRAFTER), case_id, template, text)
        version = max(one.version for one in session.query(Draft).filter_by(case_id=case_id))
    with house.database.transaction(house.agency_id) as session:
        made = approvals.submit(session, house.who(Role.DRAFTER), case_id, draft_version=version)
    if approved:
        with house.database.transaction(house.agency_id) as session:
            who = house.who(Role.SPOKESPERSON)
            approvals.approve(session, who, made.id, shown_sha256=made.content_sha256)


def told(house: House) -> Counter[tuple[object, ...]]:
    """What the figures by day say, by day and key."""
    found: Counter[tuple[object, ...]] = Counter()
    with house.database.transaction(house.agency_id) as session:
        days = [day for run in runs_of_days(house.agency_id, session) for day in run]
        book = open_book(session, house.who(Role.MANAGER), days[0], days[-1] + DAY)
        for day in days:
            for tally, keys in book.by_keys(day, day + DAY, KEYED).items():
                for key, count in keys.items():
                    found[tally, day, key] += count
    return +found


def counted(house: House) -> Counter[tuple[object, ...]]:
    """The same counted one by one in plain Python from the raw rows."""
    with house.database.transaction(house.agency_id) as session:
        opened = {case.id: day_of(case.opened_at) for case in session.query(Case)}
        best = session.query(Suggestion).filter_by(rank=1).all()
        written = {(one.case_id, one.version): one.template_id for one in session.query(Draft)}
        passed = [
            one
            for one in session.query(Approval).order_by(Approval.id)
            if one.state in {ApprovalState.APPROVED, ApprovalState.DONE}
        ]
    found = Counter[tuple[object, ...]]()
    for suggestion in best:
        found[Tally.TOPIC, opened[suggestion.case_id], suggestion.template_id] += 1
    for one in {one.case_id: one for one in reversed(passed)}.values():
        assert one.decided_at is not None
        day = day_of(one.decided_at)
        found[Tally.REPLIED, day, written[one.case_id, one.draft_version] or ""] += 1
        if OFFICIAL.search(one.text):
            found[Tally.SOURCED, day, ""] += 1
    return found


def test_topics_and_replies_are_counted_as_a_hand_would(house: House) -> None:
    """The best suggestion alone is a topic; of a case the first approved reply counts."""
    answered = [read(house, number, "can-cuoc", "ho-tich") for number in range(3)]
    waiting = read(house, 3, "ho-tich")
    read(house, 4)
    reply(house, answered[0], "can-cuoc", SOURCED)
    reply(house, answered[1], "ho-tich", BARE)
    reply(house, answered[2], "can-cuoc", ALIKE)
    reply(house, waiting, "ho-tich", SOURCED, approved=False)

    by_hand = counted(house)

    assert sorted((key[0], key[2], n) for key, n in by_hand.items()) == [
        (Tally.REPLIED, "can-cuoc", 2),
        (Tally.REPLIED, "ho-tich", 1),
        (Tally.SOURCED, "", 1),
        (Tally.TOPIC, "can-cuoc", 3),
        (Tally.TOPIC, "ho-tich", 1),
    ]
    assert told(house) == by_hand
    with house.database.transaction(house.agency_id) as session:
        while add_up_stale(house.agency_id, session):
            pass
    assert told(house) == by_hand
    with house.database.transaction(house.agency_id) as session:
        runs = [*runs_of_days(house.agency_id, session)]
        assert [prove(house.agency_id, session, run).unlike for run in runs] == [()] * len(runs)
