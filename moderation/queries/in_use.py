"""Which kept comments may be used: one condition for whatever lists, samples or exports words."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_

from moderation.models import Comment

__all__ = ["in_use"]


def in_use() -> ColumnElement[bool]:
    """Neither restricted because its author asked so nor erased.

    For queries that hand words on to be worked with. Figures count such comments as well, and the
    case itself says in place of the words why nobody reads them.
    """
    return and_(Comment.restricted_at.is_(None), Comment.erased_at.is_(None))
