"""Keeping a list with its filters under a name, for oneself or for all."""

from __future__ import annotations

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ForbiddenError, NotFoundError
from moderation.events import record
from moderation.models import SavedView
from moderation.policy import Permission, Who
from moderation.queries import views as queries
from moderation.vocabulary import EventKind

__all__ = ["change_view", "remove_view", "save_view"]

LONGEST_NAME = 60
MOST = 30
"""More than a person finds again in a column."""


def save_view(
    session: Session, who: Who, name: str, *, queue_key: str, filters: str, is_shared: bool
) -> SavedView:
    """Keep a list. Sharing is for those who triage: it stands in everybody's column."""
    who.require(Permission.TRIAGE if is_shared else Permission.READ_CASES)
    if who.person_id is None or queries.count_views(who.agency_id, session, who.person_id) >= MOST:
        raise BadInputError(f"Mỗi người lưu được {MOST} danh sách. Hãy bỏ bớt danh sách cũ.")
    view = SavedView(
        agency_id=who.agency_id,
        owner_id=who.person_id,
        name=_name(name),
        queue_key=queue_key,
        filters=filters,
        is_shared=is_shared,
    )
    session.add(view)
    session.flush()
    _note(session, who, view, "saved")
    return view


def change_view(
    session: Session, who: Who, view_id: int, *, queue_key: str, filters: str
) -> SavedView:
    """Let a list show what is asked for now."""
    view = _own(session, who, view_id)
    view.queue_key, view.filters = queue_key, filters
    _note(session, who, view, "changed")
    return view


def remove_view(session: Session, who: Who, view_id: int) -> None:
    """Forget a list; the cases in it are not touched."""
    view = _own(session, who, view_id)
    _note(session, who, view, "removed")
    session.delete(view)


def _own(session: Session, who: Who, view_id: int) -> SavedView:
    view = queries.find_view(who.agency_id, session, view_id)
    if view is None or (view.owner_id != who.person_id and not view.is_shared):
        raise NotFoundError(
            "Không tìm thấy danh sách này: có thể đã bị bỏ. Hãy chọn lại ở cột hàng đợi."
        )
    if view.owner_id != who.person_id and not who.can(Permission.EDIT_ROUTING):
        raise ForbiddenError("Chỉ người lưu danh sách này, hoặc lãnh đạo, mới sửa được.")
    return view


def _note(session: Session, who: Who, view: SavedView, what: str) -> None:
    if view.is_shared:
        record(session, who, EventKind.SETTING_CHANGED, setting="view", view_id=view.id, what=what)


def _name(given: str) -> str:
    name = " ".join(given.split())
    if not name or len(name) > LONGEST_NAME:
        raise BadInputError(f"Hãy đặt tên cho danh sách, dài nhất {LONGEST_NAME} chữ.")
    return name
