"""One decision on many cases: previewed, carried out case by case, taken back as one.

Each case goes through the very service that a person's single decision goes through, in a
savepoint of its own: what one refuses keeps no other waiting. Few cases are done at once; many by
a worker, a batch a transaction. Nothing that the public sees can be done to many at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from moderation.casework import cases, undoing
from moderation.errors import BadInputError, ConflictError, NotFoundError, PhanHoiError
from moderation.events import record
from moderation.jobs import enqueue
from moderation.models import BulkAct, BulkItem, Event
from moderation.people.accounts import who_is
from moderation.policy import Permission, Who
from moderation.queries import bulk as queries
from moderation.queries.bulk import Chosen
from moderation.queries.escalation import tell_of_cases
from moderation.queries.notes import colleagues
from moderation.queries.people import find_user
from moderation.vocabulary import (
    Actor,
    BulkKind,
    BulkOutcome,
    CaseNews,
    DismissReason,
    EventKind,
    Job,
    Label,
    Reason,
    Role,
    WorkState,
)

__all__ = ["AT_ONCE", "MOST", "Survey", "begin", "carry_on", "retry", "survey", "take_back"]

MOST = 1_000
"""More than a person can look over; a narrower filter is asked for."""

AT_ONCE = 40
"""Up to so many are done within the request; more are a worker's."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What an act on a choice of cases would do: to which, and which not, and why not."""

    included: tuple[Chosen, ...]
    closed: int
    held: tuple[str, ...]
    """The names of those who hold the others, one for each case."""
    barred: int
    """On pages where the person may not decide."""


def survey(session: Session, who: Who, ids: Sequence[int]) -> Survey:
    """Look at the chosen cases; BadInputError for none, or for more than can be looked over."""
    if not ids:
        raise BadInputError("Chưa chọn vụ nào. Hãy chọn vài vụ trong danh sách.")
    if len(ids) > MOST:
        raise BadInputError(
            f"Mỗi lần làm được nhiều nhất {MOST:,} vụ. Hãy lọc danh sách hẹp lại.".replace(",", ".")
        )
    now = datetime.now(UTC)
    included: list[Chosen] = []
    held: list[str] = []
    closed = barred = 0
    for one in queries.chosen_cases(who.agency_id, session, ids):
        until = one.case.claimed_until
        if not who.can(Permission.TRIAGE, one.case.page_id):
            barred += 1
        elif one.case.closed_at is not None:
            closed += 1
        elif until is not None and until > now and one.case.claimed_by != who.person_id:
            held.append(one.held_by_name or "?")
        else:
            included.append(one)
    return Survey(tuple(included), closed, tuple(held), barred)


def begin(
    session: Session,
    who: Who,
    kind: BulkKind,
    choice: str,
    seen: Sequence[tuple[int, int]],
    *,
    reason: Reason | None = None,
) -> BulkAct:
    """Act on many cases, each as it was seen: `seen` holds case and version.

    A case that has changed since is refused, and said so; the others are not held up by it.
    """
    who.require(Permission.TRIAGE)
    if who.person_id is None:
        raise BadInputError("Chỉ người dùng mới làm được cho nhiều vụ cùng lúc.")
    known = queries.known_cases(who.agency_id, session, [case_id for case_id, _ in seen])
    chosen = {case_id: seen_at for case_id, seen_at in seen if case_id in known}
    _check(kind, choice, reason, len(chosen))
    act = BulkAct(
        agency_id=who.agency_id,
        kind=kind,
        choice=choice,
        reason=reason.value if reason else None,
        made_by=who.person_id,
        total=len(chosen),
        done=0,
        refused=0,
    )
    session.add(act)
    session.flush()
    told = record(
        session, who, EventKind.ACTED_ON_MANY,
        bulk_id=act.id, act=kind.value, choice=choice, total=len(chosen),
    )  # fmt: skip
    act.event_id = told.id
    rows = [
        {"bulk_id": act.id, "case_id": case_id, "version": seen_at}
        for case_id, seen_at in chosen.items()
    ]
    queries.add_items(who.agency_id, session, rows)
    _start(session, who, act)
    return act


def take_back(session: Session, who: Who, event_id: int) -> BulkAct:
    """Undo a whole act of one's own: what is done goes back, what waits is left alone.

    A case on which somebody has acted since stays as they left it, and is told of.
    """
    found = queries.act_of_event(who.agency_id, session, event_id)
    act = None if found is None else queries.lock_act(who.agency_id, session, found.id)
    if act is None or act.kind is BulkKind.UNDO or who.person_id is None:
        raise NotFoundError(
            "Không có việc nào để hoàn tác ở đây; chưa có gì thay đổi. Lịch sử của vụ ghi ai đã "
            "làm gì."
        )
    if act.made_by != who.person_id:
        raise ConflictError(
            "Chỉ người đã làm việc này mới hoàn tác được; chưa có gì thay đổi. Hãy nhờ người ấy, "
            "hoặc sửa bằng tay."
        )
    if queries.undo_of_act(who.agency_id, session, act.id) is not None:
        raise ConflictError("Việc này đã được hoàn tác. Hãy tải lại danh sách vụ.")
    queries.stop_waiting(who.agency_id, session, act.id)
    act.state = WorkState.DONE
    items = queries.done_items(who.agency_id, session, act.id)
    undo = BulkAct(
        agency_id=who.agency_id,
        kind=BulkKind.UNDO,
        made_by=who.person_id,
        undoes_id=act.id,
        total=len(items),
        done=0,
        refused=0,
    )
    session.add(undo)
    session.flush()
    rows = [
        {"bulk_id": undo.id, "case_id": i.case_id, "version": 0, "event_id": i.event_id}
        for i in items
    ]
    queries.add_items(who.agency_id, session, rows)
    record(session, who, EventKind.UNDONE, undoes_id=event_id, bulk_id=undo.id)
    _start(session, who, undo)
    return undo


