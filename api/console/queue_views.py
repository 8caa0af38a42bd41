"""The lists on the left: the agency's queues, and the views that every agency has."""

from __future__ import annotations

from api.console.dues import Office
from api.console.list_query import ListQuery
from api.console.shell import approvals_waiting
from api.console.words import say_in
from api.security import Desk
from api.view_models import QueueCount
from moderation.errors import NotFoundError
from moderation.policy import Permission
from moderation.queries import cases as queries
from moderation.queries import history as history_queries
from moderation.queries.agencies import queues
from moderation.queries.cases import CaseFilter
from moderation.vocabulary import Actor, EventKind

__all__ = ["APPROVALS", "RECENT", "VIEWS", "filter_of", "queue_counts", "queue_named", "recent_ids"]

RECENT = "recent"
APPROVALS = "approvals"
DECIDED = (
    EventKind.RELABELLED,
    EventKind.DISMISSED,
    EventKind.ANSWERED,
    EventKind.ESCALATED,
    EventKind.SUBMITTED,
)
_LAST = 20
VIEWS = {
    "all": "Tất cả",
    "soon": "Sắp quá hạn",
    "late": "Quá hạn",
    "escalated": "Đã chuyển cấp",
    RECENT: "Vừa xử lý",
    "mine": "Tôi đang xử lý",
}


def queue_counts(desk: Desk, office: Office) -> tuple[QueueCount, ...]:
    """Every list with how many cases it holds and how many of them are late."""
    agency_id, session = desk.who.agency_id, desk.session
    page_ids = desk.who.pages(Permission.READ_CASES)
    tallies = queries.queue_tallies(agency_id, session, page_ids=page_ids, now=office.now)
    made = []
    for queue in queues(agency_id, session):
        tally = tallies.get(queue.key)
        name = queue.name_en if desk.locale == "en" else queue.name_vi
        made.append(
            QueueCount(queue.key, name, tally.count if tally else 0, tally.late if tally else 0)
        )
    late = sum(tally.late for tally in tallies.values())
    whole = {"all": sum(tally.count for tally in tallies.values()), "late": late}
    say = say_in(desk.locale)
    if desk.who.can(Permission.APPROVE):
        made.append(QueueCount(APPROVALS, say("Chờ duyệt"), approvals_waiting(desk), group="work"))
    return tuple(made) + tuple(
        QueueCount(
            key,
            say(name),
            whole[key] if key in whole else _count(desk, office, key),
            late if key == "all" else 0,
            "mine" if key == "mine" else "work",
        )
        for key, name in VIEWS.items()
    )


def queue_named(counts: tuple[QueueCount, ...], key: str) -> QueueCount:
    """One of the lists; NotFoundError for a name that the agency does not have."""
    for queue in counts:
        if queue.key == key:
            return queue
    raise NotFoundError("Không có hàng đợi này trong cơ quan của anh/chị.")


def filter_of(desk: Desk, key: str, asked: ListQuery, office: Office) -> CaseFilter:
    """What a list holds, narrowed by what was asked."""
    due = asked.due or (key if key in {"soon", "late"} else "")
    return CaseFilter(
        queue_key=None if key in VIEWS else key,
        page_ids=desk.who.pages(Permission.READ_CASES),
        page_id=asked.page_id,
        claimed_by=desk.who.actor_id if key == "mine" else None,
        escalated=key == "escalated",
        due_after=office.now if due == "soon" else None,
        due_before={"soon": office.soon_until, "late": office.now}.get(due),
        search=asked.search,
    )


def recent_ids(desk: Desk) -> list[int]:
    """The cases of the person's last decisions, newest first."""
    if desk.who.actor is not Actor.PERSON or desk.who.actor_id is None:
        return []
    events = history_queries.recent_person_events(
        desk.who.agency_id, desk.session, desk.who.actor_id, kinds=DECIDED, limit=2 * _LAST
    )
    ids = dict.fromkeys(event.case_id for event in events if event.case_id is not None)
    return list(ids)[:_LAST]


def _count(desk: Desk, office: Office, key: str) -> int:
    if key == RECENT:
        return len(recent_ids(desk))
    wanted = filter_of(desk, key, ListQuery(), office)
    return queries.count_cases(desk.who.agency_id, desk.session, wanted)
