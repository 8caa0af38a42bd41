"""Lines of a list."""

from __future__ import annotations

from api.comment_text import segments
from api.console.dues import Office, due_of
from api.console.why import harsh_marks
from api.console.words import Say, one_line
from api.masking import masked_line
from api.security import Desk
from api.view_models import CaseRow, TextSegment
from moderation.queries.cases import CaseSummary

__all__ = ["excerpt", "row_of"]

_EXCERPT = 240


def row_of(desk: Desk, found: CaseSummary, office: Office, say: Say) -> CaseRow:
    """A case as one line."""
    case = found.case
    held = case.claimed_until is not None and case.claimed_until > office.now
    return CaseRow(
        id=case.id,
        excerpt=excerpt(found.comment.text, say),
        platform=found.page.platform,
        page_name=one_line(found.page.name),
        due=due_of(case, office),
        alike=case.comments_count - 1,
        claimed_by=one_line(found.claimed_by_name or "") if held else "",
        is_mine=held and case.claimed_by == desk.who.actor_id,
        has_draft=found.has_draft,
        version=case.version,
    )


def excerpt(text: str | None, say: Say) -> tuple[TextSegment, ...]:
    """The beginning of a comment, masked; one without words says so."""
    if not text:
        return (TextSegment(say("(không có chữ)")),)
    shown = masked_line(text, _EXCERPT)
    return segments(shown, harsh_marks(shown), limit=_EXCERPT)
