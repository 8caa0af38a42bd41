"""The lists on the left: the agency's queues, and the views that every agency has."""

from __future__ import annotations

from api.console.dues import Office
from api.console.list_query import ListQuery
from api.console.shell import approvals_waiting
from api.console.words import say_in
from api.security import Desk
from api.view_models.parts import QueueCount
from moderation.errors import NotFoundError
from moderation.models import Event, SavedView
from moderation.policy import Permission
from moderation.queries import history as history_queries
from moderation.queries.agencies import queues
from moderation.queries.cases import CaseFilter
from moderation.queries.tallies import Tally, tallies_upto
from moderation.queries.views import views_for
from moderation.vocabulary import CaseStatus, EventKind

__all__ = [
    "APPROVALS",
    "RECENT",
    "VIEWS",
    "filter_of",
    "queue_counts",
    "queue_named",
    "recent_events",
]

RECENT = "recent"
APPROVALS = "approvals"
DECIDED = (
    EventKind.RELABELLED,
    EventKind.DISMISSED,
    EventKind.ANSWERED,
    EventKind.ESCALATED,
    EventKind.SUBMITTED,
    EventKind.SPLIT,
    EventKind.REOPENED,
    EventKind.ACTED_ON_MANY,
)
_LAST = 20
VIEWS = {
    "new": "Mới",
    "mine": "Của tôi",
    "soon": "Sắp quá hạn",
    "late": "Quá hạn",
    "waiting": "Chờ duyệt",
    "escalated": "Đã chuyển cấp",
    RECENT: "Vừa xử lý",
    "all": "Tất cả",
}
_WITH_LATE = frozenset({"new", "mine", "all"})
_WAITING = frozenset({CaseStatus.WAITING_APPROVAL, CaseStatus.APPROVED})


def queue_counts(desk: Desk, office: Office) -> tuple[QueueCount, ...]:
    """Every list with how many cases it holds and how many of them are late."""
    agency_id, session, say = desk.who.agency_id, desk.session, say_in(desk.locale)
    agency_queues = queues(agency_id, session)
    keys = [queue.key for queue in agency_queues] + [key for key in VIEWS if key != RECENT]
    lists = {key: filter_of(desk, key, ListQuery(), office) for key in keys}
    tallies = tallies_upto(agency_id, session, lists, now=office.now)
    tallies[RECENT] = Tally(len(recent_events(desk)), 0)
    made = [
        QueueCount(
            queue.key,
            queue.name_en if desk.locale == "en" else queue.name_vi,
            tallies[queue.key].cases,
            tallies[queue.key].late,
        )
        for queue in agency_queues
    ]
    for key, name in VIEWS.items():
        late = tallies[key].late if key in _WITH_LATE else 0
        made.append(QueueCount(key, say(name), tallies[key].cases, late, "work"))
    if desk.who.can(Permission.APPROVE):
        place = [one.key for one in made].index("waiting")
        made[place] = QueueCount(APPROVALS, say("Chờ duyệt"), approvals_waiting(desk), group="work")
    return tuple(made) + _saved(desk)


def _saved(desk: Desk) -> tuple[QueueCount, ...]:
    """The lists that the person keeps and those that are shared; nobody waits for their counts."""
    if desk.who.person_id is None:
        return ()
    return tuple(
        QueueCount(
            f"view-{view.id}",
            view.name,
            0,
            group="shared" if view.is_shared else "mine",
            url=f"/queues/{view.queue_key}?{_with_view(view)}",
        )
        for view in views_for(desk.who.agency_id, desk.session, desk.who.person_id)
    )


def _with_view(view: SavedView) -> str:
    return f"{view.filters}&view={view.id}" if view.filters else f"view={view.id}"


def queue_named(counts: tuple[QueueCount, ...], key: str) -> QueueCount:
    """One of the lists; NotFoundError for a name that the agency does not have."""
    for queue in counts:
        if queue.key == key:
            return queue
    raise NotFoundError(
        "Không có hàng đợi này trong cơ quan của anh/chị. Hãy chọn lại ở cột hàng đợi."
    )


def filter_of(desk: Desk, key: str, asked: ListQuery, office: Office) -> CaseFilter:
    """What a list holds, narrowed by what was asked."""
    due = asked.due or (key if key in {"soon", "late"} else "")
    return CaseFilter(
        queue_key=None if key in VIEWS else key,
        page_ids=desk.who.pages(Permission.READ_CASES),
        page_id=asked.page_id,
        label=asked.label,
        trait=asked.trait,
        mine=desk.who.person_id if key == "mine" else None,
        is_new=key == "new",
        escalated=key == "escalated",
        statuses=_WAITING if key == "waiting" else None,
        due_after=office.now if due == "soon" else None,
        due_before={"soon": office.soon_until, "late": office.now}.get(due),
        search=asked.search,
        is_open=None if asked.search and not asked.only_open else True,
    )


def recent_events(desk: Desk) -> list[Event]:
    """The person's last decisions that stand, newest first."""
    if desk.who.person_id is None:
        return []
    return history_queries.recent_person_events(
        desk.who.agency_id, desk.session, desk.who.person_id, kinds=DECIDED, limit=_LAST
    )
