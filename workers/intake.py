"""From files and deliveries to comments."""

from __future__ import annotations

from itertools import islice
from uuid import UUID

import structlog

from moderation.database import Session
from moderation.errors import BadInputError
from moderation.intake import imports, watching
from moderation.intake.deliveries import take_events
from moderation.models import Delivery, Import, Page
from moderation.queries import intake as queries
from moderation.queries.work import claim, clock, finish, give_back, renew, set_aside
from moderation.settings import get_settings
from moderation.vocabulary import Job
from platforms import RECEIVERS, CommentEvent, UnreadableEvent, standard
from platforms.exports import BadRow, ExportRow, Mapping, open_export
from workers import runtime
from workers.app import app

_SLICE = 500
_log = structlog.get_logger(__name__)


@app.task(name=Job.READ_IMPORT.value, time_limit=900, soft_time_limit=840)  # type: ignore[untyped-decorator]
def read_import(agency_id: int, ids: list[int]) -> None:
    """Cut confirmed files into deliveries, a slice a transaction."""
    for import_id in ids:
        with runtime.database().transaction(agency_id) as session:
            token, mine = claim(agency_id, session, Import, [import_id])
        if not mine:
            continue
        try:
            _read_file(agency_id, import_id, token)
        except BadInputError as error:
            _log.info("import_refused", import_id=import_id, code=error.code)
            with runtime.database().transaction(agency_id) as session:
                found = queries.find_import(agency_id, session, import_id)
                if found is not None:
                    imports.refuse(found, error.code)
        except Exception:
            with runtime.database().transaction(agency_id) as session:
                give_back(agency_id, session, Import, token, mine, error_code="reading_failed")
            raise


@app.task(name=Job.READ_DELIVERIES.value)  # type: ignore[untyped-decorator]
def read_deliveries(agency_id: int, ids: list[int]) -> None:
    """Turn deliveries into comments, one delivery a transaction: a bad one never sinks another."""
    for delivery_id in ids:
        with runtime.database().transaction(agency_id) as session:
            token, mine = claim(agency_id, session, Delivery, [delivery_id])
        if not mine:
            continue
        try:
            with runtime.database().transaction(agency_id) as session:
                for delivery, page in queries.leased_deliveries(agency_id, session, token, mine):
                    _read_delivery(agency_id, session, delivery, page)
                    finish(agency_id, session, Delivery, [delivery.id])
        except BadInputError as error:
            _log.info("delivery_refused", delivery_id=delivery_id, code=error.code)
            with runtime.database().transaction(agency_id) as session:
                set_aside(agency_id, session, Delivery, token, mine, error.code)
        except Exception:
            with runtime.database().transaction(agency_id) as session:
                give_back(agency_id, session, Delivery, token, mine, error_code="intake_failed")
            raise


def _read_delivery(agency_id: int, session: Session, delivery: Delivery, page: Page | None) -> None:
    """Take each page's events, where the delivery names several, page by page in one order."""
    words = RECEIVERS[delivery.platform].read(delivery.body)
    unreadable = [word for word in words if isinstance(word, UnreadableEvent)]
    events = [word for word in words if isinstance(word, CommentEvent)]
    strange: list[UnreadableEvent] = []
    parts = [(page, events)] if page else []
    if page is None:
        parts, strange = _by_page(agency_id, session, delivery, events)
    delivery.comments_new = delivery.comments_known = 0
    for each, its_own in parts:
        taken = take_events(
            agency_id,
            session,
            each,
            its_own,
            received_at=delivery.received_at,
            delivery_id=delivery.id,
        )
        delivery.comments_new += taken.new
        delivery.comments_known += taken.known
    delivery.unreadable = _unreadable(unreadable + strange)
    if delivery.comments_new:
        pages = [each.id for each, _ in parts]
        watching.wake(agency_id, session, pages, now=clock(session))


def _by_page(
    agency_id: int, session: Session, delivery: Delivery, events: list[CommentEvent]
) -> tuple[list[tuple[Page, list[CommentEvent]]], list[UnreadableEvent]]:
    """The events of each page of the agency, and a word on those of pages that it never named."""
    named = dict.fromkeys(event.page_external_id or "" for event in events)
    pages = queries.pages_by_external_id(agency_id, session, delivery.platform, list(named))
    parts = [
        (page, [event for event in events if event.page_external_id == page.external_id])
        for page in pages
    ]
    strange = named.keys() - {page.external_id for page in pages}
    told = [
        UnreadableEvent(
            position,
            "unknown_page",
            f"Trang “{event.page_external_id}” chưa được nối nên bình luận này không được nhận.",
        )
        for position, event in enumerate(events)
        if (event.page_external_id or "") in strange
    ]
    return parts, told


def _read_file(agency_id: int, import_id: int, token: UUID) -> None:
    """Read a file slice by slice; a worker that lost its claim to another stops without a word."""
    with runtime.database().transaction(agency_id) as session:
        found = queries.find_import(agency_id, session, import_id)
        if found is None or found.content is None or found.mapping is None:
            return
        name, content, mapping = found.file_name, found.content, found.mapping
    limit = get_settings().upload_limit_mb * 2**20
    export = open_export(name, content, limit_bytes=limit)
    rows = export.rows(Mapping.from_dict(mapping))
    number = read = bad = 0
    while batch := list(islice(rows, _SLICE)):
        problems = [_problem(row) for row in batch if isinstance(row, BadRow)]
        events = [row.event for row in batch if isinstance(row, ExportRow)]
        with runtime.database().transaction(agency_id) as session:
            found = queries.find_import(agency_id, session, import_id)
            if found is None or not renew(agency_id, session, Import, token, [import_id]):
                return
            imports.add_problems(agency_id, session, import_id, problems)
            if events:
                imports.add_slice(agency_id, session, found, number, standard.dump(events))
            read, bad, number = read + len(batch), bad + len(problems), number + 1
            found.rows_read, found.rows_bad = read, bad
    with runtime.database().transaction(agency_id) as session:
        found = queries.find_import(agency_id, session, import_id)
        if found is not None and renew(agency_id, session, Import, token, [import_id]):
            imports.finish_reading(found, rows_read=read, rows_bad=bad)


def _problem(row: BadRow) -> imports.Problem:
    return imports.Problem(row.line, row.code, row.reason, row.raw)


def _unreadable(bad: list[UnreadableEvent]) -> dict[str, object] | None:
    if not bad:
        return None
    return {
        "events": [
            {"position": event.position, "code": event.code, "message": event.message}
            for event in bad
        ]
    }
