"""What several deliveries tell, taken in page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog

from moderation.database import Session
from moderation.errors import BadInputError
from moderation.intake import watching
from moderation.intake.deliveries import Told, take_deliveries
from moderation.models import Delivery, Page
from moderation.queries import intake as queries
from moderation.queries.deliveries import finish_deliveries
from moderation.queries.work import clock, set_aside
from moderation.vocabulary import Platform
from platforms import RECEIVERS, CommentEvent, UnreadableEvent

__all__ = ["read_together"]

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Read:
    """A delivery whose words are understood, and how many comments it brought."""

    delivery: Delivery
    page: Page | None
    events: list[CommentEvent]
    new: int = 0
    known: int = 0


def read_together(agency_id: int, session: Session, token: UUID, ids: Sequence[int]) -> None:
    """Take each page's events from all deliveries that this claim holds, and mark those as done.

    Page by page in one order, whatever order they are named in: two workers never wait in a ring.
    What is unreadable is put away for a person to see.
    """
    read = [
        _Read(delivery, page, events)
        for delivery, page in queries.leased_deliveries(agency_id, session, token, ids)
        if (events := _events(agency_id, session, token, delivery)) is not None
    ]
    named = _named_pages(agency_id, session, read)
    told: dict[int, list[tuple[_Read, list[CommentEvent]]]] = {}
    pages: dict[int, Page] = {}
    for one in read:
        parts, strange = ([(one.page, one.events)], []) if one.page else _by_page(one, named)
        if strange:
            one.delivery.unreadable = _unreadable(one.delivery.unreadable, strange)
        for page, events in parts:
            pages[page.id] = page
            told.setdefault(page.id, []).append((one, events))
    for page_id in sorted(told):
        batch = [Told(its, one.delivery.received_at, one.delivery.id) for one, its in told[page_id]]
        taken = take_deliveries(agency_id, session, pages[page_id], batch)
        for (one, _), its in zip(told[page_id], taken, strict=True):
            one.new, one.known = one.new + its.new, one.known + its.known
    counts = {one.delivery.id: (one.new, one.known) for one in read}
    finish_deliveries(agency_id, session, counts)
    heard = {page_id for page_id, its in told.items() if any(one.new for one, _ in its)}
    if heard:
        watching.wake(agency_id, session, heard, now=clock(session))


def _events(
    agency_id: int, session: Session, token: UUID, delivery: Delivery
) -> list[CommentEvent] | None:
    """What a delivery tells; None where it is unreadable, and put away for a person to see."""
    try:
        words = RECEIVERS[delivery.platform].read(delivery.body)
    except BadInputError as error:
        _log.info("delivery_refused", delivery_id=delivery.id, code=error.code)
        set_aside(agency_id, session, Delivery, token, [delivery.id], error.code)
        return None
    bad = [word for word in words if isinstance(word, UnreadableEvent)]
    delivery.unreadable = _unreadable(None, bad)
    return [word for word in words if isinstance(word, CommentEvent)]


def _named_pages(
    agency_id: int, session: Session, read: list[_Read]
) -> dict[tuple[Platform, str], Page]:
    """The agency's pages that deliveries without a page of their own speak of."""
    names: dict[Platform, dict[str, None]] = {}
    for one in read:
        if one.page is None:
            its = names.setdefault(one.delivery.platform, {})
            its.update(dict.fromkeys(event.page_external_id or "" for event in one.events))
    return {
        (platform, page.external_id): page
        for platform, its in names.items()
        for page in queries.pages_by_external_id(agency_id, session, platform, list(its))
    }


def _by_page(
    one: _Read, named: dict[tuple[Platform, str], Page]
) -> tuple[list[tuple[Page, list[CommentEvent]]], list[UnreadableEvent]]:
    """The events of each page of the agency, and a word on those of pages that it never named."""
    parts: dict[int, tuple[Page, list[CommentEvent]]] = {}
    strange = []
    for position, event in enumerate(one.events):
        page = named.get((one.delivery.platform, event.page_external_id or ""))
        if page is not None:
            parts.setdefault(page.id, (page, []))[1].append(event)
            continue
        told = f"Trang “{event.page_external_id}” chưa được nối nên bình luận này không được nhận."
        strange.append(UnreadableEvent(position, "unknown_page", told))
    return list(parts.values()), strange


def _unreadable(
    before: dict[str, object] | None, bad: list[UnreadableEvent]
) -> dict[str, object] | None:
    """What is kept of events that could not be read, those that were found before first."""
    if not bad:
        return before
    found: list[object] = [
        {"position": event.position, "code": event.code, "message": event.message} for event in bad
    ]
    told = before["events"] if before else []
    return {"events": [*told, *found] if isinstance(told, list) else found}
