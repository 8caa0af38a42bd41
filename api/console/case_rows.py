"""The queues on the left and the list in the middle."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from api.comment_text import segments
from api.console.dues import SOON_MINUTES, due_of
from api.security import Desk
from api.view_models import CaseRow, Choice, Paging, QueueCount, QueueEmpty, QueueList, SourceHealth
from moderation.clock import Clocks, agency_clocks
from moderation.errors import BadInputError, NotFoundError
from moderation.models import Page
from moderation.policy import Permission
from moderation.queries import agencies as agency_queries
from moderation.queries import cases as queries
from moderation.queries.cases import CaseFilter, CasePosition, CaseSummary
from moderation.vocabulary import UNSURE_QUEUE, CaseStatus

__all__ = ["Asked", "listing", "next_case_id", "queue_counts", "queue_named", "sources"]

PAGE_SIZE = 50
_EXCERPT = 240
_STALE = timedelta(hours=24)

# What staff follow besides the queues: key, name on screen, group on the left.
_VIEWS = (
    ("approvals", "Chờ duyệt", "work"),
    ("soon", "Sắp quá hạn", "work"),
    ("late", "Quá hạn", "work"),
    ("escalated", "Chuyển cấp", "work"),
    ("all", "Tất cả", "work"),
    ("mine", "Của tôi", "mine"),
    ("recent", "Vừa xử lý", "mine"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked of a list, as its address says."""

    key: str
    search: str = ""
    page_id: int | None = None
    due: str = ""
    after: str = ""
    seen: int = 0

    def url(self, *, after: str = "", seen: int = 0) -> str:
        """The address of this list, or of its next page."""
        asked = {
            "q": self.search,
            "page_id": self.page_id or "",
            "due": self.due,
            "after": after,
            "seen": seen or "",
        }
        told = urlencode({name: value for name, value in asked.items() if value})
        return f"/queues/{self.key}" + (f"?{told}" if told else "")

    @property
    def is_filtered(self) -> bool:
        """Whether the list shows less than its queue holds."""
        return bool(self.search or self.page_id or self.due)


def queue_counts(desk: Desk, *, now: datetime) -> tuple[QueueCount, ...]:
    """Every queue and view with how many cases wait in it."""
    agency_id, session = desk.who.agency_id, desk.session
    page_ids = desk.who.pages(Permission.READ_CASES)
    tallies = queries.queue_tallies(agency_id, session, page_ids=page_ids, now=now)
    counts = [
        QueueCount(
            queue.key,
            queue.name_vi,
            tallies[queue.key].count if queue.key in tallies else 0,
            tallies[queue.key].late if queue.key in tallies else 0,
            "work" if queue.key == UNSURE_QUEUE else "label",
        )
        for queue in agency_queries.queues(agency_id, session)
    ]
    for key, name, group in _VIEWS:
        if key == "all":
            count = sum(tally.count for tally in tallies.values())
        elif key == "late":
            count = sum(tally.late for tally in tallies.values())
        elif key == "recent":
            count = 0
        else:
            wanted = _filter(desk, Asked(key), now)
            count = queries.count_cases(agency_id, session, wanted)
        late = count if key == "late" else 0
        counts.append(QueueCount(key, name, count, late, "mine" if group == "mine" else "work"))
    return tuple(counts)


def queue_named(counts: tuple[QueueCount, ...], key: str) -> QueueCount:
    """The queue or view of this key; NotFoundError where there is none."""
    for count in counts:
        if count.key == key:
            return count
    raise NotFoundError("Không có hàng đợi này.")


def listing(
    desk: Desk,
    asked: Asked,
    counts: tuple[QueueCount, ...],
    health: tuple[SourceHealth, ...],
    *,
    now: datetime,
    current_id: int | None = None,
) -> QueueList:
    """One page of a list."""
    queue = queue_named(counts, asked.key)
    found, more = _rows(desk, asked, now)
    clocks = agency_clocks(desk.who.agency_id, desk.session)
    rows = tuple(_row(desk, summary, clocks, now) for summary in found)
    is_whole = not asked.is_filtered and asked.key != "recent"
    total = queue.count if is_whole else asked.seen + len(rows) + more
    return QueueList(
        queue=replace(queue, count=total) if asked.key == "recent" else queue,
        rows=rows,
        paging=Paging(
            first=asked.seen + bool(rows),
            last=asked.seen + len(rows),
            total=max(total, asked.seen + len(rows)),
            previous_url=asked.url() if asked.seen else "",
            next_url=asked.url(after=_cursor(found[-1]), seen=asked.seen + len(rows))
            if more
            else "",
        ),
        current_id=current_id,
        empty=_emptiness(asked, health),
        pages=_page_choices(desk, asked),
        dues=_due_choices(asked),
        search=asked.search,
        clear_url=f"/queues/{asked.key}" if asked.is_filtered else "",
        last_event_id=queries.latest_event_id(desk.who.agency_id, desk.session),
    )


