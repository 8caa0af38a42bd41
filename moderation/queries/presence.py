"""Who is at which case: claims, which are enforced, and looks, which are only told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from moderation.models import Case, Presence, User

__all__ = ["holder_name", "note_presence", "set_claim", "watchers"]


def set_claim(
    session: Session, case: Case, *, by: int | None, until: datetime | None, token: str | None
) -> None:
    """Write a claim down beside the case's version, which others decide on."""
    values = {"claimed_by": by, "claimed_until": until, "claim_token": token}
    session.execute(
        update(Case)
        .where(Case.agency_id == case.agency_id, Case.id == case.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    for name, value in values.items():
        set_committed_value(case, name, value)


def holder_name(agency_id: int, session: Session, case: Case) -> str:
    """The name of whoever claimed a case last."""
    name = session.scalar(
        select(User.full_name).where(User.agency_id == agency_id, User.id == case.claimed_by)
    )
    return name or "Một người khác"


def note_presence(agency_id: int, session: Session, user_id: int, case_id: int) -> None:
    """A person looks at this case now, and no longer at the one before."""
    fresh = insert(Presence).values(agency_id=agency_id, user_id=user_id, case_id=case_id)
    session.execute(
        fresh.on_conflict_do_update(
            index_elements=["agency_id", "user_id"],
            set_={"case_id": fresh.excluded.case_id, "seen_at": func.now()},
        )
    )


def watchers(
    agency_id: int,
    session: Session,
    case_ids: Sequence[int],
    *,
    since: datetime,
    but: int | None,
) -> dict[int, tuple[str, ...]]:
    """The names of the people who look at each of these cases, without one's own."""
    rows = session.execute(
        select(Presence.case_id, User.full_name)
        .join(User, and_(User.agency_id == Presence.agency_id, User.id == Presence.user_id))
        .where(
            Presence.agency_id == agency_id,
            Presence.case_id.in_(case_ids),
            Presence.seen_at > since,
            Presence.user_id != (but or 0),
        )
        .order_by(User.full_name)
    )
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for case_id, name in rows:
        found[case_id] += (name,)
    return dict(found)
