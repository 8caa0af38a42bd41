"""Hiding criticism takes two persons; whoever was hidden asks for another look."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from moderation.duties import reviews
from moderation.errors import BadInputError, ConflictError, ForbiddenError
from moderation.models import HideRequest, Hiding, ReviewRequest
from moderation.queries import asked_reviews
from moderation.queries import hidings as queries
from moderation.queries.privacy import forget_words
from moderation.replies import hiding
from moderation.vocabulary import CriticismSign, HideReason, HideVerdict, Label, Platform, Role
from platforms import CAPABILITIES
from tests.workers.conftest import Desk

ABLE = CAPABILITIES[Platform.FACEBOOK]
INSULT = {"reason": HideReason.INSULT, "able": ABLE}
CRITICISM = "Cán bộ một cửa vô học, hành dân đủ đường"
INSULTED = "Đồ vô học, cút khỏi phường này đi"


def only(desk: Desk, table: type) -> Any:  # noqa: ANN401 - a row of any table
    """The one row of a table in this house."""
    with desk.house.database.transaction(desk.house.agency_id) as session:
        found = session.query(table).one()
        session.expunge(found)
        return found


def test_what_names_those_who_serve_is_hidden_by_two_persons_or_not_at_all(desk: Desk) -> None:
    """Nothing is asked of the network before somebody else agrees; the first may not be both."""
    comment = desk.ask(CRITICISM, label=Label.ILLEGAL_CONTENT)
    desk.as_role(Role.TRIAGE, hiding.hide, **INSULT)
    desk.work()
    assert desk.acts() == []
    assert only(desk, HideRequest).sign is CriticismSign.NAMES_AGENCY
    with pytest.raises(ConflictError):
        desk.as_role(Role.SPOKESPERSON, hiding.hide, **INSULT)
    with pytest.raises(ForbiddenError):
        desk.as_role(Role.TRIAGE, hiding.decide_request, is_allowed=True, able=ABLE)

    desk.as_role(Role.MANAGER, hiding.decide_request, is_allowed=True, able=ABLE)
    desk.work()

    assert desk.seen(comment)["hidden"] is True
    made, who = only(desk, Hiding), desk.house.who
    assert (made.hidden_by, made.allowed_by) == (
        who(Role.TRIAGE).actor_id, who(Role.MANAGER).actor_id,
    )  # fmt: skip
    assert made.verdict is HideVerdict.UPHELD


def test_a_refused_proposal_hides_nothing_and_may_be_made_again(desk: Desk) -> None:
    """The refusal stays in the history."""
    desk.ask(CRITICISM, label=Label.ILLEGAL_CONTENT)
    desk.as_role(Role.TRIAGE, hiding.hide, **INSULT)
    desk.as_role(Role.MANAGER, hiding.decide_request, is_allowed=False, able=ABLE)
    with pytest.raises(ConflictError):
        desk.as_role(Role.MANAGER, hiding.decide_request, is_allowed=True, able=ABLE)
    desk.as_role(Role.SPOKESPERSON, hiding.hide, **INSULT)

    assert desk.acts() == []


def test_what_names_nobody_who_serves_needs_one_person(desk: Desk) -> None:
    """An insult among citizens, and an advertisement that speaks of an office."""
    desk.ask(INSULTED, label=Label.ILLEGAL_CONTENT)
    assert len(desk.as_role(Role.TRIAGE, hiding.hide, **INSULT)) == 1


def test_the_table_itself_refuses_criticism_that_one_person_hid(desk: Desk) -> None:
    """Whatever the code above forgets."""
    desk.ask(INSULTED, label=Label.ILLEGAL_CONTENT)
    desk.as_role(Role.TRIAGE, hiding.hide, **INSULT)
    for change in ("is_criticism = true", "is_criticism = true, allowed_by = hidden_by"):
        with (
            pytest.raises(IntegrityError),
            desk.house.database.transaction(desk.house.agency_id) as session,
        ):
            session.execute(text(f"UPDATE hidings SET {change}"))


def test_a_hidden_author_asks_once_and_another_person_shows_it_again(desk: Desk) -> None:
    """By the road on which everything leaves; who hid it may not decide, nor the table let them.

    What the author said goes with the words of the comment.
    """
    comment = desk.ask(INSULTED, label=Label.ILLEGAL_CONTENT)
    desk.as_role(Role.TRIAGE, hiding.hide, **INSULT)
    desk.work()
    agency_id, database = desk.house.agency_id, desk.house.database
    token = only(desk, Hiding).review_token
    with database.transaction(agency_id) as session:
        found = queries.hiding_by_token(agency_id, session, token)
        assert found is not None
        with pytest.raises(BadInputError):
            reviews.ask(agency_id, session, found[0], "  ")
        asked = reviews.ask(agency_id, session, found[0], "Tôi nói người lấn vỉa hè, không nói ai")
        with pytest.raises(ConflictError):
            reviews.ask(agency_id, session, found[0], "nữa")
        request_id, hider = asked.id, asked.hidden_by
        for person, waiting in ((None, 1), (hider, 0)):
            assert waiting == asked_reviews.count_asked(
                agency_id, session, page_ids=None, not_by=person
            )
        assert asked_reviews.count_asked(agency_id, session, page_ids=frozenset(), not_by=None) == 0
    answer = {"request_id": request_id, "verdict": HideVerdict.UNDONE, "answer": ""}
    with pytest.raises(ForbiddenError):
        desk.as_role(Role.TRIAGE, reviews.decide, **answer)
    with pytest.raises(BadInputError):
        desk.as_role(Role.MANAGER, reviews.decide, **{**answer, "verdict": HideVerdict.UPHELD})
    with pytest.raises(IntegrityError), database.transaction(agency_id) as session:
        session.execute(
            text("UPDATE review_requests SET decided_by = hidden_by, verdict = 'upheld'")
        )

    desk.as_role(Role.MANAGER, reviews.decide, **answer)
    desk.work()

    assert desk.seen(comment)["hidden"] is False
    assert [entry["act"] for entry in desk.emulator.ledger()] == ["hide", "unhide"]
    assert only(desk, Hiding).verdict is HideVerdict.UNDONE

    hidden = only(desk, Hiding).comment_id
    with database.transaction(agency_id) as session:
        forget_words(agency_id, session, [hidden], at=datetime.now(UTC))
    assert only(desk, ReviewRequest).said == ""
