"""What a comment already tells of the request that it makes: who, on which page, since when."""

from __future__ import annotations

from api.console.case_card import found_case
from api.console.case_rows import kept_away
from api.console.sight import sight_of
from api.console.words import one_line, say_in
from api.security import Desk
from moderation.policy import Permission
from moderation.queries.authors import identity_of
from moderation.timing.calendar import VIETNAM

__all__ = ["typed_from"]

_WORDS = 500


def typed_from(desk: Desk, case_id: int) -> dict[str, str]:
    """The fields of the form. No more is shown of the writer and their words than on the card."""
    found, say = found_case(desk, case_id), say_in(desk.locale)
    desk.who.require(Permission.PROTECT_DATA, found.case.page_id)
    comment = found.comment
    sight = sight_of(desk, found, [comment])
    is_away = bool(kept_away(comment, say)) and sight.until is None
    words = "" if is_away else one_line(sight.words(comment.text or ""), _WORDS)
    typed = {
        "page_id": str(found.case.page_id),
        "note": say("Từ bình luận của vụ %(id)s: %(words)s") % {"id": case_id, "words": words},
        "received_at": f"{comment.received_at.astimezone(VIETNAM):%Y-%m-%dT%H:%M}",
    }
    if sight.sees_names:
        who = identity_of(desk.who.agency_id, desk.session, comment.author_id)
        typed["name"] = one_line((who.name if who else "") or "")
        typed["platform_id"] = (who.external_id if who else "") or ""
    return typed
