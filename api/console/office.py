"""What the calendar's and the limits' pages share: reading forms, and telling what would move."""

from __future__ import annotations

from datetime import date, datetime, time

from api.console.words import one_line
from api.security import Desk
from api.view_models.office import ChangePreview, MovedDue
from api.view_models.parts import Choice
from moderation.errors import BadInputError
from moderation.queries import agencies, people
from moderation.timing.calendar import VIETNAM
from moderation.timing.recount import Moved

__all__ = [
    "page_choices",
    "people_choices",
    "preview_of",
    "read_date",
    "read_moment",
    "read_time",
]


def preview_of(moved: Moved) -> ChangePreview:
    """What a rehearsal came to, for the page."""
    examples = tuple(MovedDue(each.case_id, each.before, each.after) for each in moved.examples)
    return ChangePreview(moved.open_cases, moved.moved, moved.late, moved.saved, examples)


def read_date(text: str) -> date | None:
    """The day that a date field says; None where it is empty."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInputError("Ngày không đúng dạng: hãy chọn lại trong lịch.") from error


def read_time(text: str) -> time:
    """The hour that a time field says."""
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise BadInputError("Giờ không đúng dạng: hãy ghi như 07:30.") from error


def read_moment(text: str) -> datetime:
    """The moment that a field of date and hour says, in Vietnam's time."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)
    except ValueError as error:
        raise BadInputError("Thời điểm không đúng dạng: hãy chọn ngày và giờ.") from error


def people_choices(desk: Desk, chosen: str = "") -> tuple[Choice, ...]:
    """The agency's active people."""
    return tuple(
        Choice(str(user.id), one_line(user.full_name), str(user.id) == chosen)
        for user in people.users(desk.who.agency_id, desk.session)
        if user.active
    )


def page_choices(desk: Desk, chosen: str = "") -> tuple[Choice, ...]:
    """The agency's pages."""
    return tuple(
        Choice(str(page.id), one_line(page.name), str(page.id) == chosen)
        for page in agencies.pages(desk.who.agency_id, desk.session)
    )
