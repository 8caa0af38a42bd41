"""What a case is about beside its label, as people say it, and who reads which language.

What follows from a trait for the place of a case stands in `routing`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy.orm import Session

from moderation.casework.cases import decided
from moderation.casework.routing import router
from moderation.errors import BadInputError, NotFoundError
from moderation.events import record
from moderation.models import Case, Event
from moderation.policy import Permission, Who
from moderation.queries import people
from moderation.queries import traits as queries
from moderation.queries.escalation import tell_of_case
from moderation.timing.clock import pauses_of
from moderation.vocabulary import CaseNews, EventKind, Language, Trait

__all__ = ["change_traits", "in_order", "set_readers", "tell_readers"]


def in_order(traits: Iterable[str]) -> list[str]:
    """Each once, in the order of the closed list."""
    given = set(traits)
    return [trait.value for trait in Trait if trait in given]


def change_traits(
    session: Session,
    who: Who,
    case_id: int,
    traits: Collection[Trait],
    *,
    version: int | None = None,
) -> Event:
    """Say what a case is about; its urgency and clock follow, its queue and label do not."""
    case = decided(session, who, case_id, version)
    before, wanted = list(case.traits), in_order(traits)
    if before == wanted:
        raise BadInputError("Các dấu hiệu vẫn như cũ nên không có gì để lưu.")
    case.traits = wanted
    if Trait.MINORITY_LANGUAGE not in traits:
        case.language = None
    route = router(who.agency_id, session)
    place = route.place(
        case.label, case.reasons, traits=wanted, page_id=case.page_id,
        needs_human=case.needs_human, opened_at=case.opened_at,
    )  # fmt: skip
    if case.escalated_to is None:
        case.severity = place.severity
    case.clock_key = place.clock_key
    case.due_at = route.clocks.due_of(case, pauses_of(session, case))
    return record(
        session, who, EventKind.TRAITS_CHANGED, case_id=case_id, traits=wanted, before=before
    )


def set_readers(session: Session, who: Who, user_id: int, languages: Collection[Language]) -> None:
    """Say which languages a person reads for the agency."""
    who.require_everywhere(Permission.EDIT_ROUTING)
    if people.find_user(who.agency_id, session, user_id) is None:
        raise NotFoundError(
            "Không tìm thấy người này; chưa có gì thay đổi. Hãy chọn lại trong danh sách."
        )
    queries.put_readers(who.agency_id, session, user_id, languages)
    record(
        session, who, EventKind.SETTING_CHANGED, setting="language_readers", user_id=user_id,
        languages=sorted(languages),
    )  # fmt: skip


def tell_readers(agency_id: int, session: Session, cases: Iterable[Case]) -> None:
    """Tell whoever reads the language of each new case that one waits for them."""
    waiting = [case for case in cases if case.language is not None]
    if not waiting:
        return
    readers = queries.readers(agency_id, session)
    for case in waiting:
        to = [user.id for user, language in readers if language is case.language]
        tell_of_case(agency_id, session, case.id, CaseNews.NEEDS_READER, to=to, by=None)
