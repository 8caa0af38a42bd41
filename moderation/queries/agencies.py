"""What an agency decided about its work: queues, routing, clocks, calendar, pages."""

from __future__ import annotations

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session

from moderation.models import (
    Agency,
    CalendarDay,
    CalendarShift,
    Clock,
    Endpoint,
    Page,
    PageOfficer,
    Queue,
    RoutingRule,
)
from moderation.vocabulary import Platform

__all__ = [
    "calendar_days",
    "calendar_shifts",
    "clock_versions",
    "clocks",
    "endpoint_by_public_id",
    "endpoints",
    "find_agency",
    "find_endpoint",
    "find_page",
    "lock_routing_rules",
    "network_endpoint",
    "officers",
    "pages",
    "queues",
    "routing_rules",
]


def find_agency(agency_id: int, session: Session) -> Agency:
    """The agency itself."""
    return session.scalars(select(Agency).where(Agency.id == agency_id)).one()


def queues(agency_id: int, session: Session) -> list[Queue]:
    """The queues, in their order."""
    return list(
        session.scalars(select(Queue).where(Queue.agency_id == agency_id).order_by(Queue.position))
    )


def routing_rules(agency_id: int, session: Session) -> list[RoutingRule]:
    """The routing table, first match first."""
    return list(session.scalars(_routing_table(agency_id)))


def lock_routing_rules(agency_id: int, session: Session) -> list[RoutingRule]:
    """The routing table as the last who changed it left it, with nobody else at it until we end.

    The table is locked and not its rows: what it must hold is true of all of them together.
    """
    session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('routing', :agency))"),
        {"agency": agency_id},
    )
    rules = _routing_table(agency_id).execution_options(populate_existing=True)
    return list(session.scalars(rules))


def clocks(agency_id: int, session: Session) -> dict[str, Clock]:
    """The time limits by key, each in its latest version, in the order of their making."""
    versions = clock_versions(agency_id, session)
    latest = {clock.key: clock for clock in versions}
    keys = dict.fromkeys(clock.key for clock in sorted(versions, key=lambda clock: clock.id))
    return {key: latest[key] for key in keys}


def clock_versions(agency_id: int, session: Session) -> list[Clock]:
    """The time limits, every version of them, older versions of a key first."""
    return list(
        session.scalars(
            select(Clock)
            .where(Clock.agency_id == agency_id)
            .order_by(Clock.valid_from.asc().nulls_first(), Clock.id)
        )
    )


def calendar_shifts(agency_id: int, session: Session) -> list[CalendarShift]:
    """The office hours of the week."""
    return list(
        session.scalars(
            select(CalendarShift)
            .where(CalendarShift.agency_id == agency_id)
            .order_by(CalendarShift.weekday, CalendarShift.starts)
        )
    )


def calendar_days(agency_id: int, session: Session) -> list[CalendarDay]:
    """The days that differ from their weekday."""
    return list(
        session.scalars(
            select(CalendarDay).where(CalendarDay.agency_id == agency_id).order_by(CalendarDay.day)
        )
    )


def pages(agency_id: int, session: Session) -> list[Page]:
    """The agency's pages by name."""
    return list(
        session.scalars(select(Page).where(Page.agency_id == agency_id).order_by(Page.name))
    )


def network_pages(agency_id: int, session: Session) -> list[Page]:
    """Those that the public sees, without the agency's own room for what it is told of."""
    return [page for page in pages(agency_id, session) if page.platform is not Platform.REPORT]


def find_page(agency_id: int, session: Session, page_id: int) -> Page | None:
    """One page."""
    return session.get(Page, (agency_id, page_id))


def find_officer(agency_id: int, session: Session, officer_id: int) -> PageOfficer | None:
    """One person in charge of a page."""
    return session.get(PageOfficer, (agency_id, officer_id))


def officers(agency_id: int, session: Session) -> list[PageOfficer]:
    """Who answers for the pages."""
    return list(
        session.scalars(
            select(PageOfficer)
            .where(PageOfficer.agency_id == agency_id)
            .order_by(PageOfficer.page_id, PageOfficer.id)
        )
    )


def endpoints(agency_id: int, session: Session) -> list[Endpoint]:
    """The addresses at which deliveries arrive."""
    return list(
        session.scalars(
            select(Endpoint).where(Endpoint.agency_id == agency_id).order_by(Endpoint.id)
        )
    )


def find_endpoint(agency_id: int, session: Session, endpoint_id: int) -> Endpoint | None:
    """One address, by its id."""
    return session.get(Endpoint, (agency_id, endpoint_id))


def network_endpoint(agency_id: int, session: Session, platform: Platform) -> Endpoint | None:
    """The open address at which a network delivers for all of the agency's pages on it."""
    return session.scalar(
        select(Endpoint).where(
            Endpoint.agency_id == agency_id,
            Endpoint.platform == platform,
            Endpoint.page_id.is_(None),
            Endpoint.closed_at.is_(None),
        )
    )


def endpoint_by_public_id(agency_id: int, session: Session, public_id: str) -> Endpoint | None:
    """One open address, by the random name in its URL."""
    return session.scalar(
        select(Endpoint).where(
            Endpoint.agency_id == agency_id,
            Endpoint.public_id == public_id,
            Endpoint.closed_at.is_(None),
        )
    )


def _routing_table(agency_id: int) -> Select[RoutingRule]:
    return (
        select(RoutingRule)
        .where(RoutingRule.agency_id == agency_id)
        .order_by(RoutingRule.position, RoutingRule.id)
    )
