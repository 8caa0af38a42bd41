"""A case as a card: the citizen's words, why it is here, what was done, what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from api.comment_text import segments
from api.console.about import about_of, trait_marks
from api.console.acts_card import acts_of
from api.console.case_rows import comment_excerpt, kept_away
from api.console.contribution_form import contribution_form
from api.console.dues import Office, due_of
from api.console.history import Names, history_of
from api.console.link_marks import links_of
from api.console.list_query import Place
from api.console.reply_steps import reply_of
from api.console.sight import Sight, sight_of
from api.console.talk import talk_of
from api.console.why import (
    certainty_of,
    harsh_marks,
    marks_of,
    odds_of,
    rule_marks,
    rule_why,
    why_of,
)
from api.console.words import Say, one_line, say_in, web
from api.filling import template_of, usable_templates
from api.i18n import Formats
from api.masking import READ_LIMIT
from api.security import Desk
from api.view_models.case import AlikeComment, CaseCard, Claim, PostContext
from api.view_models.drafts import Draft, Suggestion
from api.view_models.parts import Due, QueueCount, TextSegment
from api.words import DISMISS_VI
from classifiers import privacy
from moderation.casework import claims
from moderation.errors import NotFoundError
from moderation.models import Case, Comment, Event
from moderation.policy import Permission
from moderation.queries import cases as queries
from moderation.queries import drafts as drafts_queries
from moderation.queries import history as history_queries
from moderation.queries.cases import CaseSummary
from moderation.queries.rules import catch_of
from moderation.replies.reach import open_until
from moderation.vocabulary import CaseStatus, DismissReason, Label, PublishKind, Reason
from platforms import CAPABILITIES

__all__ = ["Setting", "card_of", "found_case", "post_title"]

_ALIKE = 20
_CONTEXT = 4_000
_SOON_MINUTES = 6 * 60
_NUISANCES = {DismissReason.SPAM: Label.SPAM, DismissReason.ILLEGAL_RECORDED: Label.ILLEGAL_CONTENT}


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when a card is shown: the hour, the lists, and the one it was opened from."""

    office: Office
    counts: tuple[QueueCount, ...]
    place: Place


def found_case(desk: Desk, case_id: int) -> CaseSummary:
    """A case on a page that the person may read; NotFoundError for any other."""
    found = queries.find_case(desk.who.agency_id, desk.session, case_id)
    if found is None or not desk.who.can(Permission.READ_CASES, found.case.page_id):
        raise NotFoundError(
            "Không tìm thấy vụ việc này; chưa có gì thay đổi. Hãy tìm theo số vụ, hoặc mở lại từ "
            "hàng đợi."
        )
    return found


def card_of(
    desk: Desk, found: CaseSummary, setting: Setting, *, draft: Draft | None = None
) -> CaseCard:
    """Everything that the card shows."""
    case, comment, say = found.case, found.comment, say_in(desk.locale)
    agency_id, session = desk.who.agency_id, desk.session
    has = claims.beside_of(session, desk.who, case, comment)
    parent, own = queries.thread_of(agency_id, session, comment, answered=has.replies)
    others = _alike(desk, case)
    told = [comment, *others, *([parent] if parent else [])]
    sight = sight_of(desk, found, [*told, *own])
    is_away = bool(kept_away(comment, say)) and sight.until is None
    text = "" if is_away else comment.text or ""
    private = privacy.find(text[:READ_LIMIT])
    seen = sight.words(text)
    # Where there are no words, there is nothing to mark in them.
    prediction = queries.prediction_of(agency_id, session, comment) if text else None
    catch = catch_of(agency_id, session, comment) if text and has.catch else None
    links = links_of(desk, text, comment.permalink, say)
    marks = rule_marks(catch) + marks_of(text, prediction, private) + trait_marks(case, text)
    marks += links.spans
    events = history_queries.case_events(agency_id, session, case.id)
    names = Names(
        say, {queue.key: queue.name for queue in setting.counts}, _template_titles(desk, events)
    )
    return CaseCard(
        id=case.id,
        version=case.version,
        status=case.status,
        platform=found.page.platform,
        page_name=one_line(found.page.name),
        author=sight.name(comment, say),
        posted_at=comment.posted_at,
        received_at=comment.received_at,
        text=segments(seen, marks + harsh_marks(seen)) if text else comment_excerpt(comment, say),
        label=case.label,
        certainty=certainty_of(case, catch),
        due=due_of(case, setting.office),
        claim=_claim(desk, found, setting.office),
        also=tuple(Label(label) for label in case.also if label != case.label),
        reasons=tuple(Reason(reason) for reason in case.reasons),
        url=web(comment.permalink),
        post=_post(found, parent, sight, say),
        is_edited=comment.edited_at is not None,
        is_deleted_at_source=comment.deleted_at is not None,
        why=links.why + rule_why(seen, catch, say) + why_of(seen, prediction, private, say),
        alike_count=case.comments_count - 1,
        alike=tuple(_other(other, sight, say) for other in others),
        replies=tuple(_other(reply, sight, say) for reply in own),
        history=history_of(events, names),
        suggestions=_suggestions(desk, case) if has.suggestions else (),
        draft=draft,
        reply=reply_of(desk, case, found.page) if has.approvals else None,
        acts=acts_of(desk, found, has),
        dismiss_reasons=_dismiss_reasons(case),
        may_decide=desk.who.can(Permission.TRIAGE, case.page_id),
        may_draft=desk.who.can(Permission.DRAFT, case.page_id),
        may_reply_privately=_may_reply_privately(found),
        reply_due=_reply_due(desk, found, setting.office),
        has_draft=found.has_draft,
        closed_reason=_closed(desk, case, say),
        filters=setting.place.asked.encoded(),
        watchers=_watchers(desk, case) if has.watchers else (),
        private_count=_private_count(told),
        revealed_until=sight.until,
        may_reveal=sight.may_reveal,
        talk=talk_of(desk, case, has),
        odds=odds_of(prediction),
        contribution=contribution_form(desk, case),
        about=about_of(desk, case, text, seen, setting.office),
        may_golden=case.certainty >= 1 and desk.who.can(Permission.EDIT_ROUTING, case.page_id),
    )


