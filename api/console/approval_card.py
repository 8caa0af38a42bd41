"""A submitted reply as a card: the citizen's words first, then what would answer them."""

from __future__ import annotations

from api.comment_text import segments
from api.console.case_card import post_title
from api.console.case_rows import comment_excerpt, kept_away
from api.console.drafting import draft_shown
from api.console.dues import Office, due_of
from api.console.earlier import earlier_of
from api.console.sight import sight_of
from api.console.word_changes import changes_between
from api.console.words import one_line, say_in, web
from api.filling import opened, template_of
from api.security import Desk
from api.view_models.approvals import ApprovalCard, ApprovalRow, EarlierReturn
from api.view_models.drafts import WordChange
from moderation.errors import ForbiddenError, NotFoundError
from moderation.models import Approval, Case
from moderation.policy import Permission
from moderation.queries import agencies
from moderation.queries import approvals as approval_queries
from moderation.queries import cases as case_queries
from moderation.queries.cases import CaseSummary
from moderation.queries.people import find_user
from moderation.replies.approvals import CLOSED_VI, VOID_VI, content_sha256
from moderation.replies.asking import UNDO_SECONDS
from moderation.replies.authorities import authority_for, is_sensitive
from moderation.replies.connections import can_publish
from moderation.replies.once import targets
from moderation.vocabulary import ANSWERS, ApprovalState
from response_templates import Template

__all__ = ["approval_card", "approval_row", "person_name", "readable"]

_LINE = 240


def readable(desk: Desk, approval_id: int) -> tuple[Approval, CaseSummary]:
    """A submitted reply on a page for which this person may approve; else NotFoundError."""
    approval = approval_queries.find_approval(desk.who.agency_id, desk.session, approval_id)
    found = approval and case_queries.find_case(desk.who.agency_id, desk.session, approval.case_id)
    if not approval or not found or not desk.who.can(Permission.APPROVE, found.case.page_id):
        raise NotFoundError(
            "Không tìm thấy dự thảo đã trình này trong phần anh/chị duyệt. Mời xem mục khác đang "
            "chờ duyệt."
        )
    return approval, found


def approval_row(desk: Desk, approval: Approval, found: CaseSummary, office: Office) -> ApprovalRow:
    """One line of the list."""
    return ApprovalRow(
        id=approval.id,
        words=comment_excerpt(found.comment, say_in(desk.locale)),
        reply=one_line(approval.text, _LINE),
        platform=found.page.platform,
        page_name=one_line(found.page.name),
        due=due_of(found.case, office),
        author=person_name(desk, approval.author_id),
        submitted_at=approval.submitted_at,
        alike=found.case.comments_count - 1,
        is_own=desk.who.person_id in {approval.author_id, approval.submitted_by},
    )


def approval_card(
    desk: Desk, approval: Approval, found: CaseSummary, office: Office
) -> ApprovalCard:
    """Everything that a decision rests on."""
    case, comment, say = found.case, found.comment, say_in(desk.locale)
    agency_id, session = desk.who.agency_id, desk.session
    draft = approval_queries.submitted_draft(agency_id, session, approval)
    template = template_of(agency_id, session, draft.template_id if draft else None)
    shown = draft_shown(
        desk, case, approval.text, version=approval.draft_version, template=template, typed={}
    )
    sight = sight_of(desk, found, [comment])
    leaves = can_publish(agency_id, session, case.page_id)
    return ApprovalCard(
        id=approval.id,
        case_id=case.id,
        platform=found.page.platform,
        page_name=one_line(found.page.name),
        citizen=sight.name(comment, say),
        posted_at=comment.posted_at,
        words=segments(sight.words(comment.text))
        if comment.text and not kept_away(comment, say)
        else comment_excerpt(comment, say),
        reply=approval.text,
        author=person_name(desk, approval.author_id),
        submitted_by=person_name(desk, approval.submitted_by),
        submitted_at=approval.submitted_at,
        due=due_of(case, office),
        shown_sha256=content_sha256(case, comment, approval.kind, approval.text).hex(),
        kind=approval.kind,
        reason=approval.reason if approval.state is ApprovalState.WAITING else "",
        url=web(comment.permalink),
        post_title=post_title(found, say),
        is_edited=comment.edited_at is not None,
        alike=case.comments_count - 1,
        template_title=shown.template_title,
        changes=_changes(desk, case, template, approval.text),
        checks=shown.checks,
        sources=shown.sources,
        returns=_returns(desk, approval, case),
        stopped=_stopped(desk, approval, case),
        hides=not sight.until and sight.words(comment.text or "") != (comment.text or ""),
        leaves_after=UNDO_SECONDS if leaves else 0,
        covered=sum(
            len(place.others) for place in targets(agency_id, session, case.id, approval.kind)
        )
        if leaves
        else 0,
        earlier=earlier_of(desk, case, comment, template.id if template else None, approval.text),
        is_sensitive=is_sensitive(session, case),
    )


def person_name(desk: Desk, user_id: int | None) -> str:
    """A colleague's name on one line."""
    user = find_user(desk.who.agency_id, desk.session, user_id) if user_id else None
    return one_line(user.full_name) if user else "?"


def _changes(
    desk: Desk, case: Case, template: Template | None, text: str
) -> tuple[WordChange, ...]:
    if template is None:
        return ()
    agency = agencies.find_agency(desk.who.agency_id, desk.session)
    on = agencies.find_page(desk.who.agency_id, desk.session, case.page_id)
    return changes_between(_plain(opened(template, agency, on)), text)


def _plain(text: str) -> str:
    """Without the double brackets, which no reply has."""
    return text.replace("[[", "").replace("]]", "")


def _returns(desk: Desk, approval: Approval, case: Case) -> tuple[EarlierReturn, ...]:
    return tuple(
        EarlierReturn(person_name(desk, one.decided_by), one.decided_at, one.reason)
        for one in approval_queries.approvals_of_case(desk.who.agency_id, desk.session, case.id)
        if one.id < approval.id and one.state is ApprovalState.RETURNED and one.decided_at
    )


def _stopped(desk: Desk, approval: Approval, case: Case) -> str:
    """Why this person can't decide here, as a sentence."""
    say = say_in(desk.locale)
    if approval.state is ApprovalState.WAITING:
        return say(_not_by(desk, approval, case))
    if approval.state is ApprovalState.VOID:
        if approval.void_because is not None:
            return say(VOID_VI[approval.void_because])
        return say(
            "Không còn chờ duyệt: bình luận hoặc dự thảo đã thay đổi, hoặc người trình đã rút lại."
        )
    by = {"name": person_name(desk, approval.decided_by)}
    if approval.state is ApprovalState.RETURNED:
        return say("%(name)s đã trả lại cho người soạn.") % by
    return say("%(name)s đã duyệt.") % by


def _not_by(desk: Desk, approval: Approval, case: Case) -> str:
    """Why what waits can't be decided by this person; empty where it can."""
    if case.closed_at is not None and approval.kind in ANSWERS:
        return CLOSED_VI
    if desk.who.person_id in {approval.author_id, approval.submitted_by}:
        return "Anh/chị soạn hoặc trình câu này: cần một người khác duyệt."
    return _without_authority(desk, case)


def _without_authority(desk: Desk, case: Case) -> str:
    try:
        authority_for(desk.session, desk.who, case)
    except ForbiddenError as error:
        return error.message
    return ""
