"""The filters of a list as chips, each with the list without it, and the name it is kept under."""

from __future__ import annotations

from api.console.list_query import ListQuery
from api.console.words import one_line, say_in
from api.security import Desk
from api.view_models.parts import Choice
from api.view_models.queue import FilterChip, SavedHere
from moderation.policy import Permission
from moderation.queries.views import find_view
from moderation.vocabulary import LABELS_VI, TRAITS_VI

__all__ = ["chips_of", "saved_here"]

_DUES = {"soon": "Sắp quá hạn", "late": "Quá hạn"}
_FROM_START = {"after": "", "before": "", "start": 0}


def chips_of(
    desk: Desk, key: str, asked: ListQuery, pages: tuple[Choice, ...]
) -> tuple[FilterChip, ...]:
    """What hides something, in words."""
    say = say_in(desk.locale)
    made = []
    if asked.search:
        words = FilterChip(f"“{asked.search}”", asked.address(key, search="", **_FROM_START))
        scope = say("Chỉ vụ đang mở") if asked.only_open else say("Cả vụ đã đóng")
        other = asked.address(key, only_open=not asked.only_open, **_FROM_START)
        made += [words, FilterChip(scope, other)]
    if asked.page_id:
        name = next((one.name for one in pages if one.value == str(asked.page_id)), "?")
        made.append(FilterChip(name, asked.address(key, page_id=None, **_FROM_START)))
    if asked.label:
        name = say(LABELS_VI[asked.label])
        made.append(FilterChip(name, asked.address(key, label=None, **_FROM_START)))
    if asked.trait:
        name = say(TRAITS_VI[asked.trait])
        made.append(FilterChip(name, asked.address(key, trait=None, **_FROM_START)))
    if asked.due:
        name = say(_DUES[asked.due])
        made.append(FilterChip(name, asked.address(key, due="", **_FROM_START)))
    return tuple(made)


def saved_here(desk: Desk, key: str, asked: ListQuery) -> SavedHere | None:
    """The saved list that the address names, if this person may see it."""
    view = find_view(desk.who.agency_id, desk.session, asked.view) if asked.view else None
    if view is None or (view.owner_id != desk.who.person_id and not view.is_shared):
        return None
    is_own = view.owner_id == desk.who.person_id
    filters = f"{view.filters}&view={view.id}" if view.filters else f"view={view.id}"
    return SavedHere(
        view.id,
        one_line(view.name),
        f"/queues/{view.queue_key}?{filters}",
        is_changed=(view.queue_key, view.filters) != (key, asked.kept),
        may_change=is_own or desk.who.can(Permission.EDIT_ROUTING),
    )
