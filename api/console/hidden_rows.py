"""The list of hidden comments: first those that nobody else has looked at."""

from __future__ import annotations

from fastapi import Request

from api.console.case_rows import comment_excerpt, excerpt
from api.console.criticism_card import review_due
from api.console.shell import shell_of
from api.console.words import one_line, say_in
from api.security import Desk
from api.view_models.acts import HiddenPage, HiddenRow
from moderation.policy import Permission
from moderation.queries.asked_reviews import AskedReview, reviews
from moderation.queries.hidings import HiddenComment, hidings
from moderation.queries.proposed_hidings import ProposedHiding, open_requests
from moderation.timing.clock import Clocks, agency_clocks
from moderation.vocabulary import HideVerdict

__all__ = ["hidden_page"]


def hidden_page(desk: Desk, request: Request) -> HiddenPage:
    """Everything of the pages for which this person may look."""
    pages = desk.who.pages(Permission.REVIEW_HIDDEN)
    waiting, reviewed = (
        tuple(
            _row(desk, one)
            for one in hidings(
                desk.who.agency_id, desk.session, page_ids=pages, reviewed=is_reviewed
            )
        )
        for is_reviewed in (False, True)
    )
    agency_id, session = desk.who.agency_id, desk.session
    clocks = agency_clocks(agency_id, session)
    return HiddenPage(
        shell_of(desk, request, "hidden"),
        rows=waiting,
        reviewed=reviewed,
        proposed=tuple(
            _proposed(desk, one) for one in open_requests(agency_id, session, page_ids=pages)
        ),
        asked=tuple(
            _asked(desk, one, clocks) for one in reviews(agency_id, session, page_ids=pages)
        ),
    )


def _proposed(desk: Desk, one: ProposedHiding) -> HiddenRow:
    return HiddenRow(
        case_id=one.request.case_id,
        words=comment_excerpt(one.comment, say_in(desk.locale)),
        platform=one.page.platform,
        page_name=one_line(one.page.name),
        reason=one.request.reason,
        by=one_line(one.asked_by),
        at=one.request.asked_at,
        is_own=one.request.asked_by == desk.who.person_id,
    )


def _asked(desk: Desk, one: AskedReview, clocks: Clocks) -> HiddenRow:
    return HiddenRow(
        case_id=one.hiding.case_id,
        words=excerpt(one.request.said, say_in(desk.locale)),
        platform=one.page.platform,
        page_name=one_line(one.page.name),
        reason=one.hiding.reason,
        by="",
        at=one.request.asked_at,
        is_own=one.request.hidden_by == desk.who.person_id,
        due=review_due(one, clocks),
    )


def _row(desk: Desk, one: HiddenComment) -> HiddenRow:
    hiding = one.hiding
    return HiddenRow(
        case_id=hiding.case_id,
        words=comment_excerpt(one.comment, say_in(desk.locale)),
        platform=one.page.platform,
        page_name=one_line(one.page.name),
        reason=hiding.reason,
        by=one_line(one.hidden_by),
        at=hiding.hidden_at,
        is_own=hiding.hidden_by == desk.who.person_id,
        reviewed_by=one_line(one.reviewed_by or ""),
        is_undone=hiding.verdict is HideVerdict.UNDONE,
    )
