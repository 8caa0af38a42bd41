"""Of which limits of duties people were told, and the telling itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from moderation.models import DutyReminder, Notification
from moderation.vocabulary import CaseNews, Duty

__all__ = ["Reached", "note_reminded", "tell_of_duties"]


@dataclass(frozen=True, slots=True)
class Reached:
    """A limit that is near or has run out; `subject_id` is 0 for one of the agency itself."""

    duty: Duty
    subject_id: int
    step: str
    due_at: datetime
    news: CaseNews


def note_reminded(agency_id: int, session: Session, reached: Sequence[Reached]) -> set[Reached]:
    """Write down what is told of now; what another run told of is left out."""
    if not reached:
        return set()
    statement = (
        insert(DutyReminder)
        .values(
            [
                {
                    "agency_id": agency_id,
                    "duty": one.duty,
                    "subject_id": one.subject_id,
                    "step": one.step,
                    "due_at": one.due_at,
                    "news": one.news,
                }
                for one in reached
            ]
        )
        .on_conflict_do_nothing()
        .returning(DutyReminder.duty, DutyReminder.subject_id, DutyReminder.step, DutyReminder.news)
    )
    fresh = {tuple(row) for row in session.execute(statement)}
    return {one for one in reached if (one.duty, one.subject_id, one.step, one.news) in fresh}


def tell_of_duties(
    agency_id: int, session: Session, counts: Mapping[tuple[int, CaseNews, Duty], int]
) -> None:
    """One line a person, duty and kind of news: `counts` is how many limits it is about."""
    session.add_all(
        Notification(agency_id=agency_id, user_id=user_id, news=news, duty=duty, cases_count=count)
        for (user_id, news, duty), count in sorted(counts.items())
    )
    session.flush()
