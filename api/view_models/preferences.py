"""How a person likes to work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from api.view_models.parts import FieldError, Shell


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key as the screens declare it, what it does, and what this person presses for it."""

    of: str
    does: str
    key: str


@dataclass(frozen=True, slots=True)
class PreferencesPage:
    """`/preferences`: keys, density, masking."""

    template: ClassVar[str] = "preferences.html"
    shell: Shell
    keys: tuple[KeyLine, ...]
    allowed: tuple[str, ...]
    keys_on: bool = True
    mask_harsh: bool = False
    is_compact: bool = False
    errors: tuple[FieldError, ...] = ()
