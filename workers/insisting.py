"""A transaction that is tried again: what a call came to must not be lost for a second's outage."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from moderation.database import UNREACHABLE, Session
from workers import runtime

__all__ = ["insist"]

_Result = TypeVar("_Result")


def insist(agency_id: int, act: Callable[[Session], _Result], *, tries: int) -> _Result:
    """Act in a transaction, again where the database was away or another one got in the way.

    The act must find done what is done: a commit may have passed though nobody heard of it.
    """
    for left in range(tries - 1, -1, -1):
        try:
            with runtime.database().transaction(agency_id) as session:
                return act(session)
        except UNREACHABLE:
            if not left:
                raise
            time.sleep(0.5 * (tries - left))
    raise AssertionError
