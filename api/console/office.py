"""What the calendar's and the limits' pages share: reading forms, and telling what would move."""

from __future__ import annotations

from api.console.words import one_line
from api.security import Desk
from api.view_models.office import ChangePreview, MovedDue
from api.view_models.parts import Choice
from moderation.queries import agencies, people
from moderation.timing.recount import Moved

__all__ = [
    "page_choices",
    "people_choices",
    "preview_of",
]


def preview_of(moved: Moved) -> ChangePreview:
    """What a rehearsal came to, for the page."""
    examples = tuple(MovedDue(each.case_id, each.before, each.after) for each in moved.examples)
    return ChangePreview(moved.open_cases, moved.moved, moved.late, moved.saved, examples)


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
