"""C1: many people on few cases at once: nobody decides on what they did not see."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from moderation.casework import cases, claims
from moderation.database import Session
from moderation.errors import ConflictError, PhanHoiError
from moderation.policy import Who
from moderation.queries import approvals as approval_queries
from moderation.queries import cases as case_queries
from moderation.queries import drafts as draft_queries
from moderation.replies import approvals, drafts
from moderation.vocabulary import DismissReason, Label, Role
from tests.factories import NOW, House, event

Act = Callable[[Session, Who, int, int], object]
WORKING = (Role.TRIAGE, Role.DRAFTER, Role.SPOKESPERSON, Role.MANAGER)


def dismiss(session: Session, who: Who, case_id: int, version: int) -> object:
    """Close what one saw."""
    return cases.dismiss(session, who, case_id, DismissReason.NOTED, version=version)


def relabel(session: Session, who: Who, case_id: int, version: int) -> object:
    """Correct what one saw."""
    return cases.relabel(session, who, case_id, Label.FEEDBACK, version=version)


def claim(session: Session, who: Who, case_id: int, _version: int) -> object:
    """Take it, or take it over."""
    try:
        with session.begin_nested():
            return claims.claim(session, who, case_id)
    except PhanHoiError:
        return claims.take_over(session, who, case_id)


def write(session: Session, who: Who, case_id: int, _version: int) -> object:
    """Save over whatever stands, and submit it."""
    saved = draft_queries.latest_draft_version(who.agency_id, session, case_id)
    drafts.save_draft(session, who, case_id, f"Dạ, xin trả lời lần {saved + 1}.", version=saved)
    return approvals.submit(session, who, case_id, draft_version=saved + 1)


def decide(session: Session, who: Who, _case_id: int, _version: int) -> object:
    """Approve the first that waits, as one saw it."""
    waiting = approval_queries.waiting_approvals(who.agency_id, session, page_ids=None)
    first = waiting[0][0] if waiting else None
    return first and approvals.approve(session, who, first.id, shown_sha256=first.content_sha256)


DECISIONS = (dismiss, relabel)
ACTS: tuple[Act, ...] = (*DECISIONS, claim, claim, write, write, decide)


@pytest.mark.parametrize(
    ("people", "tries", "items"),
    [(8, 25, 25), pytest.param(20, 500, 500, marks=pytest.mark.long)],
)
def test_of_all_who_decide_on_one_state_one_is_heard(
    house: House, say: Callable[[str], None], people: int, tries: int, items: int
) -> None:
    """And nobody approves their own words, however they race."""
    house.take(
        *(event(f"c{n}", f"Câu hỏi số {n}", at=NOW - timedelta(minutes=n)) for n in range(items))
    )
    while house.triage():
        pass
    won: Counter[tuple[int, int]] = Counter()
    refused: list[str] = []

    def work(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - the same tries each time
        who = house.who(WORKING[seed % len(WORKING)])
        for _ in range(tries):
            act = chance.choice(ACTS)
            with house.database.transaction(house.agency_id) as session:
                listed = case_queries.list_cases(
                    house.agency_id, session, case_queries.CaseFilter(), limit=25
                )
            if not listed:
                return
            seen = chance.choice(listed).case
            try:
                with house.database.transaction(house.agency_id) as session:
                    act(session, who, seen.id, seen.version)
            except PhanHoiError as error:
                refused.append(error.code)
                continue
            if act in DECISIONS:
                won[seen.id, seen.version] += 1

    with ThreadPoolExecutor(people) as crowd:
        for done in [crowd.submit(work, seed) for seed in range(people)]:
            done.result()

    say(
        f"C1 {people} people, {people * tries:,} tries at {items} cases: {len(won):,} decisions,"
        f" {len(refused):,} told of another's; one state decided twice: {max(won.values()) - 1}"
    )
    assert max(won.values()) == 1
    with house.database.transaction(house.agency_id) as session:
        own = "state IN ('approved', 'done') AND decided_by IN (author_id, submitted_by)"
        assert session.scalar(text(f"SELECT count(*) FROM approvals WHERE {own}")) == 0
        twice = "SELECT count(*) FROM (SELECT case_id FROM approvals WHERE state IN"
        twice += " ('waiting', 'approved') GROUP BY case_id HAVING count(*) > 1) AS x"
        assert session.scalar(text(twice)) == 0


def test_a_decision_that_changes_nothing_is_a_new_state_all_the_same(house: House) -> None:
    """Two who say the same of one state: the second is told that somebody was first."""
    house.take(event("c1"))
    house.triage()
    who, other = house.who(Role.TRIAGE), house.who(Role.MANAGER)
    with house.database.transaction(house.agency_id) as session:
        seen = case_queries.list_cases(house.agency_id, session, case_queries.CaseFilter())[0].case
        cases.relabel(session, who, seen.id, Label.FEEDBACK, version=seen.version)
    with house.database.transaction(house.agency_id) as session:
        now_at = case_queries.find_case(house.agency_id, session, seen.id)
        assert now_at is not None
        version = now_at.case.version
        cases.relabel(session, who, seen.id, Label.FEEDBACK, version=version)

    with (
        pytest.raises(ConflictError, match="đã thay đổi"),
        house.database.transaction(house.agency_id) as session,
    ):
        cases.relabel(session, other, seen.id, Label.FEEDBACK, version=version)
