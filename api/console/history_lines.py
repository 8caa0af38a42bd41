"""A person's comings and goings as lines."""

from __future__ import annotations

from api.console.words import say_in
from api.security import Desk
from api.view_models.people import SignInLine
from api.words import EVENTS_VI
from moderation.queries import people
from moderation.vocabulary import EventKind

__all__ = ["sign_in_lines"]


def sign_in_lines(desk: Desk, user_id: int, *, limit: int) -> tuple[SignInLine, ...]:
    """The latest first."""
    say = say_in(desk.locale)
    return tuple(
        SignInLine(one.at, say(EVENTS_VI[one.kind]), one.kind is EventKind.SIGN_IN_FAILED)
        for one in people.sign_in_events(desk.who.agency_id, desk.session, user_id, limit=limit)
    )
