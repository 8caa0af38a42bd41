"""A place in a list as an opaque word."""

from __future__ import annotations

import base64
import json
from datetime import datetime

from moderation.errors import BadInputError
from moderation.models import Case
from moderation.queries.cases import CasePosition

__all__ = ["cursor_at", "read_cursor"]


def cursor_at(case: Case | CasePosition) -> str:
    """The cursor that continues after this case."""
    place = json.dumps([case.due_at.isoformat(), case.severity, case.id])
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> CasePosition:
    """The place that a cursor names; BadInputError where we never gave it."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        due_at, severity, case_id = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        place = CasePosition(datetime.fromisoformat(due_at), int(severity), int(case_id))
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise _unknown() from error
    if place.due_at.utcoffset() is None or not 0 <= place.severity <= 3 or not 0 < place.id < 2**63:
        raise _unknown()
    return place


def _unknown() -> BadInputError:
    return BadInputError(
        "Không hiểu `cursor` này. Hãy dùng đúng giá trị `next` vừa nhận, hoặc bỏ `cursor` để đọc "
        "từ đầu.",
        code="bad_cursor",
    )
