"""What a person may take back, and how it is called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from api.console.words import Say, say_in
from api.security import Desk
from api.view_models.queue import UndoOffer
from api.words import DISMISS_VI, ROLES_VI
from moderation.casework import bulk, undoing
from moderation.casework.undoing import UNDOABLE
from moderation.models import Event
from moderation.queries import history as history_queries
from moderation.replies import approvals
from moderation.vocabulary import (
    LABELS_VI,
    Actor,
    BulkKind,
    DismissReason,
    EventKind,
    Label,
    Role,
)

__all__ = ["choices_of", "many_told", "offer", "offer_of", "recent_offer", "take_back", "told"]

# Taking a case is undone by its own button; offering it here would hide the decision before it.
_OFFERED = (UNDOABLE - {EventKind.CLAIMED}) | {EventKind.SUBMITTED, EventKind.ACTED_ON_MANY}


def offer(desk: Desk, event: Event) -> UndoOffer:
    """The bar for an act just done."""
    return UndoOffer(event.id, told(event, say_in(desk.locale)), _corrects(event))


def offer_of(desk: Desk, case_id: int) -> UndoOffer | None:
    """The bar for a case whose last act is the person's own."""
    event = history_queries.last_event_of_case(desk.who.agency_id, desk.session, case_id)
    is_mine = (
        event is not None
        and event.kind in _OFFERED
        and event.actor is Actor.PERSON
        and event.actor_id == desk.who.person_id
    )
    return offer(desk, event) if event is not None and is_mine else None


def recent_offer(desk: Desk, *, since: datetime) -> UndoOffer | None:
    """The bar for the person's last decision, where it is fresh and nobody acted after it."""
    if desk.who.person_id is None:
        return None
    latest = history_queries.recent_person_events(
        desk.who.agency_id, desk.session, desk.who.person_id, kinds=_OFFERED, limit=1
    )
    if not latest or latest[0].at < since:
        return None
    if latest[0].case_id is None:
        return offer(desk, latest[0])
    made = offer_of(desk, latest[0].case_id)
    return made if made is not None and made.event_id == latest[0].id else None


def _corrects(event: Event) -> bool:
    """Whether a person changed what the machine had said."""
    before = event.data.get("before") or {}
    return (
        event.kind is EventKind.RELABELLED
        and before.get("label") != event.data.get("label")
        and before.get("certainty", 1) < 1
    )


def take_back(desk: Desk, event_id: int) -> Event:
    """Undo an act, and say by which event; a reply that was submitted is withdrawn."""
    event = history_queries.find_event(desk.who.agency_id, desk.session, event_id)
    if event is None or event.kind not in {EventKind.SUBMITTED, EventKind.ACTED_ON_MANY}:
        return undoing.undo(desk.session, desk.who, event_id)
    if event.kind is EventKind.ACTED_ON_MANY:
        bulk.take_back(desk.session, desk.who, event_id)
    else:
        approvals.withdraw(desk.session, desk.who, event.data["approval_id"])
    return event


def told(event: Event, say: Say) -> str:
    """What was done, as a sentence."""
    data = event.data
    if event.kind is EventKind.ACTED_ON_MANY:
        return many_told(BulkKind(data["act"]), data["choice"], data["total"], say)
    what = ""
    if event.kind is EventKind.RELABELLED:
        what = say(LABELS_VI[Label(data["label"])])
    elif event.kind is EventKind.DISMISSED:
        what = say(DISMISS_VI[DismissReason(data["reason"])])
    elif event.kind is EventKind.ESCALATED:
        what = say(ROLES_VI[Role(data["to"])])
    elif event.kind is EventKind.SPLIT:
        what = str(data["into"])
    return say(_TOLD[event.kind]) % {"id": event.case_id, "what": what}


def many_told(kind: BulkKind, choice: str, count: int, say: Say) -> str:
    """What is done to many cases, as a sentence."""
    what = say(_CHOICES[kind][choice]) if kind in _CHOICES else ""
    return say(_MANY[kind]) % {"n": count, "what": what}


def choices_of(kind: BulkKind) -> Mapping[str, str]:
    """How that which can be done to many cases is called."""
    return _CHOICES[kind]


_CHOICES: dict[BulkKind, Mapping[str, str]] = {
    BulkKind.RELABEL: {label.value: name for label, name in LABELS_VI.items()},
    BulkKind.DISMISS: {reason.value: name for reason, name in DISMISS_VI.items()},
    BulkKind.ESCALATE: {role.value: name for role, name in ROLES_VI.items()},
}

_MANY = {
    BulkKind.RELABEL: "Xếp %(n)s vụ là %(what)s.",
    BulkKind.DISMISS: "Đóng %(n)s vụ: %(what)s.",
    BulkKind.ESCALATE: "Chuyển %(n)s vụ tới %(what)s.",
    BulkKind.UNDO: "Hoàn tác %(n)s vụ.",
}

_TOLD = {
    EventKind.RELABELLED: "Đã xếp vụ %(id)s là %(what)s.",
    EventKind.DISMISSED: "Đã đóng vụ %(id)s: %(what)s.",
    EventKind.REOPENED: "Đã mở lại vụ %(id)s.",
    EventKind.ESCALATED: "Đã chuyển vụ %(id)s tới %(what)s.",
    EventKind.SENT_BACK: "Đã trả vụ %(id)s về hàng đợi.",
    EventKind.ANSWERED: "Đã ghi vụ %(id)s là đã trả lời.",
    EventKind.SPLIT: "Đã tách bình luận của vụ %(id)s sang vụ %(what)s.",
    EventKind.TEMPLATE_PICKED: "Đã chọn mẫu cho vụ %(id)s.",
    EventKind.SUBMITTED: "Đã trình duyệt vụ %(id)s.",
}