def _watchers(desk: Desk, case: Case) -> tuple[str, ...]:
    return tuple(one_line(name) for name in claims.watchers_of(desk.session, desk.who, case.id))


def _claim(desk: Desk, found: CaseSummary, office: Office) -> Claim:
    case = found.case
    if case.claimed_until is None or case.claimed_until <= office.now:
        return Claim("free")
    if case.claimed_by == desk.who.person_id:
        token = case.claim_token or ""
        return Claim("mine", one_line(desk.who.name), case.claimed_until, token)
    return Claim("other", one_line(found.claimed_by_name or "?"), case.claimed_until)


def post_title(found: CaseSummary, say: Say) -> str:
    """The first line of the post that is commented upon; empty where it is not known."""
    if found.post is None:
        return ""
    lines = found.post.text.strip().splitlines()
    return one_line(lines[0]) if lines else say("(bài không có chữ)")


def _post(found: CaseSummary, parent: Comment | None, sight: Sight, say: Say) -> PostContext | None:
    post = found.post
    if post is None and parent is None:
        return None
    title = post_title(found, say) or say("(bài không có chữ)")
    has_more = post is not None and one_line(post.text) != post.text.strip()
    return PostContext(
        title=title,
        url=web(post.permalink) if post else "",
        text=segments(post.text, limit=_CONTEXT) if post and has_more else (),
        parent_author=sight.name(parent, say) if parent else "",
        parent=_words(parent, sight, say) if parent else (),
    )


def _words(comment: Comment, sight: Sight, say: Say) -> tuple[TextSegment, ...]:
    if not comment.text or (kept_away(comment, say) and sight.until is None):
        return comment_excerpt(comment, say)
    shown = sight.words(comment.text)
    return segments(shown, harsh_marks(shown), limit=_CONTEXT)


def _other(comment: Comment, sight: Sight, say: Say) -> AlikeComment:
    words = _words(comment, sight, say)
    return AlikeComment(sight.name(comment, say), comment.posted_at, words, id=comment.id)


def _alike(desk: Desk, case: Case) -> list[Comment]:
    if case.comments_count < 2:
        return []
    found = queries.case_comments(desk.who.agency_id, desk.session, case.id, limit=_ALIKE + 1)
    return [comment for comment in found if comment.id != case.lead_comment_id][:_ALIKE]


def _private_count(comments: list[Comment]) -> int:
    return sum(len(privacy.find((one.text or "")[:READ_LIMIT])) for one in comments)


def _suggestions(desk: Desk, case: Case) -> tuple[Suggestion, ...]:
    """Those that are still fit for use: since the machine looked, a source may have lapsed."""
    agency_id, session = desk.who.agency_id, desk.session
    found = drafts_queries.suggestions_of(agency_id, session, case.id)
    known = usable_templates(agency_id, session, [one.template_id for one in found])
    return tuple(
        Suggestion(one.template_id, known[one.template_id].title, one.reason)
        for one in found
        if one.template_id in known
    )


def _template_titles(desk: Desk, events: Sequence[tuple[Event, str | None]]) -> dict[str, str]:
    ids = {str(one.data["template"]) for one, _ in events if "template" in one.data}
    found = (template_of(desk.who.agency_id, desk.session, each) for each in ids)
    return {template.id: template.title for template in found if template}


def _dismiss_reasons(case: Case) -> tuple[DismissReason, ...]:
    """Those that the service would take: criticism is not closed as a nuisance."""
    return tuple(
        reason
        for reason in DismissReason
        if reason is not DismissReason.MERGED and _NUISANCES.get(reason, case.label) is case.label
    )


def _closed(desk: Desk, case: Case, say: Say) -> str:
    if case.closed_at is None:
        return ""
    at = Formats(desk.locale).vn_time(case.closed_at)
    if case.status is CaseStatus.ANSWERED:
        return say("Đã trả lời lúc %(at)s.") % {"at": at}
    reason = say(DISMISS_VI[case.dismiss_reason]) if case.dismiss_reason else ""
    return say("Đã đóng lúc %(at)s: %(reason)s.") % {"at": at, "reason": reason}


def _reply_due(desk: Desk, found: CaseSummary, office: Office) -> Due | None:
    """The network's own clock beside the agency's, while the case is open."""
    able = CAPABILITIES[found.page.platform]
    if able.reply_window is None or found.case.closed_at is not None:
        return None
    last = queries.last_word_at(desk.who.agency_id, desk.session, found.comment)
    ends = open_until(PublishKind.REPLY, found.comment, able, last_word_at=last)
    if ends is None:
        return None
    minutes = int((ends - office.now).total_seconds() // 60)
    if minutes < 0:
        return Due("late", ends, minutes, "clock")
    return Due("soon" if minutes < _SOON_MINUTES else "waiting", ends, minutes, "clock")


def _may_reply_privately(found: CaseSummary) -> bool:
    able = CAPABILITIES[found.page.platform]
    ends = open_until(PublishKind.PRIVATE_REPLY, found.comment, able)
    return PublishKind.PRIVATE_REPLY in able.acts and (ends is None or ends > datetime.now(UTC))
