"""How long a thing may take, and who is told when it takes longer."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["ClockConfidence", "ClockUnit", "EscalationMoment", "PauseReason", "Recipient"]


class ClockUnit(StrEnum):
    """In what a time limit is counted."""

    CLOCK_HOURS = "clock_hours"
    OFFICE_MINUTES = "office_minutes"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


class ClockConfidence(StrEnum):
    """How sure we are of the text that a time limit rests on."""

    OWN = "own"
    CONFIRMED = "confirmed"
    KNOWN = "known"
    UNCONFIRMED = "unconfirmed"


class PauseReason(StrEnum):
    """Why the clock of a case stands still for a while."""

    OTHER_BODY = "other_body"
    CITIZEN = "citizen"
    VERIFYING = "verifying"
    FORCE_MAJEURE = "force_majeure"


class EscalationMoment(StrEnum):
    """When a notice about an unanswered case is due, measured on its own limit."""

    BEFORE = "before"
    BREACH = "breach"
    AFTER = "after"


class Recipient(StrEnum):
    """To whom such a notice goes. `deputy` is a person named in the rule."""

    OWNER = "owner"
    MANAGER = "manager"
    DEPUTY = "deputy"
