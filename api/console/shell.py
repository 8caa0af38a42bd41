"""The frame of a page: who sits here, for whom, and what they may open."""

from __future__ import annotations

import json

from fastapi import Request

from api.console.answers import local_path
from api.console.words import Say, one_line, say_in
from api.security import Desk
from api.view_models.parts import Notice, Section, Shell
from api.words import ROLES_VI
from moderation.people.preferences import standing_keys
from moderation.policy import Permission, roles_of
from moderation.queries.approvals import count_waiting
from moderation.queries.frame import frame_of

__all__ = ["approvals_waiting", "sections_of", "shell_of"]

_SECTIONS: tuple[tuple[Section, Permission], ...] = (
    ("queue", Permission.READ_CASES),
    ("approvals", Permission.APPROVE),
    ("dashboard", Permission.SEE_FIGURES),
    ("imports", Permission.IMPORT),
    ("templates", Permission.READ_CASES),
    ("routing", Permission.EDIT_ROUTING),
    ("pages", Permission.EDIT_PAGES),
    ("duties", Permission.READ_CASES),
    ("hidden", Permission.REVIEW_HIDDEN),
    ("privacy", Permission.PROTECT_DATA),
    ("people", Permission.MANAGE_PEOPLE),
    ("quality", Permission.SEE_FIGURES),
    ("audit", Permission.READ_AUDIT),
)


def sections_of(desk: Desk) -> tuple[Section, ...]:
    """The sections that the person may open, in order; the log is for those who read all pages."""
    return tuple(
        section
        for section, needed in _SECTIONS
        if desk.who.can(needed) and (section != "audit" or desk.who.pages(needed) is None)
    )


def shell_of(
    desk: Desk,
    request: Request,
    section: Section | None,
    *,
    search: str = "",
    notice: Notice | None = None,
) -> Shell:
    """The frame around a page of this section."""
    say = say_in(desk.locale)
    frame = frame_of(
        desk.who.agency_id,
        desk.session,
        desk.who.person_id or 0,
        approves=desk.who.pages(Permission.APPROVE),
        reviews=desk.who.pages(Permission.REVIEW_HIDDEN),
    )
    likes = frame.likes
    roles = sorted(roles_of(desk.who.grants), key=list(ROLES_VI).index)
    return Shell(
        agency=one_line(frame.agency),
        person=one_line(desk.who.name),
        role=", ".join(say(ROLES_VI[role]) for role in roles),
        csrf_token=desk.csrf_token,
        section=section,
        sections=sections_of(desk),
        path=_path(request),
        search=search,
        notice=notice or _kept(request, say),
        approvals=frame.approvals,
        hidden=frame.hidden,
        keys=json.dumps(standing_keys(likes.keys)) if likes else "{}",
        keys_on=likes.keys_on if likes else True,
        mask_harsh=likes.mask_harsh if likes else False,
        density=likes.density.value if likes else "comfortable",
        unread=frame.unread,
    )


def approvals_waiting(desk: Desk) -> int:
    """How many replies wait for this person."""
    if not desk.who.can(Permission.APPROVE):
        return 0
    return count_waiting(
        desk.who.agency_id,
        desk.session,
        page_ids=desk.who.pages(Permission.APPROVE),
        not_by=desk.who.person_id,
    )


def _kept(request: Request, say: Say) -> Notice | None:
    """What a form that was kept leads on to begins with; see `answers.saved`."""
    is_kept = request.method == "GET" and request.query_params.get("saved") == "1"
    return Notice("good", say("Đã lưu.")) if is_kept else None


def _path(request: Request) -> str:
    """Where a change of language leads back to: a page, never an act, nor its “Đã lưu.” again."""
    if request.method != "GET":
        return "/"
    kept = "&".join(one for one in request.url.query.split("&") if one != "saved=1")
    return local_path(f"{request.url.path}?{kept}" if kept else request.url.path)
