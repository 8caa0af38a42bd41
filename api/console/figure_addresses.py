"""The addresses of the lists behind the numbers of the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote_plus

from moderation.queries.case_sets import CaseSet
from moderation.queries.comment_sets import CommentSet

__all__ = ["comments_url", "list_url"]


def list_url(wanted: CaseSet, ending: str = "", **more: object) -> str:
    """The address of the list of a set of cases."""
    pairs = {
        "what": wanted.what.value,
        "since": wanted.since.isoformat(),
        "until": wanted.until.isoformat(),
        "page_id": wanted.page_id,
        "label": wanted.label.value if wanted.label else None,
        "queue": wanted.queue_key,
        "weekday": wanted.weekday,
        "hour": wanted.hour,
        "from_hours": wanted.from_hours,
        "to_hours": wanted.to_hours,
        "topic": wanted.topic,
        "key": wanted.key,
        **more,
    }
    return f"/dashboard/cases{ending}?{_encoded(pairs)}"


def comments_url(wanted: CommentSet, ending: str = "", **more: object) -> str:
    """The address of the list of a set of comments."""
    pairs = {
        "since": wanted.since.isoformat(),
        "until": wanted.until.isoformat(),
        "page_id": wanted.page_id,
        "post_id": wanted.post_id,
        "case_id": wanted.case_id,
        **more,
    }
    return f"/dashboard/comments{ending}?{_encoded(pairs)}"


def _encoded(pairs: Mapping[str, object]) -> str:
    """A dashboard has three hundred addresses, and the same few moments in each."""
    return "&".join(
        f"{name}={_quoted(str(value))}" for name, value in pairs.items() if value is not None
    )


_quoted = lru_cache(maxsize=2048)(quote_plus)
