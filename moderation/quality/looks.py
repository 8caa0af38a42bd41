"""Blind second looks: drawn from decisions, given by another person, mixed with golden items."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from moderation.events import record
from moderation.models import Case, Event, GoldenItem, QualityRule, SecondLook
from moderation.policy import Permission, Who
from moderation.queries import quality as queries
from moderation.vocabulary import EventKind, Label

__all__ = ["SAMPLE_PERCENT", "draw", "give", "make_golden", "next_for", "set_rule"]

SAMPLE_PERCENT = 3
"""Of an agency that has not chosen."""


def draw(session: Session, who: Who, case: Case, event: Event) -> None:
    """Put a person's decision before another one, as often as the agency wants.

    Which are drawn follows from the event's number alone, so that nobody can tell beforehand.
    """
    if who.person_id is None or not _falls(event.id, _percent(session, who)):
        return
    session.add(
        SecondLook(
            agency_id=who.agency_id,
            comment_id=case.lead_comment_id,
            page_id=case.page_id,
            event_id=event.id,
            first_label=case.label,
            first_by=who.person_id,
        )
    )
    session.flush()


def next_for(session: Session, who: Who) -> SecondLook | None:
    """What this person should look at next: a decision of somebody else, or a golden item."""
    who.require(Permission.TRIAGE)
    person, pages = _person(who), who.pages(Permission.TRIAGE)
    found = queries.next_look(who.agency_id, session, person, page_ids=pages)
    if found is None or found.golden_id is not None:
        return found
    rule = queries.find_rule(who.agency_id, session)
    if rule is None or not _falls(found.id, rule.golden_percent):
        return found
    golden = queries.next_golden(who.agency_id, session, person, page_ids=pages)
    return found if golden is None else _shown(session, golden, person)


def give(session: Session, who: Who, look_id: int, label: Label) -> SecondLook:
    """Say what a comment asks, without having seen what the first person said."""
    look = queries.find_look(who.agency_id, session, look_id)
    if look is None or not who.can(Permission.TRIAGE, look.page_id):
        raise NotFoundError(
            "Không có mục xem lại này; chưa có gì thay đổi. Mời xem mục khác trong danh sách."
        )
    if look.first_by == _person(who):
        raise ForbiddenError("Mục này do chính anh/chị xếp nên người khác phải xem lại.")
    if look.decided_at is not None:
        raise ConflictError("Một người khác vừa xem lại mục này. Chưa mất gì, mời xem mục sau.")
    look.second_label, look.second_by = label, _person(who)
    look.decided_at = datetime.now(UTC)
    record(
        session,
        who,
        EventKind.LOOKED_AGAIN,
        comment_id=look.comment_id,
        look_id=look.id,
        label=label.value,
    )
    return look


def make_golden(session: Session, who: Who, case: Case) -> GoldenItem:
    """Keep a case's lead comment with its present label as agreed upon; once a comment."""
    who.require(Permission.EDIT_ROUTING, case.page_id)
    known = queries.golden_of_comment(who.agency_id, session, case.lead_comment_id)
    if known is not None:
        known.label = case.label
        return known
    made = GoldenItem(
        agency_id=who.agency_id,
        comment_id=case.lead_comment_id,
        page_id=case.page_id,
        label=case.label,
        added_by=who.person_id,
    )
    session.add(made)
    session.flush()
    record(
        session,
        who,
        EventKind.SETTING_CHANGED,
        comment_id=case.lead_comment_id,
        setting="golden",
        golden_id=made.id,
        label=case.label.value,
    )
    return made


def set_rule(session: Session, who: Who, *, sample: int, golden: int) -> QualityRule:
    """How much is looked at twice, in per cent, and how many golden items are mixed in."""
    who.require_everywhere(Permission.EDIT_ROUTING)
    if sample not in range(6) or golden not in range(21):
        raise BadInputError("Tỷ lệ xem lại từ 0 đến 5 %; tỷ lệ mục mẫu từ 0 đến 20 %.")
    rule = queries.find_rule(who.agency_id, session) or QualityRule(agency_id=who.agency_id)
    rule.sample_percent, rule.golden_percent = sample, golden
    session.add(rule)
    session.flush()
    record(session, who, EventKind.SETTING_CHANGED, setting="quality", sample=sample, golden=golden)
    return rule


def _shown(session: Session, golden: GoldenItem, person: int) -> SecondLook:
    look = SecondLook(
        agency_id=golden.agency_id,
        comment_id=golden.comment_id,
        page_id=golden.page_id,
        golden_id=golden.id,
        first_label=golden.label,
        second_by=person,
    )
    session.add(look)
    session.flush()
    return look


def _percent(session: Session, who: Who) -> int:
    rule = queries.find_rule(who.agency_id, session)
    return SAMPLE_PERCENT if rule is None else rule.sample_percent


def _falls(number: int, percent: int) -> bool:
    digest = hashlib.sha256(str(number).encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < percent


def _person(who: Who) -> int:
    if who.person_id is None:
        raise ForbiddenError("Việc này chỉ người dùng làm, không dành cho khóa API.")
    return who.person_id
