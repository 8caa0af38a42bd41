"""On a case's card: a hiding that waits for a second person, and what hidden authors ask."""

from __future__ import annotations

from api.console.case_rows import excerpt
from api.console.words import one_line, say_in
from api.security import Desk
from api.view_models.acts import AuthorsReview, ProposedHide
from api.words import HIDE_REASONS_VI
from moderation.conduct import cited_for, rules
from moderation.duties import reviews
from moderation.models import Case, Hiding
from moderation.policy import Permission
from moderation.queries import hidings as queries

__all__ = ["letter_of", "proposed_of", "reviews_of"]


def proposed_of(desk: Desk, case: Case) -> ProposedHide | None:
    """What waits for a second person."""
    found = queries.open_requests(desk.who.agency_id, desk.session, page_ids=None, case_id=case.id)
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
        may_decide=may and one.asked_by != desk.who.actor_id,
    )


def reviews_of(desk: Desk, case: Case) -> tuple[AuthorsReview, ...]:
    """What authors of the case's hidden comments asked, decided or not."""
    say, may = say_in(desk.locale), desk.who.can(Permission.REVIEW_HIDDEN, case.page_id)
    found = queries.reviews(desk.who.agency_id, desk.session, case_id=case.id, undecided=False)
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
            and one.request.hidden_by != desk.who.actor_id,
        )
        for one in found
    )


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
