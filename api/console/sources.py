"""When each page was last heard from: an empty queue is good news only while intake works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from api.console.dues import Office
from api.console.troubles import trouble_words
from api.console.words import Say, one_line, say_in
from api.i18n import Formats
from api.security import Desk
from api.view_models.parts import Notice, SourceHealth
from moderation.intake.health import Health, health_of
from moderation.models import Endpoint, Page
from moderation.policy import Permission
from moderation.queries import agencies as queries
from moderation.queries.connections import connections
from moderation.queries.watches import watches
from moderation.vocabulary import Platform

__all__ = [
    "QUIET_MINUTES",
    "endpoint_of",
    "healths",
    "is_stale",
    "open_endpoints",
    "sources_of",
    "stale_notice",
]

QUIET_MINUTES = 480
"""A connected page that says nothing for an office day is worth a look."""

_PLATFORMS = {"facebook": "Facebook", "instagram": "Instagram", "zalo": "Zalo",
              "youtube": "YouTube", "tiktok": "TikTok"}  # fmt: skip


def is_stale(endpoint: Endpoint | None, heard_at: datetime | None, office: Office) -> bool:
    """Whether a page that is connected has been quiet for an office day."""
    if endpoint is None:
        return False
    since = heard_at or endpoint.created_at
    return office.minutes(since, office.now, by_wall=False) > QUIET_MINUTES


def open_endpoints(found: Sequence[Endpoint]) -> Mapping[int | Platform, Endpoint]:
    """The addresses that take deliveries, by the page or the network that they are for."""
    return {
        endpoint.platform if endpoint.page_id is None else endpoint.page_id: endpoint
        for endpoint in found
        if endpoint.closed_at is None
    }


def endpoint_of(page: Page, found: Mapping[int | Platform, Endpoint]) -> Endpoint | None:
    """Where a page's comments arrive: its own address, or its network's."""
    return found.get(page.id) or found.get(page.platform)


def healths(
    desk: Desk,
    pages: Sequence[Page],
    open_ones: Mapping[int | Platform, Endpoint],
    now: datetime,
) -> dict[int, Health]:
    """How each of these pages of the agency is heard, by its id."""
    agency_id, session = desk.who.agency_id, desk.session
    ways = {one.page_id: one for one in connections(agency_id, session)}
    looks = watches(agency_id, session) if ways else []
    return {
        page.id: health_of(page, endpoint_of(page, open_ones), ways.get(page.id), looks, now=now)
        for page in pages
    }


def sources_of(desk: Desk, office: Office, pages: Sequence[Page]) -> tuple[SourceHealth, ...]:
    """Those of the agency's pages that the person may read, each with how it was last heard."""
    agency_id, session, say = desk.who.agency_id, desk.session, say_in(desk.locale)
    pages = [page for page in pages if page.platform is not Platform.REPORT]
    open_ones = open_endpoints(queries.endpoints(agency_id, session))
    told = healths(desk, pages, open_ones, office.now)
    return tuple(
        SourceHealth(
            _name(page),
            page.heard_at,
            told[page.id].is_broken
            or is_stale(endpoint_of(page, open_ones), page.heard_at, office),
            late_minutes=int(told[page.id].late.total_seconds() // 60),
            trouble=trouble_words(told[page.id].trouble, say),
        )
        for page in pages
        if desk.who.can(Permission.READ_CASES, page.id)
    )


def stale_notice(sources: tuple[SourceHealth, ...], say: Say, formats: Formats) -> Notice | None:
    """One sentence for the pages that have gone quiet, or that can't be read."""
    quiet = [source for source in sources if source.is_stale]
    if not quiet:
        return None
    told = "; ".join(f"{source.name}: {_last(source, say, formats)}" for source in quiet)
    sentence = say("Có thể còn bình luận chưa về: %(pages)s. Bình luận đã nhận vẫn an toàn.")
    return Notice("warning", sentence % {"pages": told}, say("Kiểm tra kết nối"), "/pages")


def _last(source: SourceHealth, say: Say, formats: Formats) -> str:
    last = say("chưa nhận được gì")
    if source.last_heard_at is not None:
        last = say("nhận lần cuối %(at)s") % {"at": formats.vn_time(source.last_heard_at)}
    if source.late_minutes:
        span = formats.duration_words(source.late_minutes)
        last += ", " + say("chậm %(span)s") % {"span": span}
    return f"{last} ({source.trouble.rstrip('.')})" if source.trouble else last


def _name(page: Page) -> str:
    name = one_line(page.name)
    platform = _PLATFORMS.get(page.platform.value)
    return f"{platform} · {name}" if platform else name
