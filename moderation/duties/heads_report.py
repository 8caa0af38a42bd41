"""What the head of an agency is told of its duties besides answering, for a month or quarter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from moderation.duties.registry import standings
from moderation.queries import asked_reviews, contributions, incidents, rulebook, suspects
from moderation.queries.asked_reviews import ReviewCounts
from moderation.queries.contributions import ContributionCounts, ContributionSet
from moderation.reporting.book import midnight
from moderation.vocabulary import IncidentKind, OfficerRole, VerificationState

__all__ = ["ConsultationFigures", "DutyFigures", "duty_figures"]


@dataclass(frozen=True, slots=True)
class ConsultationFigures:
    """One consultation that ran in the period, with what came in for it then."""

    name: str
    tag: str
    counts: ContributionCounts


@dataclass(frozen=True, slots=True)
class DutyFigures:
    """Of the period: contributions, reviews, incidents. As of today: pages, officers, staff.

    `version` is the number of the rules in force, None while there are none.
    """

    contributions: ContributionCounts
    consultations: Sequence[ConsultationFigures]
    reviews: ReviewCounts
    incidents: Mapping[IncidentKind, int]
    incidents_open: int
    suspects_open: int
    unverified: Sequence[str]
    lacking: Sequence[tuple[str, Sequence[OfficerRole]]]
    version: int | None
    unread: int


def duty_figures(
    agency_id: int, session: Session, since: date, until: date, *, today: date
) -> DutyFigures:
    """The figures of the days from `since` to before `until`."""
    period = ContributionSet(midnight(since), midnight(until))
    held = standings(agency_id, session, today)
    newest = rulebook.latest_version(agency_id, session)
    seen = incidents.incidents(agency_id, session, page_ids=None)
    return DutyFigures(
        contributions=contributions.count_contributions(agency_id, session, period),
        consultations=_consultations(agency_id, session, since, until),
        reviews=asked_reviews.review_counts(agency_id, session, period.since, period.until),
        incidents=Counter(
            one.kind for one, _ in seen if period.since <= one.detected_at < period.until
        ),
        incidents_open=incidents.count_open(agency_id, session),
        suspects_open=suspects.count_open(agency_id, session),
        unverified=[one.page.name for one in held if one.state is not VerificationState.VERIFIED],
        lacking=[(one.page.name, one.missing) for one in held if one.missing],
        version=newest.number if newest else None,
        unread=rulebook.count_unread(agency_id, session),
    )


def _consultations(
    agency_id: int, session: Session, since: date, until: date
) -> list[ConsultationFigures]:
    made = []
    for one in contributions.consultations(agency_id, session):
        first = max(since, one.since)
        after = min(until, one.until + timedelta(days=1)) if one.until else until
        if first < after:
            wanted = ContributionSet(midnight(first), midnight(after), consultation=one)
            counts = contributions.count_contributions(agency_id, session, wanted)
            made.append(ConsultationFigures(one.name, one.tag, counts))
    return made
