"""Codes on paper, each good once: for whoever has lost the phone or the key."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from moderation.errors import ConflictError
from moderation.events import record
from moderation.models import RecoveryCode
from moderation.people.changes import tell_owner
from moderation.people.credentials import digest, new_codes
from moderation.policy import Who
from moderation.queries import ways_in
from moderation.vocabulary import CaseNews, EventKind

__all__ = ["CODES", "drop_if_alone", "renew", "spend", "write_out"]

CODES = 10


def renew(session: Session, who: Who, user_id: int) -> list[str]:
    """New codes at their person's wish; those on the old paper open nothing more.

    Raises ConflictError where there is nothing yet that they could stand in for.
    """
    if not ways_in.has_second_factor(who.agency_id, session, user_id):
        raise ConflictError(
            "Chưa có gì để mã dự phòng thay cho. Hãy bật xác thực hai lớp hoặc thêm khóa bảo mật."
        )
    codes = write_out(session, who, user_id)
    record(session, who, EventKind.RECOVERY_CODES_MADE, user_id=user_id)
    tell_owner(session, who, user_id, CaseNews.FACTOR_CHANGED)
    return codes


def write_out(session: Session, who: Who, user_id: int) -> list[str]:
    """Codes in place of all before; they are returned once and kept as digests."""
    codes = new_codes(CODES)
    ways_in.drop_recovery_codes(who.agency_id, session, user_id)
    session.add_all(
        RecoveryCode(agency_id=who.agency_id, user_id=user_id, code_sha256=digest(_bare(code)))
        for code in codes
    )
    session.flush()
    return codes


def spend(session: Session, who: Who, user_id: int, code: str) -> bool:
    """Whether it is a code of theirs that has not been used; it is used by this."""
    spare = ways_in.unused_recovery_code(who.agency_id, session, user_id, digest(_bare(code)))
    if spare is None:
        return False
    spare.used_at = datetime.now(UTC)
    left = ways_in.count_recovery_codes(who.agency_id, session, user_id) - 1
    record(session, who, EventKind.RECOVERY_CODE_USED, user_id=user_id, left=left)
    return True


def drop_if_alone(session: Session, who: Who, user_id: int) -> None:
    """Once neither phone nor key is left, the paper stands in for nothing."""
    if not ways_in.has_second_factor(who.agency_id, session, user_id):
        ways_in.drop_recovery_codes(who.agency_id, session, user_id)


def _bare(code: str) -> str:
    return re.sub(r"[\s-]", "", code).lower()
