"""Who acts, what they may do and how they hear of things."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Actor", "Density", "NoticeChannel", "OfficerRole", "Role"]


class Role(StrEnum):
    """What a person does here; what each may do is in `moderation.policy`."""

    VIEWER = "viewer"
    TRIAGE = "triage"
    DRAFTER = "drafter"
    SPOKESPERSON = "spokesperson"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    OPERATOR = "operator"


class OfficerRole(StrEnum):
    """The persons whom the Code of Conduct asks a page to name (duties A01, A02)."""

    SPOKESPERSON = "spokesperson"
    CONTENT_RESPONSIBLE = "content_responsible"
    ADMINISTRATOR = "administrator"


class Density(StrEnum):
    """How much of a list a person wants on one screen."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"


class NoticeChannel(StrEnum):
    """By which way somebody is told outside the console."""

    MAIL = "mail"
    PUSH = "push"
    HOOK = "hook"


class Actor(StrEnum):
    """Who did what an event records."""

    PERSON = "person"
    MACHINE = "machine"
    SOURCE = "source"
    API_KEY = "api_key"
