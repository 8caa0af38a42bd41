"""The agency's pages as they are listed: officers, where comments arrive, what leaves."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import Request

from api.console.connections import connection_shown, may_stop
from api.console.dues import Office, office_of
from api.console.registry import page_standing, today
from api.console.shell import shell_of
from api.console.sources import endpoint_of, healths, is_stale, open_endpoints
from api.console.troubles import trouble_words
from api.console.words import one_line, say_in
from api.security import Desk
from api.view_models.connections import PageHealth
from api.view_models.settings import Endpoint, Officer, PagesPage, SocialPage
from moderation import models
from moderation.duties.officers import holders
from moderation.duties.registry import standings
from moderation.intake.endpoints import OVERLAP, endpoint_secrets, verify_tokens
from moderation.intake.health import Health
from moderation.policy import Permission
from moderation.queries import agencies as queries
from moderation.vocabulary import OfficerRole, Platform
from platforms import HANDSHAKES, PUBLISHERS, RECEIVERS, SOURCES

__all__ = ["pages_page"]


def pages_page(desk: Desk, request: Request, *, secrets: dict[int, str] | None = None) -> PagesPage:
    """The whole page; `secrets` are shown in the one answer that made them, by endpoint."""
    agency_id, session, office = desk.who.agency_id, desk.session, office_of(desk)
    officers = queries.officers(agency_id, session)
    pages = queries.network_pages(agency_id, session)
    standing = {one.page.id: one for one in standings(agency_id, session, today())}
    open_ones = open_endpoints(queries.endpoints(agency_id, session))
    told = healths(desk, pages, open_ones, office.now)
    return PagesPage(
        shell=shell_of(desk, request, "pages"),
        pages=tuple(
            SocialPage(
                id=one.id,
                name=one_line(one.name),
                platform=one.platform,
                url=one.url if one.url.startswith(("https://", "http://")) else "",
                officers=_officers([each for each in officers if each.page_id == one.id]),
                endpoint=_endpoint(desk, endpoint_of(one, open_ones), office, secrets or {}),
                connection=connection_shown(desk, one),
                health=_health(desk, one, told[one.id], endpoint_of(one, open_ones), office),
                can_connect=one.platform in PUBLISHERS,
                can_receive=one.platform in RECEIVERS
                and (one.platform not in HANDSHAKES or _edits_all(desk)),
                standing=page_standing(standing[one.id]),
            )
            for one in pages
            if desk.who.can(Permission.READ_CASES, one.id)
        ),
        may_edit=desk.who.can(Permission.EDIT_PAGES),
        may_stop=may_stop(desk),
        may_resume_all=desk.who.pages(Permission.STOP_OUTGOING) is None,
        stopped_at=queries.find_agency(agency_id, session).outgoing_paused_at,
    )


def _officers(named: list[models.PageOfficer]) -> tuple[Officer, ...]:
    """Those who are named, and an empty line for each charge that nobody has."""
    made: list[Officer] = []
    day = today()
    for role in OfficerRole:
        made += [
            Officer(
                role,
                one_line(one.name),
                one_line(one.title),
                one.phone,
                one.email,
                one_line(one.decision_number),
                one.valid_from,
                one.valid_to,
                one.id,
            )
            for one in holders(named, day)
            if one.role is role
        ] or [Officer(role)]
    return tuple(made)


def _health(
    desk: Desk, one: models.Page, told: Health, endpoint: models.Endpoint | None, office: Office
) -> PageHealth:
    return PageHealth(
        last_heard_at=told.heard_at,
        late_minutes=int(told.late.total_seconds() // 60),
        trouble=trouble_words(told.trouble, say_in(desk.locale)),
        is_watched=one.platform in SOURCES,
        is_broken=told.is_broken or is_stale(endpoint, told.heard_at, office),
        reading_up_since=told.reading_up_since,
    )


def _endpoint(
    desk: Desk, found: models.Endpoint | None, office: Office, secrets: dict[int, str]
) -> Endpoint | None:
    if found is None:
        return None
    rotated = found.previous_until
    base = desk.state.settings.public_url.rstrip("/")
    return Endpoint(
        id=found.id,
        url=f"{base}/webhooks/{found.platform.value}/{found.public_id}",
        secret_made_at=found.created_at if rotated is None else rotated - OVERLAP,
        old_secret_until=rotated if rotated and rotated > office.now else None,
        secret=secrets.get(found.id, ""),
        is_network=found.platform is not Platform.STANDARD,
        may_change=found.page_id is not None or _edits_all(desk),
        verify_token=_verify_token(desk, found),
    )


def _edits_all(desk: Desk) -> bool:
    """Whether what all pages of a network share is theirs to change."""
    return desk.who.pages(Permission.EDIT_PAGES) is None


def _verify_token(desk: Desk, found: models.Endpoint) -> str:
    """For those who set the network up, for all pages; nobody else needs it."""
    if found.platform not in HANDSHAKES or not _edits_all(desk):
        return ""
    live = endpoint_secrets(found, desk.state.keyring, datetime.now(UTC))
    return verify_tokens(found, live)[0]
