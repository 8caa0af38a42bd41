"""What colleagues wrote and kept beside a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.parts import Choice, TextSegment
    from moderation.vocabulary import Role


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note; `called` are the names of those whom it mentions."""

    by: str
    at: datetime
    text: tuple[TextSegment, ...]
    called: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A file kept with the case; of one that was withdrawn only this line is left."""

    id: int
    name: str
    size: int
    by: str
    at: datetime
    is_withdrawn: bool = False
    may_withdraw: bool = False


@dataclass(frozen=True, slots=True)
class CaseTalk:
    """Notes, files, whom one may call, and the role that the case was passed up to."""

    notes: tuple[NoteLine, ...] = ()
    files: tuple[EvidenceLine, ...] = ()
    colleagues: tuple[Choice, ...] = ()
    escalated_to: Role | None = None
    may_note: bool = False
    may_send_back: bool = False
