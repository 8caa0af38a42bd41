"""Case files and referrals as their pages want them."""

from __future__ import annotations

from fastapi import Request

from api.console.case_rows import comment_excerpt
from api.console.shell import shell_of
from api.console.words import one_line, say_in
from api.security import Desk
from api.view_models.duties import DutyCard, DutyCount
from api.view_models.parts import Choice, FieldError
from api.view_models.referrals import CaseFilePage, LetterForm, ReferralLine, ReferralsPage
from api.words import REFERRAL_OUTCOMES_VI
from moderation.duties.referrals import today
from moderation.policy import Permission
from moderation.queries import history as history_queries
from moderation.queries import notes as note_queries
from moderation.queries import privacy as privacy_queries
from moderation.queries import referrals as queries
from moderation.queries.audit import last_seal
from moderation.queries.cases import CaseSummary
from moderation.queries.referrals import ReferralRow
from moderation.vocabulary import Reason, ReferralOutcome

__all__ = ["case_file_page", "referrals_card", "register"]

_EVENTS = 5_000


def case_file_page(
    desk: Desk,
    request: Request,
    found: CaseSummary,
    *,
    form: LetterForm | None = None,
    errors: tuple[FieldError, ...] = (),
) -> CaseFilePage:
    """What the file of this case will hold."""
    agency_id, session, case = desk.who.agency_id, desk.session, found.case
    say = say_in(desk.locale)
    events = history_queries.case_events(agency_id, session, case.id, limit=_EVENTS)
    seal = last_seal(agency_id, session)
    may_refer = desk.who.can(Permission.REFER, case.page_id)
    rows = queries.referrals(agency_id, session, case_id=case.id)
    files = note_queries.evidence_of(agency_id, session, case.id)
    return CaseFilePage(
        shell=shell_of(desk, request, "queue"),
        case_id=case.id,
        words=comment_excerpt(found.comment, say),
        platform=found.page.platform,
        page_name=one_line(found.page.name),
        posted_at=found.comment.posted_at,
        label=case.label,
        reasons=tuple(Reason(one) for one in case.reasons),
        labelled_by="person" if case.certainty >= 1 else "machine",
        comments=case.comments_count,
        files=sum(kept.withdrawn_at is None for kept, _ in files),
        events=len(events),
        unsealed=sum(event.id > (seal.last_id if seal else 0) for event, _ in events),
        may_take=may_refer and desk.who.can(Permission.REVEAL, case.page_id),
        may_refer=may_refer,
        is_held=privacy_queries.standing_hold(agency_id, session, case.id) is not None,
        lines=tuple(_line(desk, row) for row in rows),
        outcomes=tuple(
            Choice(outcome.value, say(REFERRAL_OUTCOMES_VI[outcome])) for outcome in ReferralOutcome
        ),
        form=form or LetterForm(sent_on=today().isoformat()),
        errors=errors,
    )


def register(desk: Desk, request: Request) -> ReferralsPage:
    """Those of the pages that the person may read."""
    agency_id, session = desk.who.agency_id, desk.session
    pages = desk.who.pages(Permission.READ_CASES)
    waiting, late, _ = queries.count_waiting_referrals(
        agency_id, session, page_ids=pages, today=today()
    )
    rows = queries.referrals(agency_id, session, page_ids=pages)
    return ReferralsPage(
        shell=shell_of(desk, request, "duties"),
        lines=tuple(_line(desk, row) for row in rows),
        waiting=waiting,
        late=late,
    )


def referrals_card(desk: Desk) -> DutyCard | None:
    """What authorities have not answered yet."""
    say = say_in(desk.locale)
    waiting, late, _ = queries.count_waiting_referrals(
        desk.who.agency_id,
        desk.session,
        page_ids=desk.who.pages(Permission.READ_CASES),
        today=today(),
    )
    return DutyCard(
        say("Sổ chuyển cơ quan có thẩm quyền"),
        "/duties/referrals",
        say("Hồ sơ vụ vi phạm, gửi đâu, số văn bản nào, kết quả ra sao."),
        "B15, A12",
        (
            DutyCount(waiting, say("lần chuyển chưa có trả lời"), is_late=False),
            DutyCount(late, say("lần chuyển quá hạn"), bool(late)),
        ),
    )


def _line(desk: Desk, row: ReferralRow) -> ReferralLine:
    one = row.referral
    waits = one.answered_on is None
    return ReferralLine(
        id=one.id,
        case_id=one.case_id,
        body=one_line(one.body, 200),
        number=one_line(one.number),
        sent_on=one.sent_on,
        by=one_line(row.by or "") or say_in(desk.locale)("Chương trình"),
        due_on=one.due_on,
        days=(one.due_on - today()).days if waits and one.due_on else None,
        note=one_line(one.note, 500),
        file_sha256=one.file_sha256 or "",
        outcome=one.outcome,
        answered_on=one.answered_on,
        answer_number=one_line(one.answer_number),
        answer=one_line(one.answer, 500),
        may_answer=waits and desk.who.can(Permission.REFER, one.page_id),
    )
