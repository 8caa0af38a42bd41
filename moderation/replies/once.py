"""One reply for many who asked the same below one post, where the page answers so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from moderation.models import Comment, PublishIntent
from moderation.queries import agencies, answering
from moderation.queries import replies as queries
from moderation.vocabulary import IntentState, PublishKind

__all__ = ["Target", "targets"]


@dataclass(frozen=True, slots=True)
class Target:
    """The comment that gets a reply, and those of the same post that it answers as well."""

    comment: Comment
    others: tuple[Comment, ...] = ()


def targets(agency_id: int, session: Session, case_id: int, kind: PublishKind) -> list[Target]:
    """Where the answer of a case goes. A private one goes to each, who would not see another's.

    One that the network refused below a comment, which is gone perhaps, goes below the next.
    """
    waiting = answering.comments_to_answer(agency_id, session, case_id)
    pages = {page.id: page for page in agencies.pages(agency_id, session)}
    acts = queries.acts_of_case(agency_id, session, case_id)
    refused = {one.comment_id for one in acts if _was_refused(one)}
    if kind is not PublishKind.REPLY:
        return [Target(comment) for comment in waiting]
    made: list[Target] = []
    groups: dict[tuple[int, int], list[Comment]] = {}
    for comment in waiting:
        if pages[comment.page_id].answers_once and comment.post_id is not None:
            groups.setdefault((comment.page_id, comment.post_id), []).append(comment)
        else:
            made.append(Target(comment))
    return made + [_chosen(group, refused) for group in groups.values()]


def _chosen(group: Sequence[Comment], refused: set[int]) -> Target:
    """The first that stands below the post itself, so that everybody meets it."""
    first = min(group, key=lambda one: (one.id in refused, one.parent_external_id is not None))
    return Target(first, tuple(one for one in group if one is not first))


def _was_refused(act: PublishIntent) -> bool:
    return act.kind is PublishKind.REPLY and act.state is IntentState.REFUSED
