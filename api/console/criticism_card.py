"""On a case's card: a hiding that waits for a second person, and what hidden authors ask."""

from __future__ import annotations

from datetime import UTC, datetime

from api.console.case_rows import excerpt
from api.console.words import one_line, say_in
from api.security import Desk
from api.view_models.acts import AuthorsReview, ProposedHide
from api.view_models.parts import Due
from api.words import HIDE_REASONS_VI
from moderation.conduct import cited_for, rules
from moderation.duties import reviews
from moderation.models import Case, Hiding
from moderation.policy import Permission
from moderation.queries import asked_reviews, proposed_hidings
from moderation.queries.asked_reviews import AskedReview
from moderation.timing.clock import Clocks, agency_clocks

__all__ = ["letter_of", "proposed_of", "review_due", "reviews_of"]

_SOON_MINUTES = 24 * 60


def proposed_of(desk: Desk, case: Case) -> ProposedHide | None:
    """What waits for a second person."""
    found = proposed_hidings.open_requests(
        desk.who.agency_id, desk.session, page_ids=None, case_id=case.id
    )
    if not found:
        return None
    one = found[0].request
    may = desk.who.can(Permission.REVIEW_HIDDEN, case.page_id)
    return ProposedHide(
        by=one_line(found[0].asked_by),
        at=one.asked_at,
        reason=one.reason,
        sign=one.sign,
        note=one.note,
        may_decide=may and one.asked_by != desk.who.person_id,
    )


def reviews_of(desk: Desk, case: Case) -> tuple[AuthorsReview, ...]:
    """What authors of the case's hidden comments asked, decided or not."""
    say, may = say_in(desk.locale), desk.who.can(Permission.REVIEW_HIDDEN, case.page_id)
    found = asked_reviews.reviews(
        desk.who.agency_id, desk.session, case_id=case.id, undecided=False
    )
    clocks = agency_clocks(desk.who.agency_id, desk.session) if found else None
    return tuple(
        AuthorsReview(
            id=one.request.id,
            words=excerpt(one.request.said, say),
            at=one.request.asked_at,
            code=one.request.code,
            verdict=one.request.verdict,
            answer=one.request.answer,
            may_decide=may
            and one.request.verdict is None
            and one.request.hidden_by != desk.who.person_id,
            due=review_due(one, clocks) if clocks and one.request.verdict is None else None,
        )
        for one in found
    )


def review_due(one: AskedReview, clocks: Clocks) -> Due:
    """By when another person must have decided, by the wall's clock: it is days away."""
    limit = reviews.due_of(one.request, one.hiding.page_id, clocks)
    left = int((limit - datetime.now(UTC)).total_seconds()) // 60
    if left < 0:
        return Due("late", limit, left, "clock")
    return Due("soon" if left < _SOON_MINUTES else "waiting", limit, left, "clock")


def letter_of(desk: Desk, hiding: Hiding) -> str:
    """What the author may be told, with the link; empty where the agency takes no such requests.

    For citizens, so Vietnamese whatever language the person at the desk reads.
    """
    if hiding.review_token is None or not reviews.is_open(desk.who.agency_id, desk.session):
        return ""
    rule = rules()[cited_for(hiding.reason)]
    base = desk.state.settings.public_url.rstrip("/")
    return (
        f"Bình luận của anh/chị đã được ẩn với lý do: {HIDE_REASONS_VI[hiding.reason].lower()} "
        f"(quy tắc {rule.id}: {rule.name.lower()}). Nếu thấy chưa đúng, anh/chị gửi đề nghị xem "
        f"lại tại {base}/xem-lai/{hiding.review_token}"
    )
