"""Lines of a list."""

from __future__ import annotations

from api.comment_text import segments
from api.console.dues import Office, due_of
from api.console.why import harsh_marks
from api.console.words import Say, one_line
from api.masking import masked_line
from api.security import Desk
from api.view_models.case import CaseRow
from api.view_models.parts import TextSegment
from moderation.models import Comment
from moderation.queries.cases import CaseSummary

__all__ = ["comment_excerpt", "excerpt", "kept_away", "row_of"]

_EXCERPT = 240


def row_of(desk: Desk, found: CaseSummary, office: Office, say: Say) -> CaseRow:
    """A case as one line."""
    case = found.case
    held = case.claimed_until is not None and case.claimed_until > office.now
    return CaseRow(
        id=case.id,
        excerpt=comment_excerpt(found.comment, say),
        platform=found.page.platform,
        page_name=one_line(found.page.name),
        due=due_of(case, office),
        alike=case.comments_count - 1,
        claimed_by=one_line(found.claimed_by_name or "") if held else "",
        is_mine=held and case.claimed_by == desk.who.person_id,
        has_draft=found.has_draft,
        version=case.version,
        status=case.status,
    )


def comment_excerpt(comment: Comment, say: Say) -> tuple[TextSegment, ...]:
    """The same of a kept comment; what its author had restricted or erased says so instead."""
    gone = kept_away(comment, say)
    return (TextSegment(gone),) if gone else excerpt(comment.text, say)


def kept_away(comment: Comment, say: Say) -> str:
    """Why nobody reads these words; empty where they may be read."""
    if comment.erased_at is not None:
        return say("(đã xóa theo quy định về dữ liệu cá nhân)")
    if comment.restricted_at is not None:
        return say("(đang hạn chế xử lý theo yêu cầu của người viết)")
    return ""


def excerpt(text: str | None, say: Say) -> tuple[TextSegment, ...]:
    """The beginning of a comment, masked; one without words says so."""
    if not text:
        return (TextSegment(say("(không có chữ)")),)
    shown = masked_line(text, _EXCERPT)
    return segments(shown, harsh_marks(shown), limit=_EXCERPT)
