"""From files and deliveries to comments."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

import structlog
from celery.exceptions import SoftTimeLimitExceeded

from moderation.database import UNREACHABLE, is_deadlock
from moderation.errors import BadInputError
from moderation.intake import imports
from moderation.models import Delivery, Import
from moderation.queries import intake as queries
from moderation.queries.deliveries import WaitingDelivery, waiting_deliveries
from moderation.queries.work import claim, give_back, renew
from moderation.settings import get_settings
from moderation.vocabulary import Job
from platforms import standard
from platforms.exports import BadRow, ExportRow, Mapping, open_export
from workers import runtime
from workers.app import app
from workers.delivered import read_together

_SLICE = 500
_TOGETHER = 128
_TOGETHER_BYTES = 256 * 1024
"""Some five hundred comments: their lease must not run out while they are read."""
_BESIDE_BYTES = 2**20
"""What one message reads along ends well before its time does, though slices of a file wait."""

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
    """Turn deliveries into comments, small ones together, with those that came meanwhile."""
    with runtime.database().transaction(agency_id) as session:
        waiting = waiting_deliveries(
            agency_id, session, ids, most=_TOGETHER, most_bytes=_BESIDE_BYTES
        )
    for portion in _portions(waiting):
        with runtime.database().transaction(agency_id) as session:
            token, mine = claim(agency_id, session, Delivery, portion)
        if mine:
            _read_portion(agency_id, token, mine)


def _portions(waiting: list[WaitingDelivery]) -> Iterator[list[int]]:
    """Their ids, as many at a time as are read well within a lease; one that was tried alone."""
    portion: list[int] = []
    size = 0
    for one in waiting:
        is_full = size + one.size > _TOGETHER_BYTES or len(portion) == _TOGETHER
        if portion and (one.attempts or is_full):
            yield portion
            portion, size = [], 0
        portion.append(one.id)
        size += _TOGETHER_BYTES + 1 if one.attempts else one.size
    if portion:
        yield portion


def _read_portion(agency_id: int, token: UUID, mine: list[int]) -> None:
    """In one transaction; where that fails each in its own: a bad one never sinks another."""
    try:
        with runtime.database().transaction(agency_id) as session:
            read_together(agency_id, session, token, mine)
    except Exception as error:
        is_ours = is_deadlock(error) or not isinstance(error, (*UNREACHABLE, SoftTimeLimitExceeded))
        if len(mine) > 1 and is_ours:
            _read_each(agency_id, token, mine)
            return
        with runtime.database().transaction(agency_id) as session:
            give_back(agency_id, session, Delivery, token, mine, error_code="intake_failed")
        raise


def _read_each(agency_id: int, token: UUID, mine: list[int]) -> None:
    failed: Exception | None = None
    for delivery_id in mine:
        try:
            _read_portion(agency_id, token, [delivery_id])
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:  # noqa: BLE001 - it is given back; the others have their turn
            failed = error
    if failed is not None:
        raise failed


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
