"""How the installation is doing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from api.view_models.parts import Shell

__all__ = ["StatusLine", "StatusPage"]


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One part of the system, in a word and a sentence; `url` leads to what a person can do."""

    name: str
    state: Literal["well", "slow", "stuck"]
    says: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class StatusPage:
    """`/status`: every part of the system, and whether work stands still."""

    template: ClassVar[str] = "status.html"
    shell: Shell
    lines: tuple[StatusLine, ...]
