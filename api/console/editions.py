"""What a form was filled in upon, so that nobody's change is written over unseen.

Forms of things without a version of their own carry a number that differs as soon as what they
showed does.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from api.console.forms import row_id
from moderation.errors import ConflictError

__all__ = ["edition_of", "require_edition"]


def edition_of(*shown: object) -> int:
    """A number for what is shown; `repr` of it must tell all that a form can change."""
    return zlib.crc32(repr(shown).encode())


def require_edition(fields: Mapping[str, str], edition: int) -> None:
    """Raises ConflictError where the form was filled in upon another one."""
    if row_id(fields.get("version", "")) != edition:
        raise ConflictError(
            "Phần này vừa được người khác sửa. Những gì anh/chị nhập còn đây; hãy so lại rồi lưu."
        )
