"""Who works on a case: one person at a time, in one tab, for as long as they are there.

A claim is a lease. Acts of others are refused while it runs (`cases.not_with_another`); it ends by
itself when nothing is heard from its tab, and whoever needs the case sooner takes it over, which
its holder is told. A claim changes nothing of the case's version: what others read still holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from moderation.casework.cases import is_held, is_mine, locked_case, not_with_another, snapshot
from moderation.errors import ConflictError
from moderation.events import record
from moderation.models import Case, Comment, Event
from moderation.policy import Permission, Who
from moderation.queries import presence as queries
from moderation.queries.beside import Beside, beside
from moderation.queries.escalation import tell_of_case
from moderation.vocabulary import CaseNews, EventKind

__all__ = ["CLAIM_MINUTES", "Watch", "beside_of", "claim", "keep", "release", "take_over"]

CLAIM_MINUTES = 10

SEEN_FOR = timedelta(seconds=75)
"""Two signs of life of an open card, and a little for a slow network."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What a tab with an open case hears: who else looks at it, and how its claim was lost."""

    watchers: tuple[str, ...]
    lost: str = ""


def claim(
    session: Session, who: Who, case_id: int, *, minutes: int = CLAIM_MINUTES, token: str = ""
) -> Case:
    """Take a case for a while; taking it again prolongs it. ConflictError where another has it.

    `token` names the tab: the claim moves to the tab that claimed last.
    """
    case = locked_case(session, who, case_id, Permission.DRAFT)
    _refuse_closed(case)
    not_with_another(session, case, who)
    before, is_new = snapshot(case), not is_mine(case, who)
    _hold(session, who, case, minutes, token)
    if is_new:
        record(session, who, EventKind.CLAIMED, case_id=case.id, before=before)
    return case


def take_over(
    session: Session, who: Who, case_id: int, *, minutes: int = CLAIM_MINUTES, token: str = ""
) -> Event:
    """Take a case from whoever holds it; they are told, and what they saved stays."""
    case = locked_case(session, who, case_id, Permission.DRAFT)
    _refuse_closed(case)
    if not is_held(case) or is_mine(case, who):
        raise ConflictError("Không ai khác đang xử lý vụ này: hãy nhận xử lý như thường.")
    holder = case.claimed_by
    assert holder is not None  # noqa: S101 - it is held
    _hold(session, who, case, minutes, token)
    tell_of_case(
        who.agency_id, session, case.id, CaseNews.TAKEN_OVER, to=[holder], by=who.person_id
    )
    return record(session, who, EventKind.TAKEN_OVER, case_id=case.id, holder=holder)


def release(session: Session, who: Who, case_id: int, *, token: str = "") -> Case:
    """Give a case back to its queue; nothing happens where it is not one's own or another tab's."""
    case = locked_case(session, who, case_id, Permission.DRAFT)
    if is_mine(case, who) and token in {"", case.claim_token}:
        queries.set_claim(session, case, by=None, until=None, token=None)
        record(session, who, EventKind.RELEASED, case_id=case.id)
    return case


def keep(session: Session, who: Who, case_id: int, *, minutes: int, token: str) -> Watch:
    """A sign of life from a tab with an open case: one's claim goes on, and one is seen there.

    An empty `token` is a tab that only looks.
    """
    case = locked_case(session, who, case_id, Permission.READ_CASES)
    if who.person_id is not None:
        queries.note_presence(who.agency_id, session, who.person_id, case.id)
    lost = ""
    if token and case.closed_at is None:
        if is_mine(case, who) and case.claim_token == token:
            _hold(session, who, case, minutes, token)
        elif is_mine(case, who):
            lost = "Vụ này đang mở ở một thẻ khác của anh/chị. Chữ đã gõ ở đây vẫn còn."
        elif is_held(case):
            name = queries.holder_name(who.agency_id, session, case)
            lost = f"{name} đã nhận thay vụ này. Dự thảo đã lưu vẫn còn, chữ đã gõ vẫn ở đây."
    return Watch(watchers_of(session, who, case.id), lost)


def beside_of(session: Session, who: Who, case: Case, comment: Comment) -> Beside:
    """What hangs on a case, somebody's look at it within the last minutes included."""
    since = datetime.now(UTC) - SEEN_FOR
    return beside(who.agency_id, session, comment, case.id, since=since)


def watchers_of(session: Session, who: Who, case_id: int) -> tuple[str, ...]:
    """Who else looks at a case now."""
    since = datetime.now(UTC) - SEEN_FOR
    found = queries.watchers(who.agency_id, session, [case_id], since=since, but=who.person_id)
    return found.get(case_id, ())


def _refuse_closed(case: Case) -> None:
    if case.closed_at is not None:
        raise ConflictError(
            "Vụ việc đã đóng nên không cần nhận xử lý. Chưa có gì thay đổi; muốn làm tiếp, hãy mở "
            "lại vụ việc."
        )


def _hold(session: Session, who: Who, case: Case, minutes: int, token: str) -> None:
    until = datetime.now(UTC) + timedelta(minutes=minutes)
    queries.set_claim(session, case, by=who.person_id, until=until, token=token or None)
