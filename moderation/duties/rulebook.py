"""The rules of conduct as an agency holds them (A14, A25, B01): stricter where it says so.

The catalogue gives each rule its strength by the code that was issued. An agency may take a
stricter one, such as the draft's, as its own regulation, with a reason; it may not take a weaker.
What it puts into force is a version, written once, which every person acknowledges.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from moderation.conduct import RULE_RANKS, Rule, rules
from moderation.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from moderation.events import record
from moderation.models import RulebookVersion, RuleOverride
from moderation.policy import Permission, Who
from moderation.queries import rulebook as queries
from moderation.vocabulary import EventKind, RuleLayer, RuleStrength

__all__ = [
    "Ruling",
    "acknowledge",
    "keep_as_issued",
    "make_stricter",
    "publish",
    "rulings",
    "written_down",
]

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Ruling:
    """A rule as it holds for an agency. `strength` None: it stands in the draft alone.

    `layer` is the text that gives the strength; None where the agency chose it, with `reason`.
    """

    rule: Rule
    strength: RuleStrength | None
    layer: RuleLayer | None
    reason: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the agency made it stricter for itself."""
        return self.strength is not None and self.layer is None


def rulings(agency_id: int, session: Session) -> tuple[Ruling, ...]:
    """Every rule of the catalogue as the agency holds it now."""
    own = queries.overrides(agency_id, session)
    return tuple(_ruling(rule, own.get(rule.id)) for rule in rules().values())


def make_stricter(
    session: Session, who: Who, rule_id: str, strength: RuleStrength, reason: str
) -> Ruling:
    """Take a stricter strength than was issued as the agency's own; the reason is kept."""
    who.require_everywhere(Permission.KEEP_RULES)
    rule, why = _rule(rule_id), reason.strip()[:_LONGEST]
    issued = rule.issued
    if issued is not None and RULE_RANKS[strength] <= RULE_RANKS[issued[1]]:
        raise BadInputError("Cơ quan chỉ chọn được mức chặt hơn mức đã ban hành.")
    if not why:
        raise BadInputError("Ghi lý do, ví dụ số và ngày của nội quy cơ quan.")
    row = queries.overrides(who.agency_id, session).get(rule_id)
    if row is None:
        row = RuleOverride(agency_id=who.agency_id, rule_id=rule_id)
        session.add(row)
    row.strength, row.reason = strength, why
    row.set_by, row.set_at = who.person_id, datetime.now(UTC)
    session.flush()
    record(
        session, who, EventKind.SETTING_CHANGED, setting="rule", rule=rule_id,
        after=strength.value, reason=why,
    )  # fmt: skip
    return _ruling(rule, row)


def keep_as_issued(session: Session, who: Who, rule_id: str) -> None:
    """Give the agency's own strength up: the rule holds as it was issued."""
    who.require_everywhere(Permission.KEEP_RULES)
    row = queries.overrides(who.agency_id, session).get(_rule(rule_id).id)
    if row is None:
        return
    session.delete(row)
    session.flush()
    record(session, who, EventKind.SETTING_CHANGED, setting="rule", rule=rule_id, after=None)


def publish(session: Session, who: Who, note: str) -> RulebookVersion:
    """Put the rules as they stand into force; from now on everybody is asked to read them."""
    who.require_everywhere(Permission.KEEP_RULES)
    content = written_down(rulings(who.agency_id, session))
    newest = queries.latest_version(who.agency_id, session)
    if newest is not None and newest.sha256 == _digest(content):
        raise ConflictError("Quy tắc không khác bản đang có hiệu lực nên không ban hành lại.")
    made = RulebookVersion(
        agency_id=who.agency_id,
        number=newest.number + 1 if newest else 1,
        note=note.strip()[:_LONGEST],
        content=content,
        sha256=_digest(content),
        published_by=who.person_id,
    )
    session.add(made)
    session.flush()
    record(
        session, who, EventKind.RULEBOOK_PUBLISHED, version_id=made.id, number=made.number,
        sha256=made.sha256.hex(),
    )  # fmt: skip
    return made


def acknowledge(session: Session, who: Who, version_id: int) -> None:
    """This person says that they have read the version in force; twice is once."""
    if who.person_id is None:
        raise ForbiddenError("Chỉ người dùng đã đăng nhập mới xác nhận được.")
    newest = queries.latest_version(who.agency_id, session)
    if newest is None or newest.id != version_id:
        raise ConflictError("Đã có bản quy tắc mới hơn. Hãy đọc bản mới rồi xác nhận.")
    if not queries.acknowledge(who.agency_id, session, version_id, who.person_id):
        return
    record(session, who, EventKind.RULES_ACKNOWLEDGED, version_id=version_id, number=newest.number)


def written_down(held: tuple[Ruling, ...]) -> list[dict[str, Any]]:
    """The rules as a version keeps them."""
    return [
        {
            "id": one.rule.id,
            "actor": one.rule.actor.value,
            "name": one.rule.name,
            "text": one.rule.text,
            "strength": one.strength.value if one.strength else None,
            "layer": one.layer.value if one.layer else None,
            "reason": one.reason,
        }
        for one in held
    ]


def _ruling(rule: Rule, own: RuleOverride | None) -> Ruling:
    issued = rule.issued
    # What is issued later may overtake what the agency once chose.
    if own is not None and (issued is None or RULE_RANKS[own.strength] > RULE_RANKS[issued[1]]):
        return Ruling(rule, own.strength, None, own.reason)
    return Ruling(rule, issued[1], issued[0]) if issued else Ruling(rule, None, None)


def _rule(rule_id: str) -> Rule:
    found = rules().get(rule_id)
    if found is None:
        raise NotFoundError(
            "Không có quy tắc này; chưa có gì thay đổi. Hãy chọn lại trong danh sách quy tắc."
        )
    return found


def _digest(content: list[dict[str, Any]]) -> bytes:
    said = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).digest()