def next_case_id(desk: Desk, asked: Asked, *, now: datetime) -> int | None:
    """The case on top of a list, which comes after a decision."""
    found, _ = _rows(desk, asked, now, limit=1)
    return found[0].case.id if found else None


def sources(desk: Desk, *, now: datetime) -> tuple[SourceHealth, ...]:
    """When each page was last heard from."""
    return tuple(
        SourceHealth(page.name, page.heard_at, _is_stale(page, now))
        for page in agency_queries.pages(desk.who.agency_id, desk.session)
    )


def _is_stale(page: Page, now: datetime) -> bool:
    return page.heard_at is None or now - page.heard_at > _STALE


def _rows(
    desk: Desk, asked: Asked, now: datetime, *, limit: int = PAGE_SIZE
) -> tuple[list[CaseSummary], bool]:
    wanted = _filter(desk, asked, now)
    if asked.key == "recent":
        latest = queries.recently_closed(
            desk.who.agency_id, desk.session, wanted, limit=limit
        )
        return latest, False
    found = queries.list_cases(
        desk.who.agency_id, desk.session, wanted, after=_position(asked.after), limit=limit + 1
    )
    return found[:limit], len(found) > limit


def _filter(desk: Desk, asked: Asked, now: datetime) -> CaseFilter:
    wanted = CaseFilter(
        page_ids=desk.who.pages(Permission.READ_CASES), page_id=asked.page_id, search=asked.search
    )
    match asked.key:
        case "all":
            pass
        case "mine":
            wanted = replace(wanted, claimed_by=desk.who.actor_id)
        case "escalated":
            wanted = replace(wanted, escalated=True)
        case "approvals":
            wanted = replace(wanted, statuses=frozenset({CaseStatus.WAITING_APPROVAL}))
        case "recent":
            wanted = replace(wanted, is_open=False)
        case "soon" | "late":
            pass
        case key:
            wanted = replace(wanted, queue_key=key)
    due = asked.key if asked.key in {"soon", "late"} else asked.due
    if due == "late":
        return replace(wanted, due_before=now)
    if due == "soon":
        clocks = agency_clocks(desk.who.agency_id, desk.session)
        edge = clocks.calendar.after_working_minutes(now, SOON_MINUTES)
        return replace(wanted, due_after=now, due_before=edge)
    return wanted


def _row(desk: Desk, summary: CaseSummary, clocks: Clocks, now: datetime) -> CaseRow:
    case, text = summary.case, summary.comment.text or ""
    held = case.claimed_until is not None and case.claimed_until > now
    mine = held and case.claimed_by == desk.who.actor_id
    return CaseRow(
        id=case.id,
        excerpt=segments(" ".join(text.split()), limit=_EXCERPT),
        platform=summary.page.platform,
        page_name=summary.page.name,
        due=due_of(case, clocks, now),
        alike=case.comments_count - 1,
        claimed_by=(summary.claimed_by_name or "") if held else "",
        is_mine=mine,
        has_draft=summary.has_draft,
    )


def _emptiness(asked: Asked, health: tuple[SourceHealth, ...]) -> QueueEmpty:
    if asked.is_filtered:
        return "filtered"
    if not health:
        return "not_connected"
    return "stale" if all(source.is_stale for source in health) else "done"


def _page_choices(desk: Desk, asked: Asked) -> tuple[Choice, ...]:
    pages = agency_queries.pages(desk.who.agency_id, desk.session)
    if len(pages) < 2:
        return ()
    return tuple(Choice(str(page.id), page.name, page.id == asked.page_id) for page in pages)


def _due_choices(asked: Asked) -> tuple[Choice, ...]:
    if asked.key in {"soon", "late", "recent"}:
        return ()
    names = (("soon", "Sắp quá hạn"), ("late", "Quá hạn"))
    return tuple(Choice(value, name, value == asked.due) for value, name in names)


def _cursor(summary: CaseSummary) -> str:
    case = summary.case
    told = f"{case.due_at.isoformat()}|{case.severity}|{case.id}"
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _position(cursor: str) -> CasePosition | None:
    if not cursor:
        return None
    try:
        told = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        due_at, severity, case_id = told.split("|")
        return CasePosition(
            datetime.fromisoformat(due_at).astimezone(UTC), int(severity), int(case_id)
        )
    except (ValueError, binascii.Error) as error:
        raise BadInputError("Địa chỉ trang danh sách không đúng. Hãy mở lại hàng đợi.") from error
