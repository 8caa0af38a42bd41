"""What the agency answered before on the same matter, for people to compare."""

from __future__ import annotations

from api.comment_text import segments
from api.console.word_changes import changes_between
from api.security import Desk
from api.view_models.drafts import EarlierAnswer
from classifiers import privacy
from moderation.models import Case, Comment
from moderation.policy import Permission
from moderation.queries.earlier import earlier_answers
from response_templates import Earlier, nearest, other_numbers

__all__ = ["earlier_of"]

_SHOWN_QUESTION = 400


def earlier_of(
    desk: Desk, case: Case, comment: Comment, template_id: str | None, reply: str
) -> tuple[EarlierAnswer, ...]:
    """The nearest approved answers of the last year, and where the numbers are others now."""
    found = earlier_answers(
        desk.who.agency_id,
        desk.session,
        case_id=case.id,
        page_ids=desk.who.pages(Permission.READ_CASES),
    )
    known = [Earlier(one.question, one.answer, one.template_id, one) for one in found]
    shown = []
    for near in nearest(comment.text or "", template_id, known):
        one = near.earlier.known_as
        before, now = other_numbers(one.answer, reply)
        shown.append(
            EarlierAnswer(
                case_id=one.case_id,
                at=one.decided_at,
                question=segments(_masked(one.question), limit=_SHOWN_QUESTION),
                answer=one.answer,
                changes=changes_between(one.answer, reply),
                numbers_before=tuple(before),
                numbers_now=tuple(now),
            )
        )
    return tuple(shown)


def _masked(text: str) -> str:
    """Another citizen's words, without what is theirs alone."""
    return privacy.mask(text, privacy.find(text))
