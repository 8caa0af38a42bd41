"""Whether a process leads: what a health check, or a person at the machine, asks."""

from __future__ import annotations

from moderation.database import UNREACHABLE
from moderation.errors import PhanHoiError
from moderation.queries.doors import is_led
from workers import runtime

__all__ = ["check"]


def check(role: int) -> int:
    """0 while some process leads in this role, else 1; ends with a sentence where it can't ask."""
    try:
        with runtime.database().doorway() as door:
            return 0 if is_led(door, role) else 1
    except PhanHoiError as error:
        raise SystemExit(f"✗ {error.message}") from error
    except UNREACHABLE as error:
        raise SystemExit(
            "✗ Không kết nối được PostgreSQL ở PHANHOI_DATABASE_URL nên không biết tiến trình này "
            "còn chạy không. Không có gì mất. Xem PostgreSQL có chạy không, hoặc dò bằng "
            "`phanhoi doctor`."
        ) from error
