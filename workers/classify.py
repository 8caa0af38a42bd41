"""From comments to cases: claim, read, write down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate

from classifiers import CommentText, traits
from classifiers.near_copies import read_ahead, signatures, similar
from moderation.intake.readings import Reading, SuggestedTemplate
from moderation.intake.suggesting import suggest_again
from moderation.intake.triage import record_readings
from moderation.jobs import BATCH, enqueue
from moderation.models import Comment
from moderation.queries.rules import LiveRule, live_rules
from moderation.queries.unread import (
    Unread,
    WaitingComment,
    added_bytes,
    open_questions,
    unread_texts,
    waiting_comments,
)
from moderation.queries.work import claim, give_back
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import Job
from response_templates import Suggested, Wanted, load_suggester
from workers import runtime
from workers.agency_rules import caught_by_rules
from workers.app import app
from workers.suggesting import Shelf, read_shelf, suggester_of, with_procedures

_TOGETHER = 2 * BATCH
"""A batch costs thirty statements whatever its size, and what an agency has set is asked for once
in each."""
_TOGETHER_AGAIN = 16
"""Of those tried once. One of them may be what ended its worker, and takes all that are read with
it along; what was tried oftener is read alone."""
_TOGETHER_BYTES = 2**19
"""One or two seconds of reading, far from any limit and from the end of the lease. Five hundred
comments take half a second as people write them, but over twenty at eight thousand letters each."""


@app.task(name=Job.CLASSIFY_COMMENTS.value, soft_time_limit=20, time_limit=25)  # type: ignore[untyped-decorator]
def classify_comments(agency_id: int, ids: list[int]) -> None:
    """Read a batch of comments and put them into cases. What another worker holds is left alone.

    Networks tell of one comment at a time; what came meanwhile is read along, and its own message
    then finds nothing to do. What is too much to be read within a lease gets a message anew, with
    no attempt counted.
    """
    database = runtime.database()
    with database.transaction(agency_id) as session:
        waiting = waiting_comments(
            agency_id, session, ids, most=_TOGETHER, most_bytes=_TOGETHER_BYTES
        )
        portion, rest = _cut(waiting)
        token, mine = claim(agency_id, session, Comment, portion)
        enqueue(agency_id, session, Job.CLASSIFY_COMMENTS, rest)
        unread = unread_texts(agency_id, session, token, mine) if mine else []
        rules = live_rules(agency_id, session) if unread else []
        shelf = read_shelf(agency_id, session) if unread else None
    if shelf is None:
        return
    try:
        readings = read(unread, rules, shelf)
        read_ahead(item.text for item in unread)
        with database.transaction(agency_id) as session:
            record_readings(
                agency_id, session, token, readings, similar=similar, read_ahead=read_ahead
            )
    except Exception:
        with database.transaction(agency_id) as session:
            give_back(agency_id, session, Comment, token, mine, error_code="classify_failed")
        raise


@app.task(name=Job.SUGGEST_AGAIN.value, soft_time_limit=20, time_limit=25)  # type: ignore[untyped-decorator]
def suggest_templates_again(agency_id: int, ids: list[int]) -> None:
    """Rank templates anew under the label that a person gave. Lost, it costs a worse order only."""
    database = runtime.database()
    with database.transaction(agency_id) as session:
        asked = open_questions(agency_id, session, ids)
        shelf = read_shelf(agency_id, session) if asked else None
    if shelf is None:
        return
    ranked = suggester_of(shelf).suggest(
        [Wanted(text=one.text, post=one.post, label=one.label, page_id=one.page_id)
         for one in asked],
        on=datetime.now(VIETNAM).date(),
        changed=shelf.changed,
    )  # fmt: skip
    with database.transaction(agency_id) as session:
        for one, best in zip(asked, ranked, strict=True):
            suggest_again(agency_id, session, one.case_id, one.label, _suggested(best))


def read(
    unread: list[Unread], rules: Sequence[LiveRule] = (), shelf: Shelf | None = None
) -> list[Reading]:
    """What the engines say of these texts; no database is open meanwhile."""
    model = runtime.classifier()
    predictions = model.classify(
        [CommentText(str(item.comment_id), item.text, item.post) for item in unread]
    )
    ruled = caught_by_rules(unread, rules)
    suggester = suggester_of(shelf) if shelf else load_suggester()
    suggested = suggester.suggest(
        [
            Wanted(
                text=item.text,
                post=item.post,
                label=caught.rule.label or prediction.primary if caught else prediction.primary,
                page_id=item.page_id,
            )
            for item, prediction, caught in zip(unread, predictions, ruled, strict=True)
        ],
        on=datetime.now(VIETNAM).date(),
        changed=shelf.changed if shelf else (),
    )
    signed = signatures([item.text for item in unread])
    about = traits.find([item.text for item in unread])
    return [
        Reading(
            comment_id=item.comment_id,
            text_version=item.text_version,
            model_version=model.version,
            label=prediction.primary,
            probabilities=prediction.labels,
            reasons=tuple(reason.value for reason in prediction.reasons),
            spans=tuple((span.start, span.end, span.label) for span in prediction.spans),
            needs_human=prediction.needs_human,
            exact_key=None if signature is None else signature.exact,
            band_keys=() if signature is None else signature.bands,
            suggestions=_suggested(with_procedures(best, found.traits, suggester, shelf)),
            caught=caught,
            traits=found.traits,
            language=found.language,
        )
        for item, prediction, signature, best, caught, found in zip(
            unread, predictions, signed, suggested, ruled, about, strict=True
        )
    ]


def _cut(waiting: Sequence[WaitingComment]) -> tuple[list[int], list[int]]:
    """The ids of those that are read now, one at the least, and those of the others.

    Only what was tried equally often is read together, what was tried least first.
    """
    if not waiting:
        return [], []
    ordered = sorted(waiting, key=lambda one: one.attempts)
    tries = ordered[0].attempts
    most = {0: _TOGETHER, 1: _TOGETHER_AGAIN}.get(tries, 1)
    alike = [one for one in ordered if one.attempts == tries][:most]
    fit = sum(size <= _TOGETHER_BYTES for size in accumulate(added_bytes(alike)))
    ids = [one.id for one in ordered]
    return ids[: max(fit, 1)], ids[max(fit, 1) :]


def _suggested(best: Sequence[Suggested]) -> tuple[SuggestedTemplate, ...]:
    return tuple(SuggestedTemplate(one.template_id, one.score, one.reason) for one in best)
