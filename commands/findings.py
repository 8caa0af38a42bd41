"""One thing that `phanhoi doctor` looked at, and how it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import redis
from sqlalchemy.exc import SQLAlchemyError

from moderation.errors import PhanHoiError

__all__ = ["Finding", "State", "first_line", "looked_at"]

State = Literal["well", "advice", "failed"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `advice` says what could be better and fails nothing."""

    name: str
    state: State
    detail: str


def looked_at(name: str, look: Callable[[], Finding]) -> Finding:
    """What a look finds; that it fails is a finding too."""
    try:
        return look()
    except PhanHoiError as error:
        return Finding(name, "failed", error.message)
    except (OSError, RuntimeError, LookupError, redis.RedisError, SQLAlchemyError) as error:
        return Finding(name, "failed", first_line(error))


def first_line(error: BaseException) -> str:
    """Of what an error says; its kind where it says nothing."""
    return str(error).partition("\n")[0] or type(error).__name__