def retry(session: Session, who: Who, bulk_id: int) -> BulkAct:
    """Try the refused cases of one's own act again, as they are now."""
    act = queries.lock_act(who.agency_id, session, bulk_id)
    if act is None or act.made_by != who.person_id:
        raise NotFoundError(
            "Không tìm thấy việc này; chưa có gì thay đổi. Hãy tải lại danh sách vụ."
        )
    if queries.undo_of_act(who.agency_id, session, act.id) is not None:
        raise ConflictError(
            "Việc này đã được hoàn tác nên không làm tiếp nữa. Muốn làm, hãy chọn lại các vụ."
        )
    queries.put_back_refused(who.agency_id, session, act.id)
    act.refused, act.attempts, act.state = 0, 0, WorkState.RECEIVED
    _start(session, who, act)
    return act


def carry_on(session: Session, who: Who | None, bulk_id: int, *, agency_id: int, most: int) -> bool:
    """Do the next batch of an act; returns whether anything of it is left.

    A worker names nobody: then the maker's present rights decide.
    """
    act = queries.lock_act(agency_id, session, bulk_id)
    if act is None:
        return False
    maker = who or _maker(session, act)
    items = queries.waiting_items(agency_id, session, act.id, limit=most)
    for item in items:
        _do(session, maker, act, item)
    session.flush()
    if len(items) == most:
        return True
    act.state, act.lease_token, act.lease_until = WorkState.DONE, None, None
    if act.kind is BulkKind.ESCALATE:
        _tell_holders(session, act)
    return False


def _tell_holders(session: Session, act: BulkAct) -> None:
    """Whoever holds the role is told once of all the cases, when the last of them is done."""
    done = queries.done_items(act.agency_id, session, act.id)
    fresh = {
        item.case_id: item.event_id or 0 for item in done if (item.event_id or 0) > act.told_to
    }
    if not fresh:
        return
    act.told_to = max(fresh.values())
    counts: Counter[int] = Counter()
    for page_id, number in queries.cases_by_page(act.agency_id, session, list(fresh)).items():
        for user in colleagues(act.agency_id, session, page_id, roles=[Role(act.choice)]):
            counts[user.id] += number
    tell_of_cases(act.agency_id, session, CaseNews.ESCALATED, counts=counts, by=act.made_by)


def _do(session: Session, who: Who, act: BulkAct, item: BulkItem) -> None:
    try:
        with session.begin_nested():
            event = _decide(session, who, act, item)
    except PhanHoiError as error:
        item.outcome, item.error = BulkOutcome.REFUSED, error.message
        act.refused += 1
        return
    item.outcome, item.event_id, item.error = BulkOutcome.DONE, event.id, None
    act.done += 1


def _decide(session: Session, who: Who, act: BulkAct, item: BulkItem) -> Event:
    case_id, seen = item.case_id, item.version
    if act.kind is BulkKind.RELABEL:
        reason = Reason(act.reason) if act.reason else None
        return cases.relabel(
            session, who, case_id, Label(act.choice), reason=reason, version=seen, within=act.id
        )
    if act.kind is BulkKind.DISMISS:
        closing = DismissReason(act.choice)
        return cases.dismiss(session, who, case_id, closing, version=seen, within=act.id)
    if act.kind is BulkKind.ESCALATE:
        return cases.escalate(session, who, case_id, Role(act.choice), version=seen, within=act.id)
    return undoing.undo(session, who, item.event_id or 0, within=act.id)


def _start(session: Session, who: Who, act: BulkAct) -> None:
    session.flush()
    if act.total > AT_ONCE:
        enqueue(who.agency_id, session, Job.BULK, [act.id])
        return
    carry_on(session, who, act.id, agency_id=who.agency_id, most=AT_ONCE + 1)
    session.flush()


def _maker(session: Session, act: BulkAct) -> Who:
    user = find_user(act.agency_id, session, act.made_by)
    if user is None or not user.active:
        return Who(act.agency_id, Actor.PERSON, act.made_by, "", ())
    return who_is(act.agency_id, session, user)


def _check(kind: BulkKind, choice: str, reason: Reason | None, count: int) -> None:
    if not count:
        raise BadInputError("Không còn vụ nào làm được trong số đã chọn.")
    if count > MOST:
        raise BadInputError("Chọn quá nhiều vụ. Hãy lọc danh sách hẹp lại.")
    choices: dict[BulkKind, type[Label | DismissReason | Role]] = {
        BulkKind.RELABEL: Label,
        BulkKind.DISMISS: DismissReason,
        BulkKind.ESCALATE: Role,
    }
    if kind not in choices or choice not in {word.value for word in choices[kind]}:
        raise BadInputError("Hãy chọn điều muốn làm cho các vụ này.")
    if reason is not None and choice != Label.ILLEGAL_CONTENT:
        raise BadInputError("Lý do chỉ dùng với nhãn “Nội dung vi phạm”.")
